"""Episodes: a flag of a person, from its first alert until somebody closes it.

Only a person closes. That a flag is undetermined, or gone from an interview,
closes nothing.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, exists, select, update

from builder.judgements import Severity
from scorers.scoring.visits import Visit
from scorers.storing.schema import ALERTS, EPISODES
from scorers.storing.upsert import insert_new

from .alerts import Alert, rank
from .ledger import plain

OUTCOMES = {
    "helped": "helped by the office",
    "referred": "referred with the person's consent",
    "declined": "the person wants nothing done",
    "not_reached": "the person could not be reached safely",
    "mistake": "found to be a mistake",
    "known": "already followed up elsewhere",
}


ALONE = "submission "
"""Stands before the name of a submission that is all we know of a person."""


def alone(submission: str) -> str:
    """Name the person behind a submission that gives no code we can go by."""
    return f"{ALONE}{submission}"


def person_of(visit: Visit) -> str:
    """Name whose episode it is: a code, or the interview itself without one."""
    if visit.respondent_code is None or visit.another:
        return alone(visit.submission)
    return visit.respondent_code


def seen_before(
    connection: Connection, country: str, person: str, alert: Alert
) -> bool:
    """Tell whether a person had this flag in another interview, closed or not.

    What was only told outside the office is not mentioned inside it.
    """
    seen = and_(
        ALERTS.c.country == country,
        ALERTS.c.person == person,
        ALERTS.c.flag == alert.raised.flag,
        ALERTS.c.submission != alert.submission,
    )
    if not alert.recipient.outside:
        seen = and_(seen, ALERTS.c.involved.is_(False))
    return bool(connection.scalar(select(exists().where(seen))))


def reported(
    connection: Connection, country: str, person: str, alert: Alert, now: datetime
) -> int:
    """Open an episode or report it again; give its number."""
    flag, involved = alert.raised.flag, alert.recipient.outside
    while True:
        known = list(
            connection.execute(
                select(EPISODES)
                .where(_of(country, person, flag))
                .order_by(EPISODES.c.number)
            )
        )
        for one in known:
            if one.closed_at is None and one.involved == involved:
                _report(connection, one, alert.raised.severity, now)
                return int(one.number)
        number = known[-1].number + 1 if known else 1
        row = {
            "country": country,
            "person": person,
            "flag": flag,
            "number": number,
            "need": alert.raised.need,
            "severity": alert.raised.severity,
            "involved": involved,
            "opened_at": now.isoformat(),
            "reported_at": now.isoformat(),
        }
        # Where another run was faster, look again at what it opened.
        if insert_new(connection, EPISODES, [row]):
            return int(number)


def hide(connection: Connection, project: str, submission: str) -> None:
    """Hide the episodes that only this interview, now hidden, had reported."""
    theirs = _alerts_of_episode()
    connection.execute(
        update(EPISODES)
        .where(
            EPISODES.c.involved.is_(False),
            exists().where(
                theirs,
                ALERTS.c.project == project,
                ALERTS.c.submission == submission,
            ),
            ~exists().where(theirs, ALERTS.c.involved.is_(False)),
        )
        .values(involved=True)
    )


def close(
    connection: Connection,
    reference: str,
    *,
    outcome: str,
    by: str,
    now: datetime,
    need: str = "",
) -> int:
    """Close the open episodes behind a reference, of one need or all; count them.

    Who closes has taken it up: what was not acknowledged yet is now. The name
    that the office knows an interview by closes nothing outside the office.
    """
    mine = and_(ALERTS.c.reference == plain(reference))
    mine = and_(mine, ALERTS.c.need == need) if need else mine
    done = connection.execute(
        update(EPISODES)
        .where(
            EPISODES.c.closed_at.is_(None),
            exists().where(
                _alerts_of_episode(), mine, ALERTS.c.outside == EPISODES.c.involved
            ),
        )
        .values(closed_at=now.isoformat(), closed_by=by, outcome=outcome)
    )
    connection.execute(
        update(ALERTS)
        .where(mine, ALERTS.c.acknowledged_at.is_(None))
        .values(acknowledged_at=now.isoformat(), acknowledged_by=by)
    )
    return done.rowcount


def _report(
    connection: Connection, one: Row[Any], severity: Severity, now: datetime
) -> None:
    gravest = min(one.severity, severity, key=rank)
    connection.execute(
        update(EPISODES)
        .where(_of(one.country, one.person, one.flag), EPISODES.c.number == one.number)
        .values(reported_at=now.isoformat(), severity=gravest)
    )


def _of(country: str, person: str, flag: str) -> ColumnElement[bool]:
    return and_(
        EPISODES.c.country == country,
        EPISODES.c.person == person,
        EPISODES.c.flag == flag,
    )


def _alerts_of_episode() -> ColumnElement[bool]:
    return and_(
        ALERTS.c.country == EPISODES.c.country,
        ALERTS.c.person == EPISODES.c.person,
        ALERTS.c.flag == EPISODES.c.flag,
        ALERTS.c.episode == EPISODES.c.number,
    )
