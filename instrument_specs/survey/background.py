"""Tool 1, part 1: items I to Y, about the person.

Facts that do not change (N to S) are asked in the first round only. No birth
dates, no names, no addresses.
"""

from __future__ import annotations

from builder.expr import Answer, Answered, Constant, Expr, If, points, total
from builder.form import Form
from builder.questions import Choices, integer, note, select_one
from instrument_specs import person, time_abroad
from instrument_specs.choices import NO_ANSWER_ADDED, YES_NO_ONLY, YES_NO_PRINTED
from instrument_specs.opening import Opening
from instrument_specs.profile import Profile
from instrument_specs.talk import Talk

CHILDREN_LISTED, MOST_CHILDREN = 10, 25
LETTERS = person.Letters(
    phone="H",
    age="I",
    gender="J",
    marital="K",
    education="L",
    birth="N",
    abroad="O",
    departure="P",
    back="Q",
    age_left="R",
    age_back="S",
    community="V",
    began="W",
    ended="X",
    languages="Y",
)
LITERACY = Choices.of(
    "literacy",
    {
        "both": "Reads and writes",
        "reads": "Reads only",
        "writes": "Writes only",
        "neither": "Neither",
    },
).adding(NO_ANSWER_ADDED)
COMMUNITY = YES_NO_ONLY.adding(person.PREFER_NOT, name="yes_no_v")
THANKS = (
    "Thank you. Now I will ask about your life since you came back. It helps us "
    "understand which services people need. If a word is not clear, please ask me."
)


def ask(talk: Talk, profile: Profile, opening: Opening) -> None:
    form = talk.form
    person.ask_elsewhere(form, LETTERS)
    again = _children_again(talk, opening)
    with talk.block(0, "About the person"):
        person.greet(form, opening)
        person.describe(form, LETTERS)
        _literacy(form)
        time_abroad.ask(form, LETTERS, opening)
        at_school_age = _children(form, profile, form.q("age"))
        person.now(form, LETTERS, COMMUNITY)
        form.ask(None, note, THANKS, name="intro_full")
    _school_age(talk, [*at_school_age, _or_none(again)])


def _literacy(form: Form) -> None:
    form.ask(
        "M",
        select_one(LITERACY),
        "Can you read and write?",
        name="literacy",
        relevant=form.q("education").one_of("none", "primary"),
    )


def _children_again(talk: Talk, opening: Opening) -> Answer:
    """Ask a later sitting, which leaves part 1 out, for what section 9 needs."""
    form = talk.form
    resumed = talk.kept & Answered(opening.resume)
    with form.group("resumed", "Where we were", page=True, relevant=resumed):
        return form.ask(
            "U",
            integer,
            "How many children from {school_from} to {school_to} years do you have?",
            name="school_age_again",
            constraint=lambda this: (this >= 0) & (this <= MOST_CHILDREN),
            message="Enter a whole number, 0 for none.",
            numbered=False,
        )


def _children(form: Form, profile: Profile, age: Answer) -> list[Expr]:
    """Ask for each child's age; give a point for each of school age."""
    has = form.ask(
        "T", select_one(YES_NO_PRINTED), "Do you have children?", name="children"
    )
    count = form.ask(
        "U",
        integer,
        "How many?",
        name="children_count",
        relevant=has == "yes",
        constraint=lambda this: (this >= 1) & (this <= MOST_CHILDREN),
        message="Enter a whole number, 1 or more.",
    )
    youngest, oldest = profile.school_age
    at_school_age: list[Expr] = []
    for number in range(1, CHILDREN_LISTED + 1):
        child = form.ask(
            "U",
            integer,
            f"Age of child {number}, in whole years",
            hint="0 for a baby. No names." if number == 1 else "",
            name=f"child_age_{number}",
            relevant=count >= number,
            constraint=lambda this: (this >= 0) & (this <= 80) & ~(this >= age),  # noqa: PLR2004 - a limit
            message="Enter whole years; a child is younger than the person.",
            numbered=number == 1,
        )
        at_school_age.append(points((child >= youngest) & (child <= oldest), 1))
    more = form.ask(
        "U",
        integer,
        "Of the further children: how many are {school_from} to {school_to} years old?",
        name="more_school_age",
        relevant=count > CHILDREN_LISTED,
        constraint=lambda this: (this >= 0) & ~(this > count - CHILDREN_LISTED),
        message="This is more than the number of further children.",
        numbered=False,
    )
    return [*at_school_age, _or_none(more)]


def _or_none(number: Answer) -> Expr:
    """Give the number, 0 when it is blank."""
    return If(Answered(number), number, Constant(0))


def _school_age(talk: Talk, each: list[Expr]) -> None:
    talk.form.calculate(
        "n_school_age",
        total(*each),
        label="Children of school age ({school_from} to {school_to})",
        item="U",
        relevant=talk.kept,
    )
