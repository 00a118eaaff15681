"""Who must know of what an interview raises; never nobody.

Alerts are internal. They go to the roles of the country profile and to nobody
else; where somebody of the programme could be involved, only to the
safeguarding recipient outside the country office.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice

from instrument_specs.profile import FocalPoint, Profile

from .office import is_open

TWO = 2


@dataclass(frozen=True, slots=True)
class Recipient:
    """A role of the country profile, and where its mail goes, in which language.

    `outside` marks the safeguarding recipient when the office is left out.
    """

    role: str
    email: str
    language: str
    outside: bool = False

    @property
    def address(self) -> str:
        return self.email.strip().lower()


def recipients(
    need: str, profile: Profile, day: date, *, pressing: bool, involved: bool = False
) -> list[Recipient]:
    """Give who is told of a need on a day of the office.

    What presses goes to two people who are there, and on a day on which the
    office is closed to the first of the escalation line as well.
    """
    if involved:
        return [safeguarding(profile, outside=True)]
    found = _responsible(need, profile, day, pressing=pressing)
    line = present(line_of(profile), profile, day)
    if pressing:
        if not is_open(day, profile):
            found = unique([*found, *line[:1]])
        others = [one for one in unique([*found, *line]) if one not in found]
        found += others[: max(0, TWO - len(found))]
    else:
        found = found or line[:1]
    return unique(found) or [safeguarding(profile)]


def line_of(profile: Profile) -> list[Recipient]:
    return [Recipient(one.role, one.email, one.language) for one in profile.escalation]


def safeguarding(profile: Profile, *, outside: bool = False) -> Recipient:
    return Recipient(
        profile.safeguarding_role,
        profile.safeguarding_email,
        profile.languages[0],
        outside,
    )


def everybody(profile: Profile) -> list[Recipient]:
    """Give all who may ever get an alert, the safeguarding recipient last."""
    points = [two for point in profile.focal_points for two in _pair(point)]
    outside = safeguarding(profile, outside=True)
    return unique([*points, *line_of(profile), outside])


def present(
    people: Iterable[Recipient], profile: Profile, day: date
) -> list[Recipient]:
    """Leave out who is on leave."""
    return [one for one in people if not is_away(one.address, profile, day)]


def is_away(address: str, profile: Profile, day: date) -> bool:
    return any(
        leave.email.strip().lower() == address and leave.first <= day <= leave.last
        for leave in profile.leave
    )


def unique(people: Iterable[Recipient]) -> list[Recipient]:
    """Keep one of each address, the first."""
    found: dict[str, Recipient] = {}
    for one in people:
        found.setdefault(one.address, one)
    return list(found.values())


def _responsible(
    need: str, profile: Profile, day: date, *, pressing: bool
) -> list[Recipient]:
    """Give the focal points of a need, and those who stand in for them."""
    found: list[Recipient] = []
    for point in profile.focal_points:
        if point.need == need:
            there = present(_pair(point), profile, day)
            found += there if pressing else islice(there, 1)
    return unique(found)


def _pair(point: FocalPoint) -> list[Recipient]:
    found = [Recipient(point.role, point.email, point.language)]
    if point.deputy_email:
        language = point.deputy_language or point.language
        found.append(Recipient(point.deputy_role, point.deputy_email, language))
    return found
