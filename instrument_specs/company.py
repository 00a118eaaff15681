"""Who else is there during a talk, at whose wish, and whether that is all right."""

from __future__ import annotations

from builder.form import Form
from builder.questions import Choices, select_multiple, select_one
from builder.questions import text as free_text

from .choices import NO_ANSWER_ADDED, NONE_ADDED, YES_NO_ONLY

PRESENT = Choices.of(
    "present",
    {
        "interpreter": "Interpreter",
        "witness": "Witness for the consent",
        "trusted": "Someone the person asked to have there",
        "child": "Child",
        "colleague": "Colleague of the interviewer",
        "other": "Someone else",
    },
).adding(NONE_ADDED)
WISH = Choices.of(
    "wish",
    {
        "person": "The person interviewed",
        "interviewer": "The interviewer or the office",
        "themselves": "They came by themselves",
    },
)


def ask(form: Form, item: str) -> None:
    """Ask for company; `item` is the letter of the interpreter."""
    present = form.ask(
        None, select_multiple(PRESENT), "Who else is there?", name="present"
    )
    somebody = present.answered() & ~present.selected("none")
    form.ask(
        None, select_one(WISH), "At whose wish?", name="present_wish", relevant=somebody
    )
    uses = form.ask(
        item,
        select_one(YES_NO_ONLY.adding(NO_ANSWER_ADDED, name="yes_no_z")),
        "Is an interpreter used?",
        name="interpreter",
    )
    form.ask(
        item,
        free_text,
        "Into which language?",
        name="interpreter_language",
        relevant=uses == "yes",
        numbered=False,
    )
    helper = (uses == "yes") | present.selected_any("interpreter", "witness")
    form.ask(
        None,
        select_one(YES_NO_ONLY),
        "Interpreter or witness: not family, not a local leader, and promised to "
        "keep everything private?",
        name="helper_suitable",
        relevant=helper,
    )
    form.ask(
        None,
        select_one(YES_NO_ONLY),
        "Does the person agree to this interpreter?",
        name="interpreter_agreed",
        relevant=uses == "yes",
    )
