"""An open question to someone who knows the field, never about one person.

Long answers about offices and programmes are what these talks are for; names
and stories by which somebody could be known are not.
"""

from __future__ import annotations

from builder.expr import Answer, Expr
from builder.form import Form
from builder.questions import note, text

NO_NAMES = "No names of people."
# What the screen calls the people the talk is about, and the others.
TERMS = (
    "On this screen, this group stands for people who came back after a bad time "
    "abroad; other returnees are all the others who came back. Say it in the words "
    "that are usual between you."
)


def ask(
    form: Form,
    item: str | None,
    label: str,
    *,
    name: str = "",
    hint: str = "",
    relevant: Expr | None = None,
) -> Answer:
    """Ask for a long answer; a reminder to name nobody ends its hint."""
    return form.ask(
        item,
        text,
        label,
        name=name,
        hint=f"{hint} {NO_NAMES}".strip(),
        relevant=relevant,
        appearance="multiline",
        sensitive=True,
    )


def introduce(form: Form, part: int, words: str, minutes: int) -> None:
    """Say what the next part is about; the hint tells how long it may take."""
    form.ask(
        None,
        note,
        words,
        name=f"intro_{part}",
        hint=f"About {minutes} minutes for this part.",
    )
