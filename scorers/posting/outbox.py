"""Mails that have still to go out, and what became of each.

A mail has one recipient and is known by its Message-ID: put in twice, it is
there once. Nothing that lists mails tells what they say or to which address
they go, and nothing but "a mail" of those about someone of the programme.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_string, policy
from email.message import EmailMessage
from typing import Any, Literal, TypeAlias

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, update

from scorers.storing.schema import OUTBOX
from scorers.storing.upsert import insert_new

State: TypeAlias = Literal["waits", "given up", "came back"]
NOTICE = "notice"
A_MAIL = "a mail"
# After about a day, as the longest wait between two tries is an hour.
PUT_OFF_TOO_OFTEN = 24
# No mail is told to wait for longer, see `sending`.
NO_WAIT_IS_LONGER = timedelta(hours=12)

_OPEN = and_(OUTBOX.c.sent_at.is_(None), OUTBOX.c.settled_at.is_(None))
_WAITING = and_(_OPEN, OUTBOX.c.given_up_at.is_(None))
_DEAD = and_(OUTBOX.c.given_up_at.is_not(None), OUTBOX.c.settled_at.is_(None))


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail to be sent now; `name` is how to speak of it."""

    message_id: str
    name: str
    attempts: int
    refusals: int
    message: EmailMessage = field(repr=False)


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
class Undelivered:
    """A mail that its recipient has probably not got."""

    project: str
    role: str
    message_id: str


def put(
    connection: Connection,
    project: str,
    role: str,
    message: EmailMessage,
    now: datetime,
    *,
    kind: str,
    involved: bool = False,
) -> bool:
    """Have a mail sent; false when it was put in before, whatever became of it."""
    row = {
        "message_id": str(message["Message-ID"]),
        "project": project,
        "role": role,
        "kind": kind,
        "involved": involved,
        "message": message.as_string(),
        "made_at": _written(now),
        "next_try_at": _written(now),
        "attempts": 0,
        "refusals": 0,
        "last_error": "",
    }
    return bool(insert_new(connection, OUTBOX, [row]))


