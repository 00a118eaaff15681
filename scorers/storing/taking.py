"""Submissions taken over into the store: once each, replaced when they change.

Cursor, rows and the people to be scored move together, so that a run that
breaks off has either seen a row or will see it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, update

from scorers.reading.submission import SetAside, Submission

from . import archive, cursors, rows, work
from .columns import of_submission
from .schema import SET_ASIDE, SUBMISSIONS
from .stored import columns_of, dump, submission_of
from .tombstones import OPEN_TO_ALL, Guard
from .upsert import put


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the rows of a batch.

    `kept_out` are submissions of people who were erased before.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    set_aside: int = 0
    deleted: int = 0
    kept_out: int = 0

    def __add__(self, other: Taken) -> Taken:
        return Taken(
            self.new + other.new,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.set_aside + other.set_aside,
            self.deleted + other.deleted,
            self.kept_out + other.kept_out,
        )


def take(
    connection: Connection,
    project: str,
    batch: Sequence[Submission | SetAside],
    last_id: int,
    now: datetime,
    guard: Guard = OPEN_TO_ALL,
) -> Taken:
    """Take rows over, queue their people to be scored, and move the cursor."""
    cursors.hold(connection, project)
    taken = Taken()
    for one in batch:
        if isinstance(one, SetAside):
            _set_aside(connection, project, one, now)
            taken += Taken(set_aside=1)
        elif guard.keeps_out(one):
            taken += _kept_out(connection, project, one, now)
        else:
            taken += _take_one(connection, project, one, now)
    cursors.move(connection, project, last_id)
    return taken


def drop(
    connection: Connection, project: str, numbers: Iterable[int], now: datetime
) -> Taken:
    """Forget rows that are gone from the server; what was alerted stays so."""
    cursors.hold(connection, project)
    taken = Taken()
    for name in rows.forget(connection, project, numbers):
        known = archive.known(connection, project, name)
        _readable_now(connection, project, [name])
        if known is None:
            continue
        work.queue(connection, project, [known.person], now)
        archive.remove(connection, project, name)
        taken += Taken(deleted=1)
    return taken


def _take_one(
    connection: Connection, project: str, one: Submission, now: datetime
) -> Taken:
    one, known = _placed(connection, project, one)
    if one.server_id is not None:
        rows.saw(connection, project, one.server_id, one.submission)
    _readable_now(connection, project, [one.submission, f"number {one.server_id}"])
    values = columns_of(project, one)
    if known is not None and known.fingerprint == values["fingerprint"]:
        return Taken(unchanged=1)
    if known is None:
        connection.execute(insert(SUBMISSIONS).values(values))
        work.queue(connection, project, [values["person"]], now)
        return Taken(new=1)
    this = of_submission(SUBMISSIONS, project, one.submission)
    connection.execute(update(SUBMISSIONS).where(this).values(values))
    # Whoever it was taken for before is worked out again without it.
    work.queue(connection, project, [known.person, values["person"]], now)
    return Taken(changed=1)


def _kept_out(
    connection: Connection, project: str, one: Submission, now: datetime
) -> Taken:
    """Note a number as seen, and forget what was known under the identity."""
    if one.server_id is not None:
        rows.saw(connection, project, one.server_id, rows.KEPT_OUT)
    _readable_now(connection, project, [one.submission, f"number {one.server_id}"])
    known = archive.known(connection, project, one.submission)
    if known is not None and known.server_id == one.server_id:
        work.queue(connection, project, [known.person], now)
        archive.remove(connection, project, one.submission)
    return Taken(kept_out=1)


def _placed(
    connection: Connection, project: str, one: Submission
) -> tuple[Submission, Row[Any] | None]:
    """Find what is known of a row; one that repeats an identity gets its own.

    Servers hold rows that share an identity and say different things. Both are
    kept: the second may be the one with the alert in it.
    """
    known = archive.known(connection, project, one.submission)
    if known is None or None in {known.server_id, one.server_id}:
        return one, known
    if known.server_id == one.server_id or not rows.holds(
        connection, project, known.server_id
    ):
        return one, known
    if known.answers == dump(one.answers):
        # The same, sent again: it stays under the number it came with first.
        first = submission_of(known)
        twin = replace(
            one,
            server_id=first.server_id,
            submitted_at=first.submitted_at,
            validation_status=first.validation_status,
        )
        rows.saw(connection, project, one.server_id or 0, one.submission)
        return twin, known
    own = replace(one, submission=f"{one.submission}~{one.server_id}")
    return own, archive.known(connection, project, own.submission)


def _readable_now(connection: Connection, project: str, named: Iterable[str]) -> None:
    connection.execute(
        delete(SET_ASIDE).where(
            SET_ASIDE.c.project == project, SET_ASIDE.c.row.in_(list(named))
        )
    )


def _set_aside(
    connection: Connection, project: str, one: SetAside, now: datetime
) -> None:
    if one.number is not None:
        rows.saw(connection, project, one.number, one.row)
    row = {"project": project, "row": one.row, "number": one.number}
    values = {"reason": one.reason, "since": now.isoformat()}
    put(connection, SET_ASIDE, row | values, "since")
