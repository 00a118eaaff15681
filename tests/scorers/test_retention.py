"""Whose answers are kept no longer: by whole months from the last talk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from small_form import consenting
from sqlalchemy import delete, insert

from builder.form import Form
from builder.one_case import months_between
from scorers.erasing import retention
from scorers.erasing.retention import Due
from scorers.reading.normalise import normalise
from scorers.reading.submission import Submission
from scorers.storing import taking, work
from scorers.storing.schema import EPISODES, WORK
from scorers.storing.store import Store

Made = Callable[..., dict[str, Any]]
A, B = "10000022", "10000119"
TODAY = date(2026, 3, 15)


@pytest.fixture
def keep(
    store: Store, form: Form, row: Made, now: datetime
) -> Callable[[int, str, str, str], None]:
    """Keep a talk: its number, code, day, and the day it came."""

    def kept(number: int, code: str, day: str, came: str) -> None:
        said = consenting(respondent_code=code, interview_date=day)
        found = normalise(form, row(number, **said) | {"_submission_time": came})
        assert isinstance(found, Submission)
        with store.begin() as connection:
            taking.take(connection, "NGA/survey", [found], number, now)
            connection.execute(delete(WORK))

    return kept


def due(store: Store, months: int = 12) -> Due:
    with store.begin() as connection:
        return retention.due(connection, "NGA", months, TODAY, "rule")


@pytest.mark.parametrize(
    ("day", "is_due"),
    [("2025-03-15", True), ("2025-03-16", False), ("2024-02-29", True)],
)
def test_whole_months_from_the_last_talk(
    store: Store,
    keep: Any,
    day: str,
    is_due: bool,
) -> None:
    keep(1, A, "2023-01-01", "2023-01-02T08:00:00")
    keep(2, A, day, "2025-03-20T08:00:00")

    assert [one.name for one in due(store).asked] == [A] * is_due


def test_a_date_after_the_arrival_keeps_nobody_longer(store: Store, keep: Any) -> None:
    keep(1, A, "2035-01-01", "2025-01-01T08:00:00")

    assert [one.name for one in due(store).asked] == [A]


def test_without_a_code_the_talk_itself_is_due(store: Store, keep: Any) -> None:
    keep(1, "", "2023-01-01", "2023-01-02T08:00:00")

    (one,) = due(store).asked
    assert (one.kind, one.name, one.reason) == ("submission", "row-1", "retention")


def test_an_open_case_keeps_a_person(store: Store, keep: Any) -> None:
    keep(1, A, "2023-01-01", "2023-01-02T08:00:00")
    keep(2, B, "2023-01-01", "2023-01-02T08:00:00")
    case = {"country": "NGA", "person": A, "flag": "RF-01", "number": 1}
    opened = {"opened_at": "2023", "reported_at": "2023", "closed_at": None}
    rest = {"need": "protection", "severity": "high", "involved": False}
    with store.begin() as connection:
        connection.execute(insert(EPISODES).values(case | opened | rest))

    found = due(store)

    assert [one.name for one in found.asked] == [B]
    assert found.with_open_case == 1


def test_what_waits_to_be_worked_out_keeps_a_person(
    store: Store, keep: Any, now: datetime
) -> None:
    keep(1, A, "2023-01-01", "2023-01-02T08:00:00")
    with store.begin() as connection:
        work.queue(connection, "NGA/survey", [A], now)

    assert due(store) == Due((), 1, 0)


def test_another_country_has_its_own_rule(store: Store, keep: Any) -> None:
    keep(1, A, "2023-01-01", "2023-01-02T08:00:00")
    with store.begin() as connection:
        found = retention.due(connection, "TUN", 12, TODAY, "rule")

    assert found == Due((), 0, 0)


def test_months_are_those_of_the_forms() -> None:
    days = [date(2024, 1, 31), date(2024, 2, 29), date(2025, 2, 28), date(2025, 3, 1)]
    assert [months_between(days[0], one) for one in days[1:]] == [0, 12, 13]
    assert months_between(days[1], days[2]) == 11
    assert months_between(days[1], days[3]) == 12
