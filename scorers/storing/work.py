"""The people whose submissions wait to be scored, shared out among runs.

A person is claimed inside the transaction that does the work: it is done with
all that follows from it, or not at all, and no other run takes it meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from .columns import of_form
from .counting import count
from .schema import SUBMISSIONS, WORK
from .upsert import put


@dataclass(frozen=True, slots=True)
class Failed:
    """A person whose submissions could not be worked out, and the kind of error."""

    person: str
    failure: str


def queue(
    connection: Connection, project: str, people: Iterable[str], now: datetime
) -> None:
    """Have these people's submissions worked out, from now on and all of them.

    In all projects of the form: what is said in one may hide what another tells.
    """
    wanted = set(people)
    elsewhere = connection.execute(
        select(SUBMISSIONS.c.project, SUBMISSIONS.c.person)
        .where(
            of_form(SUBMISSIONS.c.project, project), SUBMISSIONS.c.person.in_(wanted)
        )
        .distinct()
    )
    found = {(row.project, row.person) for row in elsewhere}
    _put(connection, found | {(project, one) for one in wanted}, now)


def queue_everybody(connection: Connection, project: str, now: datetime) -> None:
    known = select(SUBMISSIONS.c.person).where(SUBMISSIONS.c.project == project)
    found = connection.scalars(known.distinct())
    _put(connection, {(project, one) for one in found}, now)


def claim(connection: Connection, project: str, limit: int) -> list[str]:
    """Take up to `limit` people that nobody else has taken, the longest waiting."""
    found = connection.scalars(
        select(WORK.c.person)
        .where(WORK.c.project == project, WORK.c.failure == "")
        .order_by(WORK.c.queued_at, WORK.c.person)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(found)


def claim_one(connection: Connection, project: str, person: str) -> bool:
    """Take this person, unless somebody else has or is done with it."""
    found = connection.scalar(
        select(WORK.c.person)
        .where(WORK.c.project == project, WORK.c.person == person)
        .with_for_update(skip_locked=True)
    )
    return found is not None


def done(connection: Connection, project: str, people: Sequence[str]) -> None:
    connection.execute(
        delete(WORK).where(WORK.c.project == project, WORK.c.person.in_(people))
    )


def failed(connection: Connection, project: str, person: str, failure: str) -> None:
    """Leave a person for a later run, so that nobody waits behind this one."""
    connection.execute(
        update(WORK)
        .where(WORK.c.project == project, WORK.c.person == person)
        .values(failure=failure)
    )


def failures(connection: Connection, project: str) -> list[Failed]:
    found = connection.execute(
        select(WORK.c.person, WORK.c.failure)
        .where(WORK.c.project == project, WORK.c.failure != "")
        .order_by(WORK.c.person)
    )
    return [Failed(one.person, one.failure) for one in found]


def retry(connection: Connection, project: str) -> None:
    """Try again, once, what could not be worked out before."""
    connection.execute(update(WORK).where(WORK.c.project == project).values(failure=""))


def waiting(connection: Connection, project: str) -> int:
    return count(connection, WORK, WORK.c.project == project)


def _put(
    connection: Connection, found: Iterable[tuple[str, str]], now: datetime
) -> None:
    for project, person in sorted(found):
        row = {"project": project, "person": person}
        values = {"queued_at": now.isoformat(), "failure": ""}
        put(connection, WORK, row | values)
