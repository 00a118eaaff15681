"""Mails that have still to go out, and what became of each try.

A mail has one recipient and is known by its Message-ID: put in twice, it is
there once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_string, policy
from email.message import EmailMessage
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select, update

from scorers.storing.columns import written
from scorers.storing.counting import count
from scorers.storing.schema import OUTBOX
from scorers.storing.upsert import insert_new

NOTICE = "notice"
A_MAIL = "a mail"
# No mail is told to wait for longer.
NO_WAIT_IS_LONGER = timedelta(hours=12)

OPEN = and_(OUTBOX.c.sent_at.is_(None), OUTBOX.c.settled_at.is_(None))
WAITING = and_(OPEN, OUTBOX.c.given_up_at.is_(None))


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail to be sent now; `name` is how to speak of it."""

    message_id: str
    name: str
    attempts: int
    refusals: int
    message: EmailMessage = field(repr=False)


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
        "made_at": written(now),
        "next_try_at": written(now),
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
        name_of(found),
        found.attempts,
        found.refusals,
        # Read back under the policy it was written with, headers unfolded alike.
        message_from_string(found.message, policy=policy.default),
    )


def sent(connection: Connection, mail: Mail, now: datetime) -> None:
    """Note that a server took the mail; its text is not kept any longer."""
    done = {"sent_at": written(now), "message": "", "last_error": ""}
    _tried(connection, mail, done)


def put_off(connection: Connection, mail: Mail, why: str, until: datetime) -> None:
    """Note that the mail may be taken later; `why` is fit for a log."""
    _tried(connection, mail, {"last_error": why, "next_try_at": written(until)})


def refused(connection: Connection, mail: Mail, why: str, until: datetime) -> None:
    """Note that the server will not take the mail; it is tried again all the same."""
    values = {"last_error": why, "next_try_at": written(until)}
    _tried(connection, mail, values | {"refusals": OUTBOX.c.refusals + 1})


def give_up(connection: Connection, mail: Mail, why: str, now: datetime) -> None:
    """Note that the server has refused the mail too often; a person must see to it."""
    values = {"last_error": why, "given_up_at": written(now)}
    _tried(connection, mail, values | {"refusals": OUTBOX.c.refusals + 1})


def waiting(connection: Connection) -> int:
    """Count the mails that wait, whether they are due or not."""
    return count(connection, OUTBOX, WAITING)


def due(connection: Connection, now: datetime, kind: str | None = None) -> int:
    """Count the mails to be tried by now, of one kind or all."""
    return count(connection, OUTBOX, _due(now, kind))


def _tried(connection: Connection, mail: Mail, values: Mapping[str, Any]) -> None:
    connection.execute(
        update(OUTBOX)
        .where(OUTBOX.c.message_id == mail.message_id)
        .values(attempts=OUTBOX.c.attempts + 1, **values)
    )


def _due(now: datetime, kind: str | None) -> ColumnElement[bool]:
    # A time that no wait can lead to was noted by a clock that ran ahead.
    ahead = OUTBOX.c.next_try_at > written(now + NO_WAIT_IS_LONGER)
    by_now = and_(WAITING, or_(OUTBOX.c.next_try_at <= written(now), ahead))
    return by_now if kind is None else and_(by_now, OUTBOX.c.kind == kind)


def name_of(row: Any) -> str:
    """Say of a mail whom it is for, and not even that where it names no office."""
    return A_MAIL if row.involved else f"the mail to {row.role}"
