"""Submissions in the store: taken over once, replaced when they change.

Cursor and submissions move together, so that a run that breaks off has either
seen a row or will see it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from .schema import CURSORS, SET_ASIDE, SUBMISSIONS
from .stored import answers_of, dump, fingerprint, problems_of
from .submission import SetAside, Submission


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the rows of a batch."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    set_aside: int = 0

    def __add__(self, other: Taken) -> Taken:
        return Taken(
            self.new + other.new,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.set_aside + other.set_aside,
        )


def cursor(connection: Connection, project: str) -> int:
    """Give the server's number of the last row taken over; 0 at first."""
    found = connection.scalar(
        select(CURSORS.c.last_id).where(CURSORS.c.project == project)
    )
    return int(found or 0)


def take(
    connection: Connection,
    project: str,
    batch: Sequence[Submission | SetAside],
    last_id: int,
) -> Taken:
    """Take rows over and move the cursor to `last_id`, never back."""
    taken = Taken()
    for one in batch:
        if isinstance(one, SetAside):
            _set_aside(connection, project, one)
            taken += Taken(set_aside=1)
        else:
            taken += _take_one(connection, project, one)
    _move(connection, project, last_id)
    return taken


def submissions(connection: Connection, project: str) -> list[Submission]:
    """Give all submissions of a project, in the order of the server's numbers."""
    found = connection.execute(
        select(SUBMISSIONS)
        .where(SUBMISSIONS.c.project == project)
        .order_by(SUBMISSIONS.c.server_id, SUBMISSIONS.c.submission)
    )
    return [_submission(row) for row in found]


def set_aside(connection: Connection, project: str) -> list[SetAside]:
    """Give the rows that could not be read, and still cannot."""
    found = connection.execute(
        select(SET_ASIDE.c.row, SET_ASIDE.c.reason)
        .where(SET_ASIDE.c.project == project)
        .order_by(SET_ASIDE.c.row)
    )
    return [SetAside(row.row, row.reason) for row in found]


def _take_one(connection: Connection, project: str, one: Submission) -> Taken:
    _readable_now(connection, project, [one.submission, f"number {one.server_id}"])
    known = connection.execute(
        select(SUBMISSIONS.c.fingerprint, SUBMISSIONS.c.server_id).where(
            SUBMISSIONS.c.project == project, SUBMISSIONS.c.submission == one.submission
        )
    ).first()
    values = _values(project, one)
    if known is None:
        connection.execute(insert(SUBMISSIONS).values(values))
        return Taken(new=1)
    # The same instance sent again after a deletion has a higher number.
    is_older = (one.server_id or 0) < (known.server_id or 0)
    if known.fingerprint == values["fingerprint"] or is_older:
        return Taken(unchanged=1)
    connection.execute(
        update(SUBMISSIONS)
        .where(
            SUBMISSIONS.c.project == project, SUBMISSIONS.c.submission == one.submission
        )
        .values(values)
    )
    return Taken(changed=1)


def _readable_now(connection: Connection, project: str, rows: Iterable[str]) -> None:
    connection.execute(
        delete(SET_ASIDE).where(
            SET_ASIDE.c.project == project, SET_ASIDE.c.row.in_(list(rows))
        )
    )


def _set_aside(connection: Connection, project: str, one: SetAside) -> None:
    _readable_now(connection, project, [one.row])
    connection.execute(
        insert(SET_ASIDE).values(project=project, row=one.row, reason=one.reason)
    )


def _move(connection: Connection, project: str, last_id: int) -> None:
    last = max(last_id, cursor(connection, project))
    connection.execute(delete(CURSORS).where(CURSORS.c.project == project))
    connection.execute(insert(CURSORS).values(project=project, last_id=last))


def _values(project: str, one: Submission) -> dict[str, Any]:
    moment = one.submitted_at
    return {
        "project": project,
        "submission": one.submission,
        "server_id": one.server_id,
        "fingerprint": fingerprint(one),
        "submitted_at": moment.isoformat() if moment else None,
        "validation_status": one.validation_status,
        "form_version": one.form_version,
        "content_hash": one.content_hash,
        "country_hash": one.country_hash,
        "scoring_version": one.scoring_version,
        "answers": dump(one.answers),
        "problems": dump([{"name": p.name, "rule": p.rule} for p in one.problems]),
    }


def _submission(row: Row[Any]) -> Submission:
    moment = row.submitted_at
    return Submission(
        submission=row.submission,
        server_id=row.server_id,
        submitted_at=datetime.fromisoformat(moment) if moment else None,
        validation_status=row.validation_status,
        form_version=row.form_version,
        content_hash=row.content_hash,
        country_hash=row.country_hash,
        scoring_version=row.scoring_version,
        answers=answers_of(row.answers),
        problems=problems_of(row.problems),
    )
