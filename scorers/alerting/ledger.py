"""Alerts in the store: made once, told in one mail each, acknowledged by people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, select, update

from scorers.scoring.visits import Visit
from scorers.storing.columns import of_submission, written
from scorers.storing.schema import ALERTED, ALERTS, EPISODES, SECRETS
from scorers.storing.stored import visit_of
from scorers.storing.upsert import insert_new

from .alerts import Alert, Standing, Told, stands
from .kept import Kept


@dataclass(frozen=True, slots=True)
class Place:
    """Where an alert belongs: its form, its person, its sittings, its episode."""

    project: str
    country: str
    person: str
    sittings: str
    episode: int
    reference: str


@dataclass(frozen=True, slots=True)
class Times:
    """When an alert was raised, when it has to be told, until when to act."""

    raised_at: datetime
    send_at: datetime
    act_before: datetime


def outside_key(connection: Connection) -> str:
    """Give what goes into the references of what went outside the office."""
    row = {"name": "outside", "value": token_hex(16)}
    insert_new(connection, SECRETS, [row])
    named = SECRETS.c.name == row["name"]
    return str(connection.scalar(select(SECRETS.c.value).where(named)))


def told(connection: Connection, project: str, submission: str) -> list[Told]:
    """Give what was told of an interview so far."""
    found = connection.execute(
        select(ALERTS)
        .where(of_submission(ALERTS, project, submission))
        .order_by(ALERTS.c.key)
    )
    return [
        Told(
            row.flag,
            row.severity,
            row.standing,
            row.stuck,
            row.outside,
            row.turn,
            row.need,
            row.sittings,
        )
        for row in found
    ]


def add(
    connection: Connection, alert: Alert, place: Place, times: Times, message_id: str
) -> bool:
    """Keep an alert; false when it was there already. No `message_id`: it waits."""
    to = alert.recipient
    row = {
        "project": place.project,
        "key": alert.key,
        "country": place.country,
        "submission": alert.submission,
        "reference": place.reference,
        "person": place.person,
        "sittings": place.sittings,
        "flag": alert.raised.flag,
        "episode": place.episode,
        "need": alert.raised.need,
        "severity": alert.raised.severity,
        "standing": stands(alert.raised),
        "stuck": alert.stuck,
        "turn": alert.turn,
        "role": to.role,
        "address": to.address,
        "outside": to.outside,
        "involved": to.outside,
        "pace": alert.pace,
        "raised_at": times.raised_at.isoformat(),
        "send_at": written(times.send_at),
        "act_before": times.act_before.isoformat(),
        "message_id": message_id or None,
    }
    return bool(insert_new(connection, ALERTS, [row]))


def restate(
    connection: Connection, project: str, submission: str, flag: str, now: Standing
) -> None:
    """Note what the interview says of a flag since it was told."""
    connection.execute(
        update(ALERTS)
        .where(of_submission(ALERTS, project, submission), ALERTS.c.flag == flag)
        .values(standing=now)
    )


def hide(connection: Connection, project: str, submission: str) -> None:
    """Take what was told of an interview out of the office's sight."""
    connection.execute(
        update(ALERTS)
        .where(of_submission(ALERTS, project, submission))
        .values(involved=True)
    )


def visit(connection: Connection, project: str, submission: str) -> Visit:
    """Give an alerted interview as it was when it last alerted."""
    this = of_submission(ALERTED, project, submission)
    return visit_of(connection.scalars(select(ALERTED.c.visit).where(this)).one())


def open_alerts(connection: Connection, country: str | None = None) -> list[Kept]:
    """Give the alerts whose episodes nobody has closed, oldest first."""
    same = and_(
        EPISODES.c.country == ALERTS.c.country,
        EPISODES.c.person == ALERTS.c.person,
        EPISODES.c.flag == ALERTS.c.flag,
        EPISODES.c.number == ALERTS.c.episode,
    )
    query = select(ALERTS).join(EPISODES, same).where(EPISODES.c.closed_at.is_(None))
    if country is not None:
        query = query.where(ALERTS.c.country == country)
    found = connection.execute(query.order_by(ALERTS.c.raised_at, ALERTS.c.key))
    return [_kept(row) for row in found]


def claim(
    connection: Connection,
    country: str,
    address: str,
    now: datetime,
    paces: Sequence[str],
) -> list[Kept]:
    """Take what has to be told to an address by now, and no other run has taken."""
    found = connection.execute(
        select(ALERTS)
        .where(
            _untold(country, now),
            ALERTS.c.address == address,
            ALERTS.c.pace.in_(paces),
        )
        .order_by(ALERTS.c.project, ALERTS.c.key)
        .with_for_update(skip_locked=True)
    )
    return [_kept(row) for row in found]


def untold(connection: Connection, country: str, now: datetime) -> list[str]:
    """Give the addresses for which something is due to be told."""
    query = (
        select(ALERTS.c.address)
        .where(_untold(country, now))
        .distinct()
        .order_by(ALERTS.c.address)
    )
    return list(connection.scalars(query))


def tell(connection: Connection, found: Sequence[Kept], message_id: str) -> None:
    """Note which mail holds these alerts."""
    for one in found:
        connection.execute(
            update(ALERTS)
            .where(ALERTS.c.project == one.project, ALERTS.c.key == one.key)
            .values(message_id=message_id)
        )


def acknowledge(
    connection: Connection, reference: str, role: str, now: datetime
) -> int:
    """Acknowledge the open alerts of an interview; give how many there were."""
    done = connection.execute(
        update(ALERTS)
        .where(
            ALERTS.c.reference == plain(reference),
            ALERTS.c.acknowledged_at.is_(None),
        )
        .values(acknowledged_at=now.isoformat(), acknowledged_by=role)
    )
    return done.rowcount


def plain(reference: str) -> str:
    """Read a reference as people type it."""
    kept = "".join(one for one in reference.upper() if one.isalnum())
    return "-".join(kept[start : start + 4] for start in range(0, len(kept), 4))


def _untold(country: str, now: datetime) -> ColumnElement[bool]:
    """Find what waits; what became a matter for outside is not told inside."""
    return and_(
        ALERTS.c.country == country,
        ALERTS.c.message_id.is_(None),
        ALERTS.c.send_at <= written(now),
        ALERTS.c.involved == ALERTS.c.outside,
    )


def _kept(row: Row[Any]) -> Kept:
    return Kept(
        project=row.project,
        key=row.key,
        submission=row.submission,
        reference=row.reference,
        person=row.person,
        flag=row.flag,
        need=row.need,
        severity=row.severity,
        stuck=row.stuck,
        role=row.role,
        address=row.address,
        outside=row.outside,
        involved=row.involved,
        pace=row.pace,
        raised_at=datetime.fromisoformat(row.raised_at),
        send_at=datetime.fromisoformat(row.send_at),
        act_before=datetime.fromisoformat(row.act_before),
        message_id=row.message_id or "",
        taken_up=row.acknowledged_at is not None,
    )
