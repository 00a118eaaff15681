"""Questions that were put in other words: which, how, in which language."""

from __future__ import annotations

from builder.questions import select_one, text

from .choices import YES_NO_ONLY
from .talk import Talk


def gate(talk: Talk) -> None:
    """Ask whether there is anything to note; not where the talk was stopped."""
    talk.form.ask(
        None,
        select_one(YES_NO_ONLY),
        "Did you put any question in other words?",
        name="wording_changed",
        relevant=talk.kept & talk.complete(),
    )


def note_down(talk: Talk) -> None:
    """Ask for each question that was put in other words."""
    form = talk.form
    some = form.q("wording_changed") == "yes"
    with (
        form.group("wordings", relevant=some),
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


def ask(talk: Talk) -> None:
    """Ask for questions put in other words, on a page of their own."""
    with talk.form.group("wording_page", "Wording", page=True):
        gate(talk)
    note_down(talk)
