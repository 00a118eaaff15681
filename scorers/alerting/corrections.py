"""What an interview says no longer of what was told before.

A correction closes nothing. That of a critical flag is told to two people,
never to one alone, so that nobody can take an alert back unseen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from instrument_specs.flags import TIERS, raised
from instrument_specs.profile import Profile
from scorers.scoring.visits import Raised, Visit

from . import ledger, outgoing, writing
from .alerts import Standing, Told, is_lower, rank, stands
from .letter import Desk
from .mails import mail, message_id
from .office import day_of
from .outgoing import Address
from .routing import Recipient, recipients, unique
from .writing import Correction

ORDER: tuple[Standing, ...] = (
    "critical",
    "high",
    "medium",
    "low",
    "mistake",
    "gone",
)


@dataclass(frozen=True, slots=True)
class Lowered:
    """A flag of which an interview says less; `is_told` when people must know."""

    flag: str
    need: str
    now: Standing
    turn: int
    outside: bool
    is_told: bool


def lowered(
    submission: str, told: Iterable[Told], found: Mapping[str, Visit], profile: Profile
) -> list[Lowered]:
    """Find what an interview takes back or lowers, by its news among all of `found`."""
    visit = found.get(submission)
    flags: dict[str, list[Told]] = {}
    for one in told:
        flags.setdefault(one.flag, []).append(one)
    changed = []
    for flag, before in flags.items():
        here = _flag(visit, flag)
        stood = min((one.standing for one in before), key=ORDER.index)
        if not is_lower(stands(here), stood):
            continue
        if here is None and _is_elsewhere(flag, submission, before, found, profile):
            continue
        changed.append(_lowered(flag, stands(here), before, visit))
    return changed


def correct(
    connection: Connection,
    project: str,
    desk: Desk,
    submission: str,
    found: Mapping[str, Visit],
    now: datetime,
) -> int:
    """Note what an interview says no longer and queue the mails.

    Give how many there are; those that go outside the office are not counted.
    """
    told = ledger.told(connection, project, submission)
    changed = lowered(submission, told, found, desk.profile)
    for one in changed:
        ledger.restate(connection, project, submission, one.flag, one.now)
    critical = [one for one in changed if one.is_told]
    if not critical:
        return 0
    known = ledger.visit(connection, project, submission)
    visit = found.get(submission, known)
    outside = any(one.outside for one in critical)
    what = sorted(f"{one.flag}/{one.turn}/{one.now}" for one in critical)
    letters = [Correction(one.need, one.now) for one in critical]

    write = partial(writing.correction, visit, letters, outside=outside)

    made = 0
    for to in _people(critical, desk.profile, now, outside=outside):
        identity = message_id(
            desk.sender, "correction", project, submission, to.address, *what
        )
        address = Address(desk.profile.country, to, "correction", project, submission)
        composed = mail(desk, to, write, identity, now)
        made += outgoing.queue(connection, address, composed, now)
    return 0 if outside else made


def _lowered(
    flag: str, now: Standing, before: Sequence[Told], visit: Visit | None
) -> Lowered:
    told_outside = any(one.outside for one in before)
    # What the office had been told is hidden from it when this becomes a matter for
    # outside. Then they must hear of it there, or nobody would know it any more.
    outside = told_outside or (visit is not None and visit.involved)
    return Lowered(
        flag,
        before[0].need,
        now,
        max(one.turn for one in before),
        outside,
        is_told=any(one.severity == "critical" for one in before),
    )


def _flag(visit: Visit | None, flag: str) -> Raised | None:
    if visit is None:
        return None
    return next((one for one in visit.raised if one.flag == flag), None)


def _is_elsewhere(
    flag: str,
    submission: str,
    before: Sequence[Told],
    found: Mapping[str, Visit],
    profile: Profile,
) -> bool:
    """Tell whether a flag only went to another sitting, or is no longer raised."""
    if flag in TIERS and flag not in raised(profile):
        return True
    group = next((one.group for one in before if one.group), "")
    others = (
        _flag(one, flag)
        for one in found.values()
        if one.submission != submission and group and one.group == group
    )
    gravest = min(rank(one.severity) for one in before)
    return any(one is not None and rank(one.severity) <= gravest for one in others)


def _people(
    critical: Sequence[Lowered], profile: Profile, now: datetime, *, outside: bool
) -> list[Recipient]:
    day = day_of(now, profile)
    return unique(
        to
        for one in critical
        for to in recipients(one.need, profile, day, pressing=True, involved=outside)
    )
