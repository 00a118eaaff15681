"""Reminders: what nobody has taken up is recalled, and told to more people.

An acknowledgement stops it, and so does closing the case. Opening a mail or a
link stops nothing.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from sqlalchemy import Connection

from instrument_specs.profile import Profile
from scorers.posting import undelivered
from scorers.scoring.visits import Raised, Visit

from . import escalation, ledger, outgoing, writing
from .alerts import Alert
from .kept import Kept
from .letter import Desk
from .mails import mail, message_id
from .office import day_of
from .outgoing import Address
from .routing import Recipient, recipients, safeguarding, unique

NEXT_IN_LINE = 2


@dataclass(frozen=True, slots=True)
class Reminded:
    """How many reminders the office got; how much outside it has no answer."""

    mails: int
    unanswered: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """The alerts of one interview that nobody has taken up.

    All of them went to the office, or all outside it. `is_lost` says that a mail
    with one of them did not arrive.
    """

    alerts: tuple[Kept, ...]
    is_lost: bool = False

    @property
    def outside(self) -> bool:
        return self.alerts[0].outside

    @property
    def pressing(self) -> list[Kept]:
        return [one for one in self.alerts if one.severity == "critical" or one.stuck]

    @property
    def late(self) -> list[Kept]:
        return [one for one in self.alerts if one.severity == "high"]


@dataclass(frozen=True, slots=True)
class Reminder:
    """Who is reminded, of what; `name` tells this reminder from all others."""

    name: str
    alerts: tuple[Kept, ...]
    people: tuple[Recipient, ...]


def remind(
    connection: Connection, desk: Desk, kept: Sequence[Kept], now: datetime
) -> Reminded:
    """Put into the outbox the reminders that are due."""
    lost = {one.message_id for one in undelivered.lost(connection)}
    made = unanswered = 0
    for one in waiting(kept, lost):
        reminder = reminder_due(one, desk.profile, now)
        if reminder is not None:
            mails = _made(connection, desk, reminder, now)
            made += 0 if one.outside else mails
        unanswered += is_unanswered(one, desk.profile, now)
    return Reminded(made, unanswered)


def waiting(kept: Iterable[Kept], lost: Container[str] = ()) -> list[Waiting]:
    """Gather by interview what nobody has taken up; `lost` are Message-IDs."""
    found: dict[tuple[str, str], list[Kept]] = {}
    for one in kept:
        if not one.taken_up and one.involved == one.outside:
            found.setdefault((one.project, one.reference), []).append(one)
    return [
        Waiting(tuple(alerts), any(one.message_id in lost for one in alerts))
        for alerts in found.values()
    ]


def reminder_due(one: Waiting, profile: Profile, now: datetime) -> Reminder | None:
    """Find the one reminder that is due; steps that were missed are left out."""
    day = day_of(now, profile)
    if one.pressing:
        step, told_at = _step(one, profile, now)
        if not step:
            return None
        people = escalation.told(step, _first(one.pressing, profile, day), profile, day)
        return _reminder(f"{step} {told_at}", one, one.pressing, people, profile)
    late = [
        alert
        for alert in one.late
        if one.is_lost
        or escalation.reminder_at(alert.raised_at, alert.act_before, profile) <= now
    ]
    if not late:
        return None
    first = _first(late, profile, day)
    people = escalation.told_late(first, profile, day)
    told_at = min(alert.raised_at for alert in late)
    return _reminder(f"late {told_at}", one, late, people, profile)


def is_unanswered(one: Waiting, profile: Profile, now: datetime) -> bool:
    """Tell whether outside the office all steps have passed, or a mail got lost."""
    if not (one.outside and one.pressing):
        return False
    last = _step(one, profile, now)[0] >= escalation.steps(profile)
    return last or one.is_lost


def _step(one: Waiting, profile: Profile, now: datetime) -> tuple[int, datetime]:
    """Give the step that is due, and when its steps began.

    Where a mail did not arrive, the next in the line is told without waiting.
    """
    told_at = min(alert.raised_at for alert in one.pressing)
    limit = min(alert.act_before for alert in one.pressing)
    fast = any(alert.stuck for alert in one.pressing)
    fast = fast or escalation.is_fast(told_at, limit, profile)
    step = escalation.step_due(told_at, now, profile, fast=fast)
    return max(step, NEXT_IN_LINE if one.is_lost else 0), told_at


def _first(found: Sequence[Kept], profile: Profile, day: date) -> list[Recipient]:
    return unique(
        to for one in found for to in recipients(one.need, profile, day, pressing=True)
    )


def _reminder(
    name: str,
    one: Waiting,
    alerts: Sequence[Kept],
    people: Sequence[Recipient],
    profile: Profile,
) -> Reminder:
    """Keep what is outside the office outside it, at every step."""
    if one.outside:
        people = [safeguarding(profile, outside=True)]
    return Reminder(name, tuple(alerts), tuple(people))


def _made(connection: Connection, desk: Desk, reminder: Reminder, now: datetime) -> int:
    first = reminder.alerts[0]
    project, submission = first.project, first.submission
    visit = ledger.visit(connection, project, submission)
    known = {one.address for one in reminder.alerts}
    made = 0
    for to in reminder.people:
        identity = message_id(
            desk.sender, "reminder", project, first.reference, reminder.name, to.address
        )
        address = Address(desk.profile.country, to, "reminder", project, submission)
        if not outgoing.reserve(connection, address, identity, now):
            continue
        thread = outgoing.thread(connection, project, submission, to.address, now)
        alerts = _theirs(reminder, visit, to)
        passed_on = to.address not in known
        write = partial(writing.reminder, visit, alerts, passed_on=passed_on)
        composed = mail(desk, to, write, identity, now, thread)
        outgoing.post(connection, address, composed, now)
        made += 1
    return made


def _theirs(reminder: Reminder, visit: Visit, to: Recipient) -> list[Alert]:
    """Tell each person of the needs they see to; who sees to none, of all."""
    own = {one.need for one in reminder.alerts if one.address == to.address}
    found = {
        one.flag: alert_of(one, visit, to)
        for one in reminder.alerts
        if not own or one.need in own
    }
    return list(found.values())


def alert_of(kept: Kept, visit: Visit, to: Recipient) -> Alert:
    """Make of a kept alert what mails are written from, for who reads it now."""
    found = next((one for one in visit.raised if one.flag == kept.flag), None)
    done = found.acknowledged if found else ""
    again = found.again if found else False
    raised = Raised(kept.flag, kept.need, kept.severity, done, again)
    reader = Recipient(to.role, to.email, to.language, kept.outside)
    return Alert(kept.submission, raised, reader, "now")
