"""Hours and days of an office: nobody waits past a deadline."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from visiting import visit

from instrument_specs.profile import Profile
from scorers.alerting.office import (
    deadline,
    is_open,
    last_weekly,
    mail_this_week,
    mail_today,
)

# 2026-01-09 is a Friday; Lagos is an hour ahead of UTC, lists go out at 14:00.
FRIDAY = date(2026, 1, 9)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 1, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raised_at", "act_before", "goes"),
    [
        (at(9, 7), at(11, 7), at(9, 13)),
        (at(9, 13), at(11, 7), at(9, 13)),
        (at(9, 15), at(11, 7), at(9, 15)),
        (at(9, 7), at(9, 12), at(9, 7)),
        (at(9, 7), at(8, 12), at(9, 7)),
        (at(10, 7), at(14, 7), at(12, 13)),
        (at(10, 7), at(12, 7), at(10, 7)),
        (at(8, 23, 30), at(14, 7), at(9, 13)),
    ],
    ids=[
        "before the hour",
        "at the hour",
        "after the hour",
        "deadline before the hour",
        "deadline passed",
        "closed day, deadline later",
        "closed day, deadline before the next open one",
        "already the next day at the office",
    ],
)
def test_when_a_same_day_mail_goes(
    nga: Profile, raised_at: datetime, act_before: datetime, goes: datetime
) -> None:
    assert mail_today(raised_at, act_before, nga) == goes


def test_no_same_day_mail_waits_past_the_deadline(nga: Profile) -> None:
    hours = range(0, 14 * 24, 5)
    for begun, left, weekend in product(
        hours, (0, 1, 12, 48, 90), ((), nga.weekend, ("friday",))
    ):
        raised_at = at(1, 0) + timedelta(hours=begun)
        act_before = raised_at + timedelta(hours=left)
        goes = mail_today(raised_at, act_before, replace(nga, weekend=weekend))
        assert raised_at <= goes <= max(act_before, raised_at)


def test_weekly_mails_come_on_their_day_and_hour(nga: Profile) -> None:
    monday = at(12, 13)

    assert mail_this_week(at(9, 7), nga) == monday
    assert mail_this_week(monday, nga) == monday + timedelta(days=7)
    assert last_weekly(monday, nga) == monday
    assert last_weekly(monday - timedelta(seconds=1), nga) == at(5, 13)


def test_summer_time_moves_the_mail_not_the_hour(nga: Profile) -> None:
    chisinau = replace(nga, timezone="Europe/Chisinau")

    assert mail_this_week(datetime(2026, 3, 24, tzinfo=UTC), chisinau).hour == 11
    assert mail_this_week(datetime(2026, 3, 18, tzinfo=UTC), chisinau).hour == 12


def test_closed_days_are_those_of_the_profile(nga: Profile) -> None:
    assert is_open(FRIDAY, nga)
    assert not is_open(FRIDAY, replace(nga, weekend=("friday",)))


def test_the_deadline_counts_from_the_interview(nga: Profile) -> None:
    found = visit()
    late = replace(found, submitted_at=at(20, 0))
    undated = replace(found, interview_date=None)

    assert deadline(found, "critical", nga) == at(9, 15)
    assert deadline(late, "critical", nga) == at(8, 23)  # midnight in Lagos
    assert deadline(undated, "high", nga) == at(10, 15)
    assert deadline(undated, "low", replace(nga, hours={"medium": 24})) == at(9, 15)
    assert deadline(replace(undated, submitted_at=None), "high", nga) is None


@pytest.mark.parametrize(
    "day", [date.min, date.max, date(9999, 12, 30), date(2026, 1, 20)]
)
@pytest.mark.parametrize("zone", ["Africa/Lagos", "America/Lima", "UTC"])
def test_impossible_dates_give_a_deadline_too(
    nga: Profile, day: date, zone: str
) -> None:
    profile = replace(nga, timezone=zone)
    found = visit(interview_date=day, submitted_at=None)

    deadline(found, "critical", profile)
    limit = deadline(found, "critical", profile, at(9, 8))

    assert limit is not None
    assert limit <= at(10, 8)