def claim(
    connection: Connection, now: datetime, kind: str | None = None
) -> Mail | None:
    """Take a mail that is due and no other run has taken; those tried least first.

    Where runs share a database, it is ours until the transaction ends.
    """
    found = connection.execute(
        select(OUTBOX)
        .where(_due(now, kind))
        .order_by(OUTBOX.c.attempts, OUTBOX.c.made_at, OUTBOX.c.message_id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if found is None:
        return None
    return Mail(
        found.message_id,
        _name(found),
        found.attempts,
        found.refusals,
        # Read back under the policy it was written with, headers unfolded alike.
        message_from_string(found.message, policy=policy.default),
    )


def sent(connection: Connection, mail: Mail, now: datetime) -> None:
    """Note that a server took the mail; its text is not kept any longer."""
    done = {"sent_at": _written(now), "message": "", "last_error": ""}
    _tried(connection, mail, done)


def put_off(connection: Connection, mail: Mail, why: str, until: datetime) -> None:
    """Note that the mail may be taken later; `why` is fit for a log."""
    _tried(connection, mail, {"last_error": why, "next_try_at": _written(until)})


def refused(connection: Connection, mail: Mail, why: str, until: datetime) -> None:
    """Note that the server will not take the mail; it is tried again all the same."""
    values = {"last_error": why, "next_try_at": _written(until)}
    _tried(connection, mail, values | {"refusals": OUTBOX.c.refusals + 1})


def give_up(connection: Connection, mail: Mail, why: str, now: datetime) -> None:
    """Note that the server has refused the mail too often; a person must see to it."""
    values = {"last_error": why, "given_up_at": _written(now)}
    _tried(connection, mail, values | {"refusals": OUTBOX.c.refusals + 1})


def came_back(
    connection: Connection, message_id: str, status: str, now: datetime
) -> bool:
    """Note that a mail was reported as undeliverable; false when it is none of ours."""
    done = connection.execute(
        update(OUTBOX)
        .where(OUTBOX.c.message_id == message_id, OUTBOX.c.settled_at.is_(None))
        .values(
            given_up_at=func.coalesce(OUTBOX.c.given_up_at, _written(now)),
            last_error=f"came back, status {status}",
        )
    )
    return bool(done.rowcount)


def retry(connection: Connection, now: datetime) -> int:
    """Have every mail that was not sent tried at once; give how many there are."""
    done = connection.execute(
        update(OUTBOX)
        .where(_OPEN)
        .values(given_up_at=None, next_try_at=_written(now), attempts=0, refusals=0)
    )
    return done.rowcount


def settle(connection: Connection, number: str, role: str, now: datetime) -> bool:
    """Close a mail that was given up or came back: its news has been told otherwise."""
    known = connection.scalars(select(OUTBOX.c.message_id).where(_DEAD))
    meant = [one for one in known if _number(one) == number.strip().lower()]
    connection.execute(
        update(OUTBOX)
        .where(OUTBOX.c.message_id.in_(meant))
        .values(settled_at=_written(now), settled_by=role, message="")
    )
    return bool(meant)


def listed(connection: Connection) -> list[Listed]:
    """Give the mails that wait, were given up or came back, oldest first."""
    found = connection.execute(
        select(OUTBOX)
        .where(or_(_WAITING, _DEAD))
        .order_by(OUTBOX.c.made_at, OUTBOX.c.message_id)
    )
    return [
        Listed(
            _number(row.message_id),
            _name(row),
            _state(row),
            datetime.fromisoformat(row.made_at),
            row.attempts,
            row.last_error,
        )
        for row in found
    ]


def undelivered(connection: Connection) -> list[Undelivered]:
    """Give the mails whose news should go to somebody else.

    Those refused even once, that came back, or that are put off again and again.
    """
    query = select(OUTBOX.c.project, OUTBOX.c.role, OUTBOX.c.message_id)
    often = OUTBOX.c.attempts >= PUT_OFF_TOO_OFTEN
    lost = or_(_DEAD, and_(_WAITING, or_(OUTBOX.c.refusals > 0, often)))
    found = connection.execute(
        query.where(lost, OUTBOX.c.kind != NOTICE).order_by(OUTBOX.c.message_id)
    )
    return [Undelivered(row.project, row.role, row.message_id) for row in found]


def waiting(connection: Connection) -> int:
    """Count the mails that wait, whether they are due or not."""
    return _count(connection, _WAITING)


def due(connection: Connection, now: datetime, kind: str | None = None) -> int:
    """Count the mails to be tried by now, of one kind or all."""
    return _count(connection, _due(now, kind))


def late(connection: Connection, limit: timedelta, now: datetime) -> int:
    """Count the mails that have waited for longer, or are dated ahead by as much."""
    old = OUTBOX.c.made_at < _written(now - limit)
    ahead = OUTBOX.c.made_at > _written(now + limit)
    return _count(connection, and_(_WAITING, or_(old, ahead)))


def dead(connection: Connection) -> int:
    """Count the mails that a person must see to."""
    return _count(connection, _DEAD)


def _tried(connection: Connection, mail: Mail, values: Mapping[str, Any]) -> None:
    connection.execute(
        update(OUTBOX)
        .where(OUTBOX.c.message_id == mail.message_id)
        .values(attempts=OUTBOX.c.attempts + 1, **values)
    )


def _due(now: datetime, kind: str | None) -> ColumnElement[bool]:
    # A time that no wait can lead to was noted by a clock that ran ahead.
    ahead = OUTBOX.c.next_try_at > _written(now + NO_WAIT_IS_LONGER)
    by_now = and_(_WAITING, or_(OUTBOX.c.next_try_at <= _written(now), ahead))
    return by_now if kind is None else and_(by_now, OUTBOX.c.kind == kind)


def _count(connection: Connection, which: ColumnElement[bool]) -> int:
    found = connection.scalar(select(func.count()).select_from(OUTBOX).where(which))
    return int(found or 0)


def _name(row: Any) -> str:
    return A_MAIL if row.involved else f"the mail to {row.role}"


def _state(row: Any) -> State:
    if row.given_up_at is None:
        return "waits"
    return "given up" if row.sent_at is None else "came back"


def _number(message_id: str) -> str:
    """Give the short number by which people speak of a mail."""
    return hashlib.sha256(message_id.encode()).hexdigest()[:8]


def _written(moment: datetime) -> str:
    """Write a moment so that texts compare as moments do."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")
