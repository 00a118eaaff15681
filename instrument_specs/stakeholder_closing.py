"""How a talk with people who know the field ends."""

from __future__ import annotations

from builder.expr import Answered, Constant, Expr, If, points, total
from builder.form import Form
from builder.questions import note

from . import closing, wordings
from .consent import Consent
from .talk import Talk

OUTCOMES = ("complete", "stopped", "refused")
LEFT_OPEN = (
    "Open questions without an answer: ${left_open}. If it feels right, come back "
    "to them now."
)
DANGER = (
    "Did you hear of somebody who may be in danger, or of a child who is hurt? Call "
    "{duty_number}, then fill in Form U."
)


def ask(talk: Talk, consent: Consent, withdrawal: str) -> None:
    """Ask the closing pages; `withdrawal` says how to empty the form again."""
    form = talk.form
    with form.group("closing", relevant=consent.given):
        with form.group("last_page", "Closing", page=True):
            count = form.calculate(
                "left_open", _left_open(form), label="Open questions left blank"
            )
            form.ask(
                None,
                note,
                LEFT_OPEN,
                name="come_back",
                relevant=talk.complete() & (count >= 1),
            )
            form.ask(None, note, withdrawal, name="withdrawal")
            form.ask(None, note, DANGER, name="danger")
        wordings.ask(talk)
        closing.farewell(talk)


def finish(talk: Talk, consent: Consent) -> None:
    """Say how the talk ended, and what to do when it could not begin."""
    form = talk.form
    form.ask(None, note, closing.NOT_NOW, name="not_now", relevant=consent.refused)
    ended = If(talk.complete(), Constant("complete"), Constant("stopped"))
    form.calculate(
        "outcome",
        If(consent.given, ended, Constant("refused")),
        "one",
        OUTCOMES,
        label="How the talk ended",
    )


def _left_open(form: Form) -> Expr:
    """Count the numbered questions that were asked and have no answer."""
    return total(
        *(
            points(entry.relevant & ~Answered(entry.node.answer), 1)
            for entry in form.entries
            if entry.node.item is not None and entry.relevant is not None
        )
    )
