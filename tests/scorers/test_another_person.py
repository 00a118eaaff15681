"""A code that was copied wrongly shows in what does not change."""

from __future__ import annotations

from datetime import date

import pytest
from small_form import CODE

from builder.form import Form
from builder.questions import Choices, integer, select_one, text
from builder.questions import date as date_question
from scorers.reading.normalise import normalise
from scorers.reading.submission import Submission
from scorers.scoring.another_person import Facts
from scorers.scoring.interviews import work_out

FIRST = Facts("woman", 30, date(2026, 1, 10))


@pytest.mark.parametrize(
    ("later", "fits"),
    [
        (Facts("woman", 30, date(2026, 7, 10)), True),
        (Facts("man", 30, date(2026, 7, 10)), False),
        (Facts(None, 30, date(2026, 7, 10)), True),
        (Facts("woman", None, date(2026, 7, 10)), True),
        (Facts("woman", 32, date(2026, 7, 10)), True),
        (Facts("woman", 33, date(2026, 7, 10)), False),
        (Facts("woman", 28, date(2026, 7, 10)), True),
        (Facts("woman", 27, date(2026, 7, 10)), False),
        (Facts("woman", 34, date(2028, 1, 12)), True),
        (Facts("woman", 35, date(2028, 1, 12)), False),
        (Facts("woman", 29, date(2028, 1, 12)), False),
        (Facts("woman", 32, None), True),
    ],
)
def test_gender_and_age_fit_within_two_years(later: Facts, *, fits: bool) -> None:
    assert FIRST.fit(later) == fits


def form() -> Form:
    form = Form("survey", "Form A")
    form.ask("B", date_question, "Date", name="interview_date")
    form.ask("G", text, "Code", name="respondent_code")
    form.ask(None, integer, "Round", name="round")
    form.ask("I", integer, "Age", name="age")
    genders = Choices.of("gender", {"woman": "Woman", "man": "Man"})
    form.ask("J", select_one(genders), "Gender", name="gender")
    return form.finished()


def others(*told: tuple[str, str, str, str]) -> set[str]:
    """Hold talks of (code, date, age, gender), one round after the other."""
    made = form()
    rows = [
        {
            "_uuid": f"row-{number}",
            "respondent_code": code,
            "interview_date": day,
            "round": str(number),
            "age": age,
            "gender": gender,
        }
        for number, (code, day, age, gender) in enumerate(told, 1)
    ]
    read = [normalise(made, row) for row in rows]
    known = [one for one in read if isinstance(one, Submission)]
    assert len(known) == len(rows)
    worked_out = work_out(made, known)
    return {one.submission for one in worked_out.sittings if one.other}


def test_the_earlier_interviews_say_who_it_is() -> None:
    assert others(
        (CODE, "2026-01-10", "30", "woman"),
        (CODE, "2026-07-10", "30", "man"),
        (CODE, "2027-01-10", "31", "woman"),
        ("10000119", "2027-01-10", "50", "man"),
    ) == {"row-2"}


def test_by_date_of_interview_not_of_arrival() -> None:
    assert others(
        (CODE, "2026-07-10", "30", "man"), (CODE, "2026-01-10", "30", "woman")
    ) == {"row-1"}


def test_without_a_code_nobody_is_compared() -> None:
    assert not others(
        ("12345678", "2026-07-10", "30", "man"),
        ("12345678", "2026-01-10", "30", "woman"),
    )


def test_a_talk_of_perhaps_another_person_joins_nobodys_round() -> None:
    made = form()
    rows = [
        {
            "_uuid": f"row-{number}",
            "respondent_code": CODE,
            "interview_date": "2026-01-10",
            "round": "1",
            "sitting": str(number),
            "gender": gender,
        }
        for number, gender in enumerate(("woman", "man", "woman"), 1)
    ]
    read = [normalise(made, row) for row in rows]

    sittings = work_out(made, [x for x in read if isinstance(x, Submission)]).sittings

    assert [one.other for one in sittings] == [False, True, False]
    assert sittings[0].group == sittings[2].group != sittings[1].group
    assert {one.said_to_be for one in sittings} == {sittings[0].group}
