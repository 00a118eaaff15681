"""What is agreed before a talk by phone or video: privacy, a word, a call back.

Nobody sees the other's room, and a line can drop at the worst moment. No word
and no number is written down.
"""

from __future__ import annotations

from builder.expr import Expr
from builder.form import Form
from builder.questions import Choices, select_multiple, select_one

from .choices import YES_NO_ONLY

CHECKS = Choices.of(
    "phone_checks",
    {
        "free_to_talk": "The person can talk freely now",
        "alone": "Nobody overhears at either end",
        "earpiece": "No loudspeaker, nothing is recorded",
        "safe_line": "This phone and this time are safe for the person",
    },
)
CALLS_BACK = Choices.of(
    "calls_back",
    {"interviewer": "The interviewer", "person": "The person", "nobody": "Nobody"},
)


def ask(form: Form, remote: Expr) -> None:
    """Ask what is true and what was agreed, where the talk is `remote`."""
    form.ask(
        None,
        select_multiple(CHECKS),
        "Before you begin: tick what is true",
        hint="Do not begin before all four are true. Otherwise agree on another time.",
        name="phone_checks",
        relevant=remote,
    )
    form.ask(
        None,
        select_one(YES_NO_ONLY),
        "Was a word agreed that stops the talk at once?",
        hint="An everyday word. Do not write it down. On hearing it, speak of "
        "something else or hang up.",
        name="stop_word",
        relevant=remote,
    )
    form.ask(
        None,
        select_one(CALLS_BACK),
        "If the line drops: who was agreed to call back?",
        hint="Only as agreed. After the word to stop, nobody calls back.",
        name="calls_back",
        relevant=remote,
    )
