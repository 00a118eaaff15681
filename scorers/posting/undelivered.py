"""Mails that have not arrived, and what people do about them.

A list tells neither what a mail says nor to which address it goes, and of a mail
about someone of the programme nothing but that there is one.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias

from sqlalchemy import Connection, and_, func, or_, select, update

from scorers.storing.columns import written
from scorers.storing.counting import count
from scorers.storing.schema import OUTBOX

from .outbox import NOTICE, OPEN, WAITING, name_of

State: TypeAlias = Literal["waits", "given up", "came back"]
# After about a day, as the longest wait between two tries is an hour.
PUT_OFF_TOO_OFTEN = 24

_DEAD = and_(OUTBOX.c.given_up_at.is_not(None), OUTBOX.c.settled_at.is_(None))


@dataclass(frozen=True, slots=True)
class Listed:
    """What a person may see of a mail that has not arrived."""

    number: str
    name: str
    state: State
    made_at: datetime
    attempts: int
    reason: str


@dataclass(frozen=True, slots=True)
class Lost:
    """A mail that its recipient has probably not got."""

    project: str
    role: str
    message_id: str


def came_back(
    connection: Connection, message_id: str, status: str, now: datetime
) -> bool:
    """Note that a mail was reported as undeliverable; false when it is none of ours."""
    done = connection.execute(
        update(OUTBOX)
        .where(OUTBOX.c.message_id == message_id, OUTBOX.c.settled_at.is_(None))
        .values(
            given_up_at=func.coalesce(OUTBOX.c.given_up_at, written(now)),
            last_error=f"came back, status {status}",
        )
    )
    return bool(done.rowcount)


def retry(connection: Connection, now: datetime) -> int:
    """Have every mail that was not sent tried at once; give how many there are."""
    done = connection.execute(
        update(OUTBOX)
        .where(OPEN)
        .values(given_up_at=None, next_try_at=written(now), attempts=0, refusals=0)
    )
    return done.rowcount


def settle(connection: Connection, number: str, role: str, now: datetime) -> bool:
    """Close a mail that was given up or came back: its news has been told otherwise."""
    known = connection.scalars(select(OUTBOX.c.message_id).where(_DEAD))
    meant = [one for one in known if _number(one) == number.strip().lower()]
    connection.execute(
        update(OUTBOX)
        .where(OUTBOX.c.message_id.in_(meant))
        .values(settled_at=written(now), settled_by=role, message="")
    )
    return bool(meant)


def listed(connection: Connection) -> list[Listed]:
    """Give the mails that wait, were given up or came back, oldest first."""
    found = connection.execute(
        select(OUTBOX)
        .where(or_(WAITING, _DEAD))
        .order_by(OUTBOX.c.made_at, OUTBOX.c.message_id)
    )
    return [
        Listed(
            _number(row.message_id),
            name_of(row),
            _state(row),
            datetime.fromisoformat(row.made_at),
            row.attempts,
            row.last_error,
        )
        for row in found
    ]


def lost(connection: Connection) -> list[Lost]:
    """Give the mails whose news should go to somebody else.

    Those refused even once, that came back, or that are put off again and again.
    """
    query = select(OUTBOX.c.project, OUTBOX.c.role, OUTBOX.c.message_id)
    often = OUTBOX.c.attempts >= PUT_OFF_TOO_OFTEN
    astray = or_(_DEAD, and_(WAITING, or_(OUTBOX.c.refusals > 0, often)))
    found = connection.execute(
        query.where(astray, OUTBOX.c.kind != NOTICE).order_by(OUTBOX.c.message_id)
    )
    return [Lost(row.project, row.role, row.message_id) for row in found]


def late(connection: Connection, limit: timedelta, now: datetime) -> int:
    """Count the mails that have waited for longer, or are dated ahead by as much."""
    old = OUTBOX.c.made_at < written(now - limit)
    ahead = OUTBOX.c.made_at > written(now + limit)
    return count(connection, OUTBOX, and_(WAITING, or_(old, ahead)))


def dead(connection: Connection) -> int:
    """Count the mails that a person must see to."""
    return count(connection, OUTBOX, _DEAD)


def _state(row: Any) -> State:
    if row.given_up_at is None:
        return "waits"
    return "given up" if row.sent_at is None else "came back"


def _number(message_id: str) -> str:
    """Give the short number by which people speak of a mail."""
    return hashlib.sha256(message_id.encode()).hexdigest()[:8]
