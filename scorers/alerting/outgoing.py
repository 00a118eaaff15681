"""Mails that are made: remembered for good, and put into the outbox once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Literal

from sqlalchemy import Connection, select

from scorers.posting import outbox
from scorers.storing.columns import of_submission
from scorers.storing.schema import LETTERS
from scorers.storing.upsert import insert_new

from .routing import Recipient


@dataclass(frozen=True, slots=True)
class Address:
    """Where a mail belongs, to whom it goes and what kind it is.

    A list is of no form and of no single interview.
    """

    country: str
    to: Recipient
    kind: Literal["alert", "reminder", "correction", "day", "week"]
    project: str = ""
    submission: str = ""


def queue(
    connection: Connection, address: Address, message: EmailMessage, now: datetime
) -> bool:
    """Put a mail into the outbox; false when it was made before."""
    message_id = str(message["Message-ID"])
    fresh = reserve(connection, address, message_id, now)
    if fresh:
        post(connection, address, message, now)
    return fresh


def reserve(
    connection: Connection, address: Address, message_id: str, now: datetime
) -> bool:
    """Take it on to make a mail; false when it was made, or another run makes it."""
    letter = {
        "message_id": message_id,
        "country": address.country,
        "project": address.project or None,
        "submission": address.submission or None,
        "address": address.to.address,
        "kind": address.kind,
        "made_at": now.isoformat(),
    }
    return bool(insert_new(connection, LETTERS, [letter]))


def post(
    connection: Connection, address: Address, message: EmailMessage, now: datetime
) -> None:
    """Put a reserved mail into the outbox."""
    outbox.put(
        connection,
        address.project or address.country,
        address.to.role,
        message,
        now,
        kind=address.kind,
        involved=address.to.outside,
    )


def thread(
    connection: Connection, project: str, submission: str, address: str, now: datetime
) -> list[str]:
    """Give the mails about an interview that a reminder follows, the first first.

    Who was not told before is put after the first mail of all.
    """
    found = connection.execute(
        select(LETTERS.c.message_id, LETTERS.c.address)
        .where(
            of_submission(LETTERS, project, submission),
            LETTERS.c.kind.in_(("alert", "reminder")),
            LETTERS.c.made_at < now.isoformat(),
        )
        .order_by(LETTERS.c.made_at, LETTERS.c.message_id)
    ).all()
    own = [row.message_id for row in found if row.address == address]
    return own or [row.message_id for row in found[:1]]
