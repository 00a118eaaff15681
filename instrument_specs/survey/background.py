"""Tool 1, part 1: items I to Y, about the person.

Facts that do not change (N to S) are asked in the first round only. No birth
dates, no names, no addresses.
"""

from __future__ import annotations

from builder.expr import Answer, Expr, MonthsBetween, all_hold, points, total
from builder.form import Form
from builder.questions import Choices, Elsewhere, date, end, integer, note
from builder.questions import select_one, start, text

from ..choices import NO_ANSWER, NO_ANSWER_ADDED, YES_NO_ONLY, YES_NO_PRINTED
from ..opening import Opening
from ..profile import Profile
from ..talk import Talk

ADULT, OLDEST = 18, 110
MONTHS_BACK = 3
CHILDREN_LISTED = 10
PREFER_NOT = NO_ANSWER.__class__(NO_ANSWER.name, "Prefers not to say")

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
LITERACY = Choices.of(
    "literacy",
    {
        "both": "Reads and writes",
        "reads": "Reads only",
        "writes": "Writes only",
        "neither": "Neither",
    },
).adding(NO_ANSWER_ADDED)
BIRTH = Choices.of(
    "birth_country", {"here": "This country", "other": "Another country"}
).adding(NO_ANSWER_ADDED)
PRECISION = Choices.of(
    "precision",
    {"day": "To the day", "month": "To the month", "year": "To the year only"},
)
COMMUNITY = YES_NO_ONLY.adding(PREFER_NOT, name="yes_no_v")
FIRST_TALK = (
    "As I said, I will ask how you have been since that bad time abroad. First I "
    "would like to know you a little. Please do not tell me names: I write down "
    "only what I ask. Use the words the person uses for what happened."
)
LATER_TALK = (
    "It is good to see you again. Some questions are about what may have changed "
    "since we last talked."
)
THANKS = (
    "Thank you. Now I will ask about your life since you came back. It helps us "
    "understand which services people need. If a word is not clear, please ask me."
)


def ask(talk: Talk, profile: Profile, opening: Opening) -> None:
    form, first = talk.form, ~opening.later
    form.ask("W", start, "", name="start_time")
    form.ask("X", end, "", name="end_time")
    form.elsewhere += [
        Elsewhere("H", "phone", "Phone number", "contact_card"),
        Elsewhere(None, "full_name", "Name", "contact_card"),
    ]
    with talk.block(0, "About the person"):
        form.ask(None, note, FIRST_TALK, name="intro_first", relevant=first)
        form.ask(None, note, LATER_TALK, name="intro_later", relevant=opening.later)
        age = _person(form)
        _journey(form, first, opening.interview_date, age)
        _children(form, profile, age)
        _now(form)


def _person(form: Form) -> Answer:
    age = form.ask(
        "I",
        integer,
        "How old are you?",
        name="age",
        constraint=lambda this: (this >= ADULT) & (this <= OLDEST),
        message="Only for people of 18 or older. If the person is younger: leave "
        "this open, stop below, discard the answers, and follow the procedure for "
        "children.",
    )
    gender = form.ask("J", select_one(GENDER), "Gender", name="gender")
    form.specify(gender, "self_described", "In which words?")
    form.ask("K", select_one(MARITAL), "Are you married?", name="marital_status")
    level = form.ask(
        "L", select_one(SCHOOLING), "Highest school you finished", name="education"
    )
    form.ask(
        "M",
        select_one(LITERACY),
        "Can you read and write?",
        name="literacy",
        relevant=level.one_of("none", "primary"),
    )
    return age


