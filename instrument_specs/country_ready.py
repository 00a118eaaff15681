"""What keeps a country from release, and what its office has to see to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from .profile import FocalPoint, Leave, Profile

CONTACTS_STAY_GOOD = timedelta(days=90)
LAW_STAYS_GOOD = timedelta(days=365)
SOON = timedelta(days=30)


def lacking(profile: Profile, today: date) -> list[str]:
    """Say what is missing or out of date; forms are released only without any."""
    return [
        *_examples(profile),
        *_dates(profile, today),
        *_languages(profile),
        *_people(profile),
    ]


def unattended(profile: Profile, today: date) -> list[str]:
    """Say which leave, now or within a month, leaves a need to nobody."""
    return [
        f"nobody sees to {point.need} while the {point.role} is away from "
        f"{leave.first} to {leave.last}: name a deputy who is there"
        for point in profile.focal_points
        for leave in _away(profile, point.email)
        if leave.last >= today
        and leave.first <= today + SOON
        and not _covered(profile, point, leave)
    ]


def _examples(profile: Profile) -> Iterator[str]:
    if profile.examples:
        yield (
            "these are still invented examples: "
            f"{', '.join(profile.examples)}. Replace them and take them off the list "
            "of examples"
        )


def _dates(profile: Profile, today: date) -> Iterator[str]:
    for one in profile.duty_numbers:
        where = f" of {one.area}" if one.area else ""
        said = f"call the duty number{where} {one.number}"
        yield from _stale(said, one.checked, today, CONTACTS_STAY_GOOD)
    yield from _stale(
        "try the emergency support",
        profile.emergency_support_checked,
        today,
        CONTACTS_STAY_GOOD,
    )
    yield from _stale(
        "compare limits and duties with the law",
        profile.reporting_checked,
        today,
        LAW_STAYS_GOOD,
    )


def _stale(said: str, checked: date, today: date, good_for: timedelta) -> Iterator[str]:
    if checked > today:
        yield f"{said}: the date {checked} lies ahead"
    elif today - checked > good_for:
        yield f"{said}: last checked on {checked}, more than {good_for.days} days ago"


def _languages(profile: Profile) -> Iterator[str]:
    for language in profile.interview_languages:
        if language not in profile.languages:
            yield (
                f"people are interviewed in {language!r} and the forms are not in it: "
                "translate them, then add it to languages"
            )


def _people(profile: Profile) -> Iterator[str]:
    for point in profile.focal_points:
        if not point.deputy_email:
            yield f"the {point.role} ({point.need}) has no deputy"
    if not profile.escalation:
        yield "escalation: nobody is told when an alert is not taken up"


def _away(profile: Profile, email: str) -> list[Leave]:
    return [one for one in profile.leave if one.email.lower() == email.lower()]


def _covered(profile: Profile, point: FocalPoint, leave: Leave) -> bool:
    """Tell whether the deputy is there all the time, or another focal point is."""
    others = [
        one.email
        for one in profile.focal_points
        if one.need == point.need and one.email != point.email
    ]
    stand_ins = [email for email in (point.deputy_email, *others) if email]
    return any(
        not any(
            away.first <= leave.last and leave.first <= away.last
            for away in _away(profile, email)
        )
        for email in stand_ins
    )
