"""Alerts and mails in the store: made once, sent until a server takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_string, policy
from email.message import EmailMessage

from sqlalchemy import Connection, insert, select, update

from .alerts import Alert
from .letter import reference
from .schema import ALERTS, OUTBOX


@dataclass(frozen=True, slots=True)
class Waiting:
    """A mail that no server has taken yet, and the role it is for."""

    message_id: str
    role: str
    message: EmailMessage


def known_keys(connection: Connection, submissions: Sequence[str]) -> set[str]:
    """Give the keys of all alerts made so far for these interviews."""
    found: set[str] = set()
    for one in submissions:
        query = select(ALERTS.c.key).where(ALERTS.c.submission == one)
        found.update(connection.scalars(query))
    return found


def queue(
    connection: Connection,
    project: str,
    alerts: Sequence[Alert],
    message: EmailMessage,
    now: datetime,
) -> None:
    """Remember alerts to one recipient together with the mail that tells them."""
    message_id = str(message["Message-ID"])
    connection.execute(
        insert(OUTBOX).values(
            message_id=message_id,
            project=project,
            role=alerts[0].recipient.role,
            message=message.as_string(),
            made_at=now.isoformat(),
            attempts=0,
            last_error="",
        )
    )
    rows = [
        {
            "key": alert.key,
            "project": project,
            "submission": alert.submission,
            "reference": reference(alert.submission),
            "flag": alert.raised.flag,
            "need": alert.raised.need,
            "severity": alert.raised.severity,
            "role": alert.recipient.role,
            "message_id": message_id,
            "due_at": now.isoformat(),
        }
        for alert in alerts
    ]
    connection.execute(insert(ALERTS), rows)


def waiting(connection: Connection) -> list[Waiting]:
    """Give the mails still to be sent: those tried least first, then the oldest.

    So a mail over which the server breaks off does not hold up the others.
    """
    found = connection.execute(
        select(OUTBOX)
        .where(OUTBOX.c.sent_at.is_(None))
        .order_by(OUTBOX.c.attempts, OUTBOX.c.made_at, OUTBOX.c.message_id)
    )
    return [Waiting(row.message_id, row.role, _message(row.message)) for row in found]


def sent(connection: Connection, message_id: str, now: datetime) -> None:
    """Note that a server took the mail; its text is not kept any longer."""
    connection.execute(
        update(OUTBOX)
        .where(OUTBOX.c.message_id == message_id)
        .values(
            sent_at=now.isoformat(),
            message="",
            last_error="",
            attempts=OUTBOX.c.attempts + 1,
        )
    )


def failed(connection: Connection, message_id: str, why: str) -> None:
    """Note that no server took the mail this time."""
    connection.execute(
        update(OUTBOX)
        .where(OUTBOX.c.message_id == message_id)
        .values(last_error=why, attempts=OUTBOX.c.attempts + 1)
    )


def acknowledge(
    connection: Connection, reference: str, role: str, now: datetime
) -> int:
    """Acknowledge the open alerts of an interview; give how many there were."""
    done = connection.execute(
        update(ALERTS)
        .where(
            ALERTS.c.reference == reference.strip().upper(),
            ALERTS.c.acknowledged_at.is_(None),
        )
        .values(acknowledged_at=now.isoformat(), acknowledged_by=role)
    )
    return done.rowcount


def _message(text: str) -> EmailMessage:
    # Read back under the policy it was written with, headers unfolded alike.
    return message_from_string(text, policy=policy.default)
