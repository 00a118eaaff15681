"""Where the person was abroad, when they left and when they came back.

Asked in the first round only, as these facts do not change; dates may be rough.
"""

from __future__ import annotations

from builder.expr import Answer, Expr, MonthsBetween, all_hold
from builder.form import Form
from builder.questions import Choices, date, integer, select_one, text

from .choices import NO_ANSWER_ADDED
from .opening import Opening
from .person import Letters

MONTHS_BACK = 3
BIRTH = Choices.of(
    "birth_country", {"here": "This country", "other": "Another country"}, added=True
).adding(NO_ANSWER_ADDED)
PRECISION = Choices.of(
    "precision",
    {"day": "To the day", "month": "To the month", "year": "To the year only"},
    added=True,
)


def ask(form: Form, letters: Letters, opening: Opening) -> None:
    """Ask where the person comes from and was, when they left and came back."""
    first, visited = ~opening.later, opening.interview_date
    born = form.ask(
        letters.birth,
        select_one(BIRTH),
        "In which country were you born?",
        name="birth_country",
        relevant=first,
    )
    form.specify(born, "other", "Which country?")
    form.ask(
        letters.abroad,
        text,
        "In which country or countries was that bad time?",
        hint="Use the words the person uses for it, here and later.",
        name="countries_abroad",
        relevant=first,
        sensitive=True,
    )
    _departure(form, letters, first, visited)
    _return(form, letters, first, visited)
    _ages(form, letters, first, visited)


def _departure(form: Form, letters: Letters, first: Expr, visited: Answer) -> None:
    for label, name in (
        ("About when did you leave this country?", "departure_date"),
        (
            "If it was at another time: about when did the bad time begin?",
            "entry_date",
        ),
    ):
        form.ask(
            letters.departure,
            date,
            label,
            name=name,
            relevant=first,
            appearance="month-year",
            constraint=lambda this: ~(this > visited),
            message="This is after today's talk.",
        )


def _return(form: Form, letters: Letters, first: Expr, visited: Answer) -> None:
    left, began = form.q("departure_date"), form.q("entry_date")
    precision = form.ask(
        letters.back,
        select_one(PRECISION),
        "How exactly does the person know when they came back?",
        name="return_precision",
        relevant=first,
        numbered=False,
    )

    def possible(this: Answer) -> Expr:
        exact = (precision == "day") & (MonthsBetween(this, visited) < MONTHS_BACK)
        return all_hold(~(this > visited), ~(this < left), ~(this < began), ~exact)

    form.ask(
        letters.back,
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


def _ages(form: Form, letters: Letters, first: Expr, visited: Answer) -> None:
    age = form.q("age")
    left_at = form.ask(
        letters.age_left,
        integer,
        "At what age did you leave?",
        name="age_left",
        relevant=first,
        constraint=lambda this: (this >= 0) & ~(this > age),
        message="This is more than the age now.",
    )
    months = MonthsBetween(form.q("return_date"), visited)

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
        letters.age_back,
        integer,
        "At what age did you come back?",
        name="age_returned",
        relevant=first,
        constraint=agrees,
        message="This does not fit the age now, the age at leaving, or the date of "
        "coming back. Correct the one that is wrong, or leave it open.",
    )
