"""All that follows from the news of interviews: episodes, alerts, first mails.

Everything happens in the caller's transaction, and under keys that are the same
the next time: called again, after a crash or beside another run, it makes
nothing twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import groupby

from sqlalchemy import Connection

from scorers.scoring.visits import Visit
from scorers.storing.schema import ALERTED
from scorers.storing.stored import dump
from scorers.storing.upsert import put

from . import episodes, ledger, outgoing
from .alerts import Alert, Told, due
from .corrections import correct
from .ledger import Place, Times
from .letter import Desk, reference
from .mails import compose, message_id
from .office import deadline, hours, mail_this_week, mail_today
from .outgoing import Address


@dataclass(frozen=True, slots=True)
class Alerted:
    """How many alerts were made, and how many mails were put into the outbox.

    What went outside the office is not counted: these figures are shown.
    """

    alerts: int = 0
    mails: int = 0
    corrections: int = 0

    def __add__(self, other: Alerted) -> Alerted:
        return Alerted(
            self.alerts + other.alerts,
            self.mails + other.mails,
            self.corrections + other.corrections,
        )


def raise_(
    connection: Connection,
    project: str,
    desk: Desk,
    visits: Sequence[Visit],
    now: datetime,
    *,
    changed: Collection[str] | None = None,
) -> Alerted:
    """Alert what nobody was told, and correct what was told and is no more.

    `visits` hold the news of all interviews of the people who were worked out,
    `changed` names those interviews that are new or have changed, also without
    news; without it they are those of `visits`. Only they alert.
    """
    desk = replace(desk, key=ledger.outside_key(connection))
    found = {one.submission: one for one in visits}
    done = Alerted()
    for submission in sorted(found if changed is None else changed):
        mails = correct(connection, project, desk, submission, found, now)
        done += Alerted(mails=mails, corrections=mails)
        visit = found.get(submission)
        if visit is not None:
            told = ledger.told(connection, project, submission)
            done += _alerted(connection, project, desk, visit, told, now)
    return done


def _alerted(
    connection: Connection,
    project: str,
    desk: Desk,
    visit: Visit,
    told: Sequence[Told],
    now: datetime,
) -> Alerted:
    if visit.involved:
        ledger.hide(connection, project, visit.submission)
        episodes.hide(connection, project, visit.submission)
    alerts = due(visit, desk.profile, now, told)
    if not alerts:
        return Alerted()
    row = {"project": project, "submission": visit.submission}
    put(connection, ALERTED, row | {"visit": dump(asdict(visit))})
    country, person = desk.profile.country, episodes.person_of(visit)
    alerts = [
        _seen(one, again=episodes.seen_before(connection, country, person, one))
        for one in alerts
    ]
    numbers = {
        one.raised.flag: episodes.reported(connection, country, person, one, now)
        for one in alerts
    }
    made = mails = 0
    for mine in by_address(alerts):
        sender = desk.sender
        identity = message_id(sender, project, *sorted(one.key for one in mine))
        at_once = mine[0].pace == "now"
        fresh = [
            one
            for one in mine
            if ledger.add(
                connection,
                one,
                Place(
                    project,
                    country,
                    person,
                    visit.group,
                    numbers[one.raised.flag],
                    reference(
                        one.submission, outside=one.recipient.outside, key=desk.key
                    ),
                ),
                _times(visit, one, desk, now),
                identity if at_once else "",
            )
        ]
        inside = not mine[0].recipient.outside
        made += len(fresh) * inside
        if fresh and at_once:
            mail = compose(visit, mine, desk, now, project)
            to = Address(country, mine[0].recipient, "alert", project, visit.submission)
            mails += outgoing.queue(connection, to, mail, now) * inside
    return Alerted(made, mails)


def by_address(alerts: Iterable[Alert]) -> list[list[Alert]]:
    """Put together what one person gets in one mail."""
    ordered = sorted(alerts, key=lambda one: one.recipient.address)
    grouped = groupby(ordered, key=lambda one: one.recipient.address)
    return [list(mine) for _, mine in grouped]


def _seen(alert: Alert, *, again: bool) -> Alert:
    raised = replace(alert.raised, again=alert.raised.again or again)
    return replace(alert, raised=raised)


def _times(visit: Visit, alert: Alert, desk: Desk, now: datetime) -> Times:
    profile, severity = desk.profile, alert.raised.severity
    is_dated = visit.interview_date is not None or visit.submitted_at is not None
    limit = deadline(visit, severity, profile, now) if is_dated else None
    act_before = limit or now + hours(severity, profile)
    if alert.pace == "now":
        return Times(now, now, act_before)
    weekly = mail_this_week(now, profile)
    if alert.pace == "week" and weekly < act_before:
        return Times(now, weekly, act_before)
    return Times(now, mail_today(now, act_before, profile), act_before)
