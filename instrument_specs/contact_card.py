"""The contact card: how a person who agreed may be reached, and nothing else.

The only form that holds a name or a phone number. It is sent to a project of
its own and says nothing about why anyone is called.
"""

from __future__ import annotations

from builder.expr import Answer, Constant, Expr, If
from builder.form import Form
from builder.questions import (
    Choices,
    integer,
    note,
    select_multiple,
    select_one,
    text,
)

from . import day_of_talk, results
from .beginning import begin
from .choices import NO_ANSWER_ADDED, YES_NO_UNPRINTED
from .consent import AGREE
from .profile import Profile

CHANNELS = Choices.of(
    "channels",
    {
        "call": "A call",
        "sms": "A text message",
        "app": "A message in an app, to this number",
        "waits": "None: the person gets in touch with us",
    },
).adding(NO_ANSWER_ADDED)
DAYS = Choices.of(
    "days",
    {
        "monday": "Monday",
        "tuesday": "Tuesday",
        "wednesday": "Wednesday",
        "thursday": "Thursday",
        "friday": "Friday",
        "saturday": "Saturday",
        "sunday": "Sunday",
    },
).adding(NO_ANSWER_ADDED)
HOURS = Choices.of(
    "hours",
    {
        "early": "Before 9",
        "morning": "9 to 12",
        "midday": "12 to 14",
        "afternoon": "14 to 17",
        "evening": "17 to 20",
        "late": "After 20",
    },
).adding(NO_ANSWER_ADDED)
EXPLAINED = (
    "If you like, {organization} can get in touch with you later. For that I would "
    "write down a name and a phone number, here and nowhere else, apart from "
    "everything you told us. Only those whose task it is to reach you can see it. "
    "You can say no, and you can have it deleted at any time; the help you get stays "
    "the same."
)
DECLINED = "That is fine. Nothing but the date and the country is kept."


def contact_card(profile: Profile) -> Form:
    """Build the contact card for a country."""
    form = begin("contact_card", "E", profile)
    agreed = _agree(form)
    with form.group("card", relevant=agreed == "yes"):
        with form.group("person_page", "The person", page=True):
            _person(form)
        with form.group("safe_page", "What is safe", page=True):
            _safe(form)
    form.ask(None, note, DECLINED, name="not_now", relevant=agreed == "no")
    form.calculate(
        "outcome",
        If(agreed == "yes", Constant("complete"), Constant("refused")),
        "one",
        ("complete", "refused"),
        label="How it ended",
    )
    results.constants(form, profile)
    return form.finished()


def _agree(form: Form) -> Answer:
    with form.group("agree_page", "To stay in touch", page=True):
        day_of_talk.ask(form, "Date")
        form.ask(None, note, EXPLAINED, name="contact_explained")
        return form.ask(
            None,
            select_one(AGREE),
            "May we write down how to reach you?",
            name="contact_agreed",
            hint="Ask only a person who has already said that we may get in touch "
            "again.",
            required=True,
        )


def _person(form: Form) -> None:
    form.ask(
        None,
        integer,
        "Interviewer code",
        name="interviewer_code",
        hint="Your number, not your name.",
        constraint=lambda this: (this >= 1) & (this <= 99999),  # noqa: PLR2004 - a limit
        message="Enter the number that your office gave you.",
    )
    form.ask(
        None,
        text,
        "Respondent code",
        name="respondent_code",
        hint="Eight digits, as in the talk.",
        appearance="numbers",
        constraint=Answer.has_check_digits,
        message="This is no code of the list: compare all eight digits.",
    )
    form.ask(
        None,
        text,
        "Name to ask for",
        name="full_name",
        hint="The name by which it is safe to ask for the person.",
        pii=True,
        sensitive=True,
    )
    phone = form.ask(
        "H",
        text,
        "Phone number",
        name="phone",
        appearance="numbers",
        pii=True,
        sensitive=True,
    )
    form.ask(
        None,
        text,
        "Phone number once more",
        name="phone_again",
        hint="A wrong number would reach a stranger.",
        appearance="numbers",
        pii=True,
        sensitive=True,
        relevant=phone.answered(),
        constraint=lambda this: this == phone,
        message="The two numbers differ: read both aloud and correct the wrong one.",
    )


def _safe(form: Form) -> None:
    channels = form.ask(
        None,
        select_multiple(CHANNELS),
        "Which ways are safe?",
        name="safe_channels",
        constraint=lambda this: ~(this.selected("waits") & (this.count() > 1)),
        message="Untick the last one, or all the others.",
    )
    reached = channels.selected_any("call", "sms", "app")
    for name, choices, label in (
        ("safe_days", DAYS, "On which days?"),
        ("safe_hours", HOURS, "At what time of day?"),
    ):
        form.ask(None, select_multiple(choices), label, name=name, relevant=reached)
    _someone_else(form, channels, reached)
    form.ask(None, text, "In which language?", name="contact_language")


def _someone_else(form: Form, channels: Answer, reached: Expr) -> None:
    form.ask(
        None,
        text,
        "What may we say if someone else answers?",
        name="if_someone_else",
        hint="Agree on a harmless sentence. Left blank: we say that it is a wrong "
        "number and hang up.",
        relevant=channels.selected("call"),
        sensitive=True,
    )
    form.ask(
        None,
        select_one(YES_NO_UNPRINTED),
        "May we leave a message?",
        name="message_allowed",
        hint="Left blank counts as no.",
        relevant=reached,
    )
