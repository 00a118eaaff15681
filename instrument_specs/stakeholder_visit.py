"""What comes before a talk with people who know the field: when, where, who leads.

On a refusal only date and country stay: the page empties itself.
"""

from __future__ import annotations

from builder.expr import Expr
from builder.form import Form
from builder.questions import (
    Choices,
    Elsewhere,
    end,
    integer,
    select_multiple,
    select_one,
    start,
    text,
)

from . import day_of_talk
from .choices import YES_NO_ONLY
from .opening import PLACE, SETTING, areas
from .profile import Profile

# The office's own list of contacts, kept apart from every form.
REGISTER = "contact_register"
HIGHEST_CODE = 99999


def ask(
    form: Form, profile: Profile, refused: Expr, rounds: Choices | None = None
) -> Expr:
    """Ask the first page; give the condition that an interpreter is used.

    `rounds` asks at which stage of the work a group meets.
    """
    form.ask(None, start, "", name="start_time")
    form.ask(None, end, "", name="end_time")
    with form.group("visit", "Before the talk", page=True):
        day_of_talk.ask(form, "Date of the talk")
        with form.group("opening", relevant=~refused):
            if rounds is not None:
                form.ask(
                    None,
                    select_one(rounds),
                    "When does this group meet?",
                    name="discussion_round",
                )
            _led_by(form)
            _place(form, profile)
            return _language(form)


def left_out(form: Form, identities: dict[str, str]) -> None:
    """Tell the code book that these stand in the office's register, by code only."""
    form.elsewhere += [
        Elsewhere(None, name, label, REGISTER) for name, label in identities.items()
    ]


def _led_by(form: Form) -> None:
    for name, label, hint in (
        ("interviewer_code", "Interviewer code", "Your number, not your name."),
        ("second_interviewer_code", "Code of a second interviewer", "If there is one."),
    ):
        form.ask(
            None,
            integer,
            label,
            name=name,
            hint=hint,
            constraint=lambda this: (this >= 1) & (this <= HIGHEST_CODE),
            message="Enter the number that the office gave.",
        )


def _place(form: Form, profile: Profile) -> None:
    form.ask(None, select_one(areas(profile)), "Area", name="area")
    setting = form.ask(None, select_one(SETTING), "How do you talk?", name="setting")
    form.ask(
        None,
        select_multiple(PLACE),
        "The place: tick what is true",
        hint="Do not begin before the first four are true.",
        name="place_checks",
        relevant=~(setting == "remote"),
    )


def _language(form: Form) -> Expr:
    form.ask(None, text, "Language of the talk", name="talk_language")
    used = form.ask(
        None, select_one(YES_NO_ONLY), "Is an interpreter used?", name="interpreter"
    )
    form.ask(
        None,
        text,
        "Into which language?",
        name="interpreter_language",
        relevant=used == "yes",
    )
    for name, label in (
        (
            "interpreter_promised",
            "Has the interpreter signed the promise to keep everything private?",
        ),
        ("interpreter_agreed", "Do all who take part agree to this interpreter?"),
    ):
        form.ask(
            None,
            select_one(YES_NO_ONLY),
            label,
            hint="Do not begin before this is so.",
            name=name,
            relevant=used == "yes",
        )
    return used == "yes"
