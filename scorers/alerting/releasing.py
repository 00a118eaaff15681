"""What time makes due: lists of a day and of a week, reminders, escalation.

Each mail has a key with its day, week or step in it, so a run that comes again,
or two runs at once, make it once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from scorers.scoring.visits import Visit

from . import ledger, outgoing, writing
from .alerts import PACES, Alert
from .figures import Open, figures, open_cases
from .kept import Kept
from .letter import Desk
from .mails import mail, message_id
from .office import day_of, last_weekly
from .outgoing import Address
from .reminding import alert_of, remind
from .routing import Recipient, everybody, is_away, recipients


@dataclass(frozen=True, slots=True)
class Released:
    """How many mails of each kind were put into the outbox.

    Of what went outside the office only the weekly list, which always goes, counts.

    `unanswered` counts what went outside the office and got no answer in spite
    of all reminders. It is for the operator, who must not know more.
    """

    day: int
    week: int
    reminders: int
    unanswered: int

    @property
    def mails(self) -> int:
        return self.day + self.week + self.reminders


def release(connection: Connection, desk: Desk, now: datetime) -> Released:
    """Put into the outbox what has become due at an office by now."""
    desk = replace(desk, key=ledger.outside_key(connection))
    kept = ledger.open_alerts(connection, desk.profile.country)
    week = _weekly(connection, desk, kept, now)
    day = _daily(connection, desk, now)
    reminded = remind(connection, desk, kept, now)
    return Released(day, week, reminded.mails, reminded.unanswered)


def _weekly(
    connection: Connection, desk: Desk, kept: Sequence[Kept], now: datetime
) -> int:
    """Write to everyone of the profile, once a week, also when nothing is open."""
    profile = desk.profile
    due_at = last_weekly(now, profile)
    office = open_cases(one for one in kept if not one.involved)
    outside = open_cases(one for one in kept if one.outside)
    made = 0
    for to in everybody(profile):
        key = (profile.country, "week", due_at.isoformat(), to.address)
        identity = message_id(desk.sender, *key)
        address = Address(profile.country, to, "week")
        if not outgoing.reserve(connection, address, identity, now):
            continue
        theirs = [one for one in kept if one.address == to.address]
        shown = [one for one in theirs if to.outside or not one.involved]
        cases = (outside if to.outside else office, open_cases(shown))
        _week(connection, desk, to, cases, identity, now)
        made += 1
    return made


def _week(
    connection: Connection,
    desk: Desk,
    to: Recipient,
    cases: tuple[list[Open], list[Open]],
    identity: str,
    now: datetime,
) -> None:
    country = desk.profile.country
    found = ledger.claim(connection, country, to.address, now, ["week"])
    told = _told(connection, found, to)
    everything, own = cases

    write = partial(
        writing.week, told, figures(everything, now), own, outside=to.outside
    )

    ledger.tell(connection, found, identity)
    composed = mail(desk, to, write, identity, now)
    outgoing.post(connection, Address(country, to, "week"), composed, now)


def _daily(connection: Connection, desk: Desk, now: datetime) -> int:
    """Gather what each person has to be told by now, in one mail."""
    country = desk.profile.country
    made = 0
    for address in ledger.untold(connection, country, now):
        found = ledger.claim(connection, country, address, now, PACES)
        if not found:
            continue
        to = _reader(address, found, desk, now)
        keys = sorted(f"{one.project} {one.key}" for one in found)
        identity = message_id(desk.sender, "day", *keys)
        write = partial(writing.day, _told(connection, found, to))

        ledger.tell(connection, found, identity)
        composed = mail(desk, to, write, identity, now)
        fresh = outgoing.queue(connection, Address(country, to, "day"), composed, now)
        made += fresh and not found[0].outside
    return made


def _reader(
    address: str, found: Sequence[Kept], desk: Desk, now: datetime
) -> Recipient:
    """Give who reads an address, or who took over what went there.

    Somebody may have left the profile, or be on leave, since the alert was made.
    """
    profile, day = desk.profile, day_of(now, desk.profile)
    for one in everybody(profile):
        if one.address == address and not is_away(address, profile, day):
            return one
    first = found[0]
    return recipients(
        first.need, profile, day, pressing=False, involved=first.involved
    )[0]


def _told(
    connection: Connection, found: Iterable[Kept], to: Recipient
) -> list[tuple[Visit, list[Alert]]]:
    """Put alerts beside their interviews again."""
    grouped: dict[tuple[str, str], list[Kept]] = {}
    for one in found:
        grouped.setdefault((one.project, one.submission), []).append(one)
    told = []
    for (project, submission), kept in grouped.items():
        visit = ledger.visit(connection, project, submission)
        told.append((visit, [alert_of(one, visit, to) for one in kept]))
    return told
