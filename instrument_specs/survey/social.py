"""Sections 5 to 10: home, people around, legal steps, health, learning, safety."""

from __future__ import annotations

from builder.questions import Choices, note, select_multiple, select_one
from builder.verdict import known, says
from instrument_specs.choices import NO_ANSWER_ADDED, NONE_ADDED, YES_NO
from instrument_specs.profile import Profile
from instrument_specs.talk import Talk

from . import education, health, home, justice
from .hints import (
    AGREED_STEPS,
    AS_WISHED,
    COME_BACK,
    LISTEN_FOR,
    READ_OUT,
)
from .points import add_point

CHANGES = Choices.of(
    "family_changes",
    {
        "separation": "Separated from husband, wife or partner",
        "relationship": "Began a relationship",
        "child": "Had a child or children",
        "married": "Married",
        "worse": "Getting on less well with family or friends",
        "better": "Getting on better with family or friends",
        "loss": "Lost someone close",
    },
).adding(NONE_ADDED, NO_ANSWER_ADDED)
CONTACT = Choices.of(
    "contact",
    {
        "in_person": "In person",
        "electronic": "By phone, messages or social media",
        "both": "As much one way as the other",
        "not_much": "Hardly any contact",
    },
).adding(NO_ANSWER_ADDED)


def ask(talk: Talk, profile: Profile) -> None:
    home.ask(talk, profile)
    _people(talk)
    justice.ask(talk)
    health.ask(talk)
    education.ask(talk)
    _safety(talk)


def _people(talk: Talk) -> None:
    form = talk.form
    with talk.block(6, "People around you"):
        talk.since_last_talk("6.1")
        form.ask(
            "6.1",
            select_multiple(CHANGES),
            "Since you came back, have any of these happened in your family life?",
            hint=READ_OUT,
            guidance="This part is about rest and good company in the past month.",
        )
        relaxes = form.ask(
            "6.2",
            select_one(YES_NO),
            "In the past month, did you enjoy free time with family or friends?",
        )
        form.ask(
            "6.3",
            select_one(YES_NO),
            "In the past month, did you have a friendly chat with neighbours or others "
            "in your village?",
        )
        contact = form.ask(
            "6.4",
            select_one(CONTACT),
            "In the past month, how were you mostly in touch with others?",
        )
        talk.probe(
            None, "Is there anything else you would like to say?", name="q6_comment"
        )
        add_point(
            form,
            "P1",
            "Is not isolated",
            says(contact, "in_person", "electronic", "both"),
            known(contact == "not_much"),
        )
        add_point(form, "P5", "Spends good time with others", says(relaxes, "yes"))


def _safety(talk: Talk) -> None:
    form = talk.form
    with talk.block(10, "Safety", private=True):
        harmed = form.ask(
            "10.1",
            select_one(YES_NO),
            "Since you came back, has anyone threatened you, made you afraid or harmed "
            "you?",
            hint=AGREED_STEPS,
            guidance=LISTEN_FOR,
        )
        talk.probe(
            "10.2",
            "Would you like to tell me about it?",
            relevant=harmed == "yes",
            hint=AS_WISHED,
        )
        form.ask(
            None, note, COME_BACK, name="note_10_1", relevant=harmed == "no_answer"
        )
