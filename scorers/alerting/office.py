"""When things are due at an office: its days, hours, deadlines and mails.

All moments that go in and come out are UTC; days are those of the office.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from builder.judgements import Severity
from instrument_specs.country_fields import DAYS
from instrument_specs.profile import Profile
from scorers.scoring.visits import Visit

LEAST: Severity = "medium"
DAY, WEEK = timedelta(days=1), timedelta(days=7)


def hours(severity: Severity, profile: Profile) -> timedelta:
    """Give how long there is to act; low waits as medium does if nothing is said."""
    found = profile.hours.get(severity, profile.hours[LEAST])
    return timedelta(hours=found)


def deadline(
    visit: Visit, severity: Severity, profile: Profile, known_at: datetime | None = None
) -> datetime | None:
    """Give until when to act, counted from the interview; None if unknown.

    A form that was sent on the day of the interview gives the hour; one sent
    later counts from the beginning of that day, as only the day is known. No
    date after `known_at`, or after the arrival, is believed.
    """
    zone = ZoneInfo(profile.timezone)
    arrived = [one for one in (visit.submitted_at, known_at) if one is not None]
    begun = min(arrived, default=None)
    if visit.interview_date is not None:
        day = datetime.combine(visit.interview_date, time(), UTC)
        # The first and the last day there are have no hours in other zones.
        with suppress(OverflowError):
            day = day.replace(tzinfo=zone).astimezone(UTC)
        if begun is None or begun - day >= DAY:
            begun = day
    try:
        return None if begun is None else begun + hours(severity, profile)
    except OverflowError:
        return begun


def local(moment: datetime, profile: Profile) -> datetime:
    """Give a moment as the office's clock shows it."""
    try:
        return moment.astimezone(ZoneInfo(profile.timezone))
    except OverflowError:
        return moment


def day_of(moment: datetime, profile: Profile) -> date:
    return local(moment, profile).date()


def is_open(day: date, profile: Profile) -> bool:
    return DAYS[day.weekday()] not in profile.weekend


def mail_today(raised_at: datetime, act_before: datetime, profile: Profile) -> datetime:
    """Give when a same-day mail is due: at the office's hour, never too late.

    After that hour it goes at once. What is raised on a closed day waits for
    the next open one, unless that is past `act_before`: then it goes at once.
    """
    day = day_of(raised_at, profile)
    at = _at(day, profile)
    if is_open(day, profile):
        at = max(at, raised_at)
    else:
        while not is_open(day, profile):
            day += DAY
        at = _at(day, profile)
    return at if at < act_before else raised_at


def mail_this_week(raised_at: datetime, profile: Profile) -> datetime:
    """Give when the next weekly mail is due."""
    return last_weekly(raised_at, profile, after=1)


def last_weekly(now: datetime, profile: Profile, after: int = 0) -> datetime:
    """Give when the weekly mail was due last; `after` weeks later."""
    day = day_of(now, profile)
    day -= timedelta(days=(day.weekday() - DAYS.index(profile.mail_day)) % 7)
    if _at(day, profile) > now:
        day -= WEEK
    return _at(day + after * WEEK, profile)


def _at(day: date, profile: Profile) -> datetime:
    clock = time(profile.mail_hour, tzinfo=ZoneInfo(profile.timezone))
    return datetime.combine(day, clock).astimezone(UTC)
