"""Choice lists that several tools share.

`no_answer` stands for "does not know or does not wish to answer" and is
offered wherever a survivor is asked; `added` marks choices that the toolkit
does not print (docs/decisions.md, "Additions").
"""

from __future__ import annotations

from builder.questions import Choice, Choices

NO_ANSWER = Choice("no_answer", "Does not know or does not wish to answer")
NO_ANSWER_ADDED = Choice(NO_ANSWER.name, NO_ANSWER.label, added=True)
NONE_ADDED = Choice("none", "None of these", added=True)

YES_NO_ONLY = Choices.of("yes_no_only", {"yes": "Yes", "no": "No"})
YES_NO = YES_NO_ONLY.adding(NO_ANSWER, name="yes_no")
# For items whose printed list has no way to decline: same codes, an added one.
YES_NO_PRINTED = YES_NO_ONLY.adding(NO_ANSWER_ADDED, name="yes_no_added")
# For items that print no answers at all.
YES_NO_UNPRINTED = Choices(
    "yes_no_unprinted",
    (
        *(Choice(o.name, o.label, added=True) for o in YES_NO_ONLY.options),
        NO_ANSWER_ADDED,
    ),
)
HOW_OFTEN = Choices.of(
    "how_often", {"often": "Often", "sometimes": "Sometimes", "never": "Never"}
).adding(NO_ANSWER)
# What people may meet with once others know, or guess, what happened to them.
TREATMENT = (
    Choice("words", "Hurtful words or gossip", added=True),
    Choice("avoidance", "Keep away or leave out", added=True),
    Choice("violence", "Violence or threats", added=True),
    Choice("expulsion", "Driven out of home or community", added=True),
    Choice("documents", "Papers or services refused", added=True),
    Choice("other", "Something else", added=True),
    NO_ANSWER_ADDED,
)
