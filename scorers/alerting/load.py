"""How many alerts there are, and what becomes of them.

Too many, and people stop reading: then fewer flags, or more hands, are needed.

Counted is a flag of an interview, however many people were told. What went
outside the office is not counted. Where fewer than five stand behind a figure,
it is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from sqlalchemy import Connection, func, select

from builder.judgements import SEVERITIES, Severity
from scorers.storing.columns import of_country
from scorers.storing.counting import count
from scorers.storing.schema import ALERTS, SUBMISSIONS

FEW = 5


@dataclass(frozen=True, slots=True)
class Counted:
    """One flag of one interview: when it was raised, and when first taken up."""

    severity: Severity
    raised_at: datetime
    taken_up_at: datetime | None


@dataclass(frozen=True, slots=True)
class Load:
    """The load of one severity, or of all; None stands for fewer than five."""

    severity: str
    alerts: int | None
    per_100_interviews: float | None
    share_acted_on: float | None
    median_hours: float | None


def load(counted: Sequence[Counted], interviews: int) -> list[Load]:
    """Work out the figures of each severity, and of all together."""
    found = [
        _load(one, [c for c in counted if c.severity == one], interviews)
        for one in SEVERITIES
    ]
    return [*found, _load("all", counted, interviews)]


def counted(connection: Connection, country: str | None = None) -> list[Counted]:
    query = (
        select(
            ALERTS.c.severity,
            func.min(ALERTS.c.raised_at).label("raised_at"),
            func.min(ALERTS.c.acknowledged_at).label("taken_up_at"),
        )
        .where(ALERTS.c.involved.is_(False))
        .group_by(
            ALERTS.c.project,
            ALERTS.c.submission,
            ALERTS.c.flag,
            ALERTS.c.severity,
            ALERTS.c.turn,
        )
    )
    if country is not None:
        query = query.where(ALERTS.c.country == country)
    return [
        Counted(
            row.severity,
            datetime.fromisoformat(row.raised_at),
            datetime.fromisoformat(row.taken_up_at) if row.taken_up_at else None,
        )
        for row in connection.execute(query)
    ]


def interviews(connection: Connection, country: str | None = None) -> int:
    chosen = [of_country(SUBMISSIONS.c.project, country)] if country is not None else []
    return count(connection, SUBMISSIONS, *chosen)


def _load(severity: str, found: Sequence[Counted], interviews: int) -> Load:
    many, acted = len(found), list(_hours(found))
    if many < FEW or interviews < FEW:
        return Load(severity, None, None, None, None)
    # What is left over must not tell of few either.
    few_acted = 0 < len(acted) < FEW or 0 < many - len(acted) < FEW
    return Load(
        severity,
        many,
        round(100 * many / interviews, 1),
        None if few_acted else round(len(acted) / many, 2),
        round(median(acted), 1) if len(acted) >= FEW else None,
    )


def _hours(found: Iterable[Counted]) -> Iterable[float]:
    for one in found:
        if one.taken_up_at is not None:
            yield (one.taken_up_at - one.raised_at).total_seconds() / 3600
