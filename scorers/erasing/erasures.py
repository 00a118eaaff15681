"""Erasures that were asked for: remembered until they are done and certified.

What was asked for outlives a crash and a server that cannot be reached. The
name of whom it is about is emptied in the step that takes out the last of it.
"""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeAlias

from sqlalchemy import Connection, Row, delete, insert, select, update

from scorers.storing.schema import ERASURES
from scorers.storing.tombstones import Kind

Reason: TypeAlias = Literal["request", "retention"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be erased, why, and who said so, as roles."""

    country: str
    kind: Kind
    name: str = field(repr=False)
    by: str
    second: str = ""
    reason: Reason = "request"


@dataclass(frozen=True, slots=True)
class Erasure:
    """One erasure under way, and how much of each kind is deleted so far."""

    id: str
    asked: Asked
    asked_at: datetime
    counts: Mapping[str, int]


def ask(connection: Connection, asked: Asked, now: datetime) -> str:
    """Remember what is to be erased; asked again, the roles are those of now."""
    known = connection.scalar(
        select(ERASURES.c.erasure).where(
            ERASURES.c.country == asked.country,
            ERASURES.c.kind == asked.kind,
            ERASURES.c.name == asked.name,
        )
    )
    roles = {"by_role": asked.by, "and_role": asked.second}
    if known is not None:
        connection.execute(
            update(ERASURES).where(ERASURES.c.erasure == known).values(roles)
        )
        return str(known)
    new = secrets.token_hex(4)
    connection.execute(
        insert(ERASURES).values(
            erasure=new,
            country=asked.country,
            kind=asked.kind,
            name=asked.name,
            reason=asked.reason,
            asked_at=now.isoformat(),
            counts="{}",
            **roles,
        )
    )
    return new


def withdraw(connection: Connection, erasure: str) -> None:
    """Forget that something was asked for."""
    connection.execute(delete(ERASURES).where(ERASURES.c.erasure == erasure))


def pending(connection: Connection, country: str) -> list[Erasure]:
    """Give what is not over yet, the oldest first."""
    found = connection.execute(
        select(ERASURES)
        .where(ERASURES.c.country == country, ERASURES.c.certificate.is_(None))
        .order_by(ERASURES.c.asked_at, ERASURES.c.erasure)
    )
    return [_erasure(row) for row in found]


def hold(connection: Connection, erasure: str) -> Erasure | None:
    """Take an erasure for this transaction; None when another run is done with it."""
    row = connection.execute(
        select(ERASURES)
        .where(ERASURES.c.erasure == erasure, ERASURES.c.certificate.is_(None))
        .with_for_update()
    ).first()
    return None if row is None else _erasure(row)


def add(connection: Connection, erasure: str, gone: Mapping[str, int]) -> None:
    """Count what was deleted, in the transaction that deletes it."""
    held = hold(connection, erasure)
    if held is not None:
        total = Counter(held.counts) + Counter(gone)
        connection.execute(
            update(ERASURES)
            .where(ERASURES.c.erasure == erasure)
            .values(counts=json.dumps(total))
        )


def over(connection: Connection, erasure: str, certificate: str) -> None:
    """Forget whom it was about; keep the certificate until it is a file."""
    connection.execute(
        update(ERASURES)
        .where(ERASURES.c.erasure == erasure)
        .values(name="", certificate=certificate)
    )


def unwritten(connection: Connection) -> list[tuple[str, str]]:
    """Give the certificates that are not a file yet, by erasure."""
    found = connection.execute(
        select(ERASURES.c.erasure, ERASURES.c.certificate)
        .where(ERASURES.c.certificate.is_not(None))
        .order_by(ERASURES.c.erasure)
    )
    return [(row.erasure, row.certificate) for row in found]


def filed(connection: Connection, erasure: str) -> None:
    connection.execute(delete(ERASURES).where(ERASURES.c.erasure == erasure))


def _erasure(row: Row[Any]) -> Erasure:
    asked = Asked(
        row.country, row.kind, row.name, row.by_role, row.and_role, row.reason
    )
    moment = datetime.fromisoformat(row.asked_at)
    return Erasure(row.erasure, asked, moment, json.loads(row.counts))
