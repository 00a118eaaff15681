"""What worries the interviewer, whatever was or was not asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from builder.questions import Choice, Choices, select_multiple, select_one
from builder.verdict import Verdict

from . import wordings
from .choices import NONE_ADDED
from .talk import Talk

CONCERN, VIOLENCE_WHEN = "concern", "violence_when"
CONCERNS = Choices.of(
    "concern",
    {
        "danger": "Danger right now",
        "self_harm": "May harm themselves",
        "taken_back": "May be taken back or used again",
        "violence": "Someone hurts or threatens them",
        "child": "A child at risk",
        "health": "A health emergency",
        "other": "Something else",
    },
).adding(NONE_ADDED)
# Concerns that only serve a flag which a country may switch on, and that flag.
FURTHER: Mapping[str, tuple[str, str]] = {
    "reprisal": ("RF-17", "Threatened over a legal case, or afraid to be"),
    "leaving": ("RF-18", "May leave again through the same people"),
    "confined": ("RF-23", "Not free to move or to speak with others"),
    "unwanted_marriage": ("RF-24", "A marriage the person did not want"),
    "worries": ("RF-27", "Something said about the year to come"),
}
WHEN = Choices.of(
    "violence_when",
    {
        "now": "It goes on now",
        "may_return": "It may come back",
        "past": "It is past and over",
    },
)


def offered(further: Collection[str], flags_on: Collection[str]) -> Choices:
    """Give the list of concerns, with those `further` ones a form has flags for.

    One whose flag is off is not offered: nobody would be told.
    """
    made = (
        Choice(code, FURTHER[code][1], retired=FURTHER[code][0] not in flags_on)
        for code in further
    )
    *usual, none = CONCERNS.options
    return Choices(CONCERNS.name, (*usual, *made, none))


def ask(talk: Talk, violence: Verdict, choices: Choices) -> None:
    """Ask on a page of its own; `violence` is what the person said themselves."""
    form = talk.form
    with form.group(
        "worries_page", "For the interviewer", page=True, relevant=talk.kept
    ):
        form.ask(
            None,
            select_multiple(choices),
            "Is there anything else that worries you?",
            hint="Whatever you saw or heard, even if no question asked for it.",
            name=CONCERN,
        )
        form.ask(
            None,
            select_one(WHEN),
            "What was said about being scared or hurt:",
            name=VIOLENCE_WHEN,
            relevant=violence.holds | form.q(CONCERN).selected("violence"),
        )
        wordings.gate(talk)