def _journey(form: Form, first: Expr, visited: Answer, age: Answer) -> None:
    born = form.ask(
        "N",
        select_one(BIRTH),
        "In which country were you born?",
        name="birth_country",
        relevant=first,
    )
    form.specify(born, "other", "Which country?")
    form.ask(
        "O",
        text,
        "In which country or countries was that bad time?",
        hint="Use the words the person uses for it, here and later.",
        name="countries_abroad",
        relevant=first,
        sensitive=True,
    )
    left = form.ask(
        "P",
        date,
        "About when did you leave this country?",
        name="departure_date",
        relevant=first,
        appearance="month-year",
        constraint=lambda this: ~(this > visited),
        message="This is after today's talk.",
    )
    began = form.ask(
        "P",
        date,
        "If it was at another time: about when did the bad time begin?",
        name="entry_date",
        relevant=first,
        appearance="month-year",
        constraint=lambda this: ~(this > visited),
        message="This is after today's talk.",
    )
    back = _return(form, first, visited, left, began)
    _ages(form, first, age, visited, back)


def _return(
    form: Form, first: Expr, visited: Answer, left: Answer, began: Answer
) -> Answer:
    precision = form.ask(
        "Q",
        select_one(PRECISION),
        "How exactly does the person know when they came back?",
        name="return_precision",
        relevant=first,
        numbered=False,
    )

    def possible(this: Answer) -> Expr:
        exact = (precision == "day") & (MonthsBetween(this, visited) < MONTHS_BACK)
        return all_hold(~(this > visited), ~(this < left), ~(this < began), ~exact)

    return form.ask(
        "Q",
        date,
        "When did you come back?",
        hint="Not known to the day: enter the first of the month or year.",
        name="return_date",
        relevant=first,
        constraint=possible,
        message="Compare with the dates above and with today's. If the person has "
        "been back for less than three months it is too early: leave this open, "
        "stop below and discard the answers.",
    )


def _ages(form: Form, first: Expr, age: Answer, visited: Answer, back: Answer) -> None:
    left_at = form.ask(
        "R",
        integer,
        "How old were you when you left?",
        name="age_left",
        relevant=first,
        constraint=lambda this: (this >= 0) & ~(this > age),
        message="This is more than the age now.",
    )
    months = MonthsBetween(back, visited)

    def agrees(this: Answer) -> Expr:
        """Allow a year more or less than the dates say, as dates may be rough."""
        since = (age - this) * 12
        return all_hold(
            this >= 0,
            ~(this > age),
            ~(this < left_at),
            ~(since > months + 24),
            ~(since < months - 24),
        )

    form.ask(
        "S",
        integer,
        "How old were you when you came back?",
        name="age_returned",
        relevant=first,
        constraint=agrees,
        message="This does not fit the age now, the age at leaving, or the date of "
        "coming back. Correct the one that is wrong, or leave it open.",
    )


def _children(form: Form, profile: Profile, age: Answer) -> None:
    has = form.ask(
        "T", select_one(YES_NO_PRINTED), "Do you have children?", name="children"
    )
    count = form.ask(
        "U",
        integer,
        "How many?",
        name="children_count",
        relevant=has == "yes",
        constraint=lambda this: (this >= 1) & (this <= 25),  # noqa: PLR2004 - a limit
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
        f"Of the further children: how many are {youngest} to {oldest} years old?",
        name="more_school_age",
        relevant=count > CHILDREN_LISTED,
        constraint=lambda this: (this >= 0) & ~(this > count - CHILDREN_LISTED),
        message="This is more than the number of further children.",
        numbered=False,
    )
    further = [points(more >= number, 1) for number in range(1, 16)]
    form.calculate(
        "n_school_age",
        total(*at_school_age, *further),
        label=f"Children of school age ({youngest} to {oldest})",
        item="U",
    )


def _now(form: Form) -> None:
    form.ask(
        "V",
        select_one(COMMUNITY),
        "Do you live now where you lived before you left?",
        hint="Use another word than community or home if the person prefers it.",
        name="same_community",
    )
    form.ask(
        "Y",
        text,
        "Which languages do you speak, your first language first?",
        name="languages_spoken",
    )
    form.ask(None, note, THANKS, name="intro_full")
