"""Questions that were put in other words: which, how, in which language."""

from __future__ import annotations

from builder.expr import Answer
from builder.form import Form
from builder.questions import select_one, text

from .choices import YES_NO_ONLY
from .talk import Talk


def ask(talk: Talk) -> None:
    """Ask for questions put in other words; not where the talk was stopped."""
    form = talk.form
    with form.group("wording_log", relevant=talk.kept & talk.complete()):
        some = _gate(form)
        with (
            form.group("wordings", relevant=some == "yes"),
            form.group("wording", "A question you put in other words", repeat=True),
        ):
            form.ask(None, text, "Number of the question", name="wording_item")
            form.ask(
                None,
                text,
                "The words you used",
                hint="Only the question, not the answer.",
                name="wording_used",
                sensitive=True,
            )
            form.ask(None, text, "In which language?", name="wording_language")


def _gate(form: Form) -> Answer:
    with form.group("wording_page", "Wording", page=True):
        return form.ask(
            None,
            select_one(YES_NO_ONLY),
            "Did you put any question in other words?",
            name="wording_changed",
        )
