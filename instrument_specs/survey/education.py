"""Section 9: training and education, and school for children of school age."""

from __future__ import annotations

from builder.expr import Answer, Expr
from builder.form import Form
from builder.questions import Choice, Choices, select_multiple, select_one
from instrument_specs.choices import NO_ANSWER, NO_ANSWER_ADDED, YES_NO
from instrument_specs.talk import Talk

CHILD_DOES = Choices(
    "child_does",
    (
        Choice("works", "Works", added=True),
        Choice("home", "Helps at home or looks after others", added=True),
        Choice("ill", "Is ill or has a disability", added=True),
        Choice("looking", "Is looking for work", added=True),
        Choice("absent", "Lives elsewhere or is away", added=True),
        Choice("other", "Something else", added=True),
        NO_ANSWER_ADDED,
    ),
)
JUDGED = Choices(
    "judged",
    (
        Choice("yes", "Yes", added=True),
        Choice("no", "No", added=True),
        Choice("not_sure", "Not sure", added=True),
    ),
)


def ask(talk: Talk) -> None:
    form = talk.form
    with talk.block(9, "Learning"):
        talk.since_last_talk("9.1")
        learnt = form.ask(
            "9.1",
            select_one(YES_NO),
            "Since you came back, have you taken part in any training or education?",
        )
        talk.probe("9.2", "What did you learn?", relevant=learnt == "yes")
        form.ask(
            "9.3",
            select_one(YES_NO),
            "Did it help you to find work?",
            relevant=learnt == "yes",
        )
        _children(talk)


def _children(talk: Talk) -> None:
    form = talk.form
    number = form.q("n_school_age")
    at_school = form.ask(
        "9.4",
        select_one(_at_school(number)),
        "Your child or children of school age: do they go to school?",
        relevant=number >= 1,
    )
    missing = at_school.one_of("yes_some", "no")
    does = form.ask(
        "9.5",
        select_multiple(CHILD_DOES),
        "What does the child who is not at school do?",
        relevant=missing,
        hint="Listen, then tick all that fits. No names.",
    )
    form.specify(does)
    talk.probe(
        "9.5",
        "Could you tell me a little more about it?",
        name="q9_5_text",
        relevant=missing,
    )
    _judgement(form, missing)


def _at_school(number: Answer) -> Choices:
    """Offer plain yes for one child, all or some for several."""
    one, several = number == 1, number > 1
    return Choices(
        "at_school",
        (
            Choice("yes", "Yes", when=one),
            Choice("yes_all", "Yes, all of them", when=several),
            Choice("yes_some", "Yes, some of them", when=several),
            Choice("no", "No"),
            NO_ANSWER,
        ),
    )


def _judgement(form: Form, missing: Expr) -> None:
    form.ask(
        None,
        select_one(JUDGED),
        "Not to be read out: could a child be doing work that a child should not do?",
        name="q9_5_child_work",
        relevant=missing,
        guidance="Your own view from what was said. Do not question the person.",
    )
