"""Facts about the person that both talks with survivors ask, in the same words.

Facts that do not change are asked in the first round only. No birth dates, no
names, no addresses. The two tools print these items under different letters;
the node names go by meaning.
"""

from __future__ import annotations

from dataclasses import dataclass

from builder.form import Form
from builder.questions import (
    Choice,
    Choices,
    Elsewhere,
    end,
    integer,
    note,
    select_one,
    start,
    text,
)

from .choices import NO_ANSWER, NO_ANSWER_ADDED
from .opening import Opening

ADULT, OLDEST = 18, 110
PREFER_NOT = Choice(NO_ANSWER.name, "Prefers not to say")

GENDER = Choices.of(
    "gender",
    {"man": "Man", "woman": "Woman", "self_described": "In the person's own words"},
).adding(PREFER_NOT)
MARITAL = Choices.of(
    "marital",
    {
        "single": "Single, never married",
        "married": "Married",
        "partnership": "Lives with a partner",
        "widowed": "Widowed",
        "divorced": "Divorced by law",
        "separated": "Separated",
    },
).adding(PREFER_NOT)
SCHOOLING = Choices.of(
    "schooling",
    {
        "none": "None",
        "primary": "Primary school",
        "middle": "Middle school",
        "high": "High school",
        "university": "University",
    },
).adding(NO_ANSWER_ADDED)
FIRST_TALK = (
    "As I said, I will ask how you have been since that bad time abroad. First I "
    "would like to know you a little. Please do not tell me names: I write down "
    "only what I ask. Use the words the person uses for what happened."
)
LATER_TALK = (
    "It is good to see you again. Some questions are about what may have changed "
    "since we last talked."
)


@dataclass(frozen=True, slots=True)
class Letters:
    """The letter under which a tool prints each of the facts."""

    phone: str
    age: str
    gender: str
    marital: str
    education: str
    birth: str
    abroad: str
    departure: str
    back: str
    age_left: str
    age_back: str
    community: str
    began: str
    ended: str
    languages: str


def ask_elsewhere(form: Form, letters: Letters) -> None:
    """Let the phone keep the time, and name what the contact card asks instead."""
    form.ask(letters.began, start, "", name="start_time")
    form.ask(letters.ended, end, "", name="end_time")
    form.elsewhere += [
        Elsewhere(letters.phone, "phone", "Phone number", "contact_card"),
        Elsewhere(None, "full_name", "Name", "contact_card"),
    ]


def greet(form: Form, opening: Opening) -> None:
    form.ask(None, note, FIRST_TALK, name="intro_first", relevant=~opening.later)
    form.ask(None, note, LATER_TALK, name="intro_later", relevant=opening.later)


def describe(form: Form, letters: Letters) -> None:
    """Ask for age, gender, marital status and schooling."""
    form.ask(
        letters.age,
        integer,
        "How old are you?",
        name="age",
        constraint=lambda this: (this >= ADULT) & (this <= OLDEST),
        message="Only for people of 18 or older. If the person is younger: leave "
        "this open, stop below, discard the answers, and follow the procedure for "
        "children.",
    )
    gender = form.ask(letters.gender, select_one(GENDER), "Gender", name="gender")
    form.specify(gender, "self_described", "In which words?")
    form.ask(
        letters.marital, select_one(MARITAL), "Are you married?", name="marital_status"
    )
    form.ask(
        letters.education,
        select_one(SCHOOLING),
        "Highest school you finished",
        name="education",
    )


def now(form: Form, letters: Letters, community: Choices) -> None:
    """Ask where the person lives now, and which languages they speak."""
    form.ask(
        letters.community,
        select_one(community),
        "Do you live now where you lived before you left?",
        hint="Use another word than community or home if the person prefers it.",
        name="same_community",
    )
    form.ask(
        letters.languages,
        text,
        "Which languages do you speak, your first language first?",
        name="languages_spoken",
    )
