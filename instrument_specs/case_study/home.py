"""Items 3.1 to 3.6: the home, and people who frighten or hurt."""

from __future__ import annotations

from builder.expr import Answer
from builder.form import Form
from builder.questions import Choices, note, select_one
from instrument_specs.choices import NO_ANSWER_ADDED
from instrument_specs.survey.hints import AS_WISHED, COME_BACK
from instrument_specs.talk import Talk

from .asking import told, yes_or_no

SCRIPT = "Next comes your home, your health, and the people around you."
COMPARED = Choices.of(
    "home_compared",
    {"better": "Better", "worse": "Worse", "same": "About the same"},
).adding(NO_ANSWER_ADDED)


def ask(talk: Talk) -> None:
    form = talk.form
    with talk.block("3a", "Home"):
        _home(form)
    with talk.block("3b", "Where you live", private=True):
        _safety(form)


def _home(form: Form) -> None:
    told(
        form,
        "3.1",
        "When you came back, was there a home or a place for you? Why, or why not?",
    )
    told(
        form,
        "3.2",
        "Did you go back to where you lived before that bad time? Why, or why not?",
    )
    told(
        form,
        "3.3",
        "Where do you live now, in what kind of home, and with whom?",
        hint="No address and no names.",
    )
    compared = form.ask(
        "3.4",
        select_one(COMPARED),
        "Next to the homes of others around here: is yours better, worse, or much "
        "the same?",
    )
    told(
        form,
        "3.4",
        "Why do you see it that way?",
        name="q3_4_text",
        relevant=compared.one_of("better", "worse", "same"),
        numbered=False,
    )
    lacks = yes_or_no(
        form, "3.5", "Does your home lack anything that you cannot do without?"
    )
    told(form, "3.5.1", "What does it lack?", relevant=lacks == "yes")


def _safety(form: Form) -> None:
    safe = yes_or_no(form, "3.6", "Where you live, do you feel safe?")
    nearby = yes_or_no(
        form,
        "3.6.1",
        "Has anyone in your village, community or neighbourhood frightened you or hurt "
        "you?",
    )
    _what_happened(form, "3.6.1.1", nearby)
    at_home = yes_or_no(
        form,
        "3.6.2",
        "Has anyone in your home or family frightened you or hurt you?",
        hint="Before the person left, or since they came back.",
    )
    _what_happened(form, "3.6.2.1", at_home)
    form.ask(
        None,
        note,
        COME_BACK,
        name="note_3_6",
        relevant=(safe == "no_answer")
        | (nearby == "no_answer")
        | (at_home == "no_answer"),
    )


def _what_happened(form: Form, item: str, gate: Answer) -> None:
    told(
        form,
        item,
        "Would you like to tell me what happened, and what you did?",
        relevant=gate == "yes",
        hint=AS_WISHED,
    )
