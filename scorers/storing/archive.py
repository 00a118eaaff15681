"""Submissions in the store: taken over once, replaced when they change.

Cursor, rows and the people to be scored move together, so that a run that
breaks off has either seen a row or will see it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from scorers.reading.needed import RESPONDENT_CODE
from scorers.reading.submission import SetAside, Submission

from . import cursors, rows, work
from .schema import DISAGREEMENTS, RESULTS, SET_ASIDE, SUBMISSIONS, VISITS
from .stored import answers_of, dump, fingerprint, problems_of
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
        known = _known(connection, project, name)
        _readable_now(connection, project, [name])
        if known is None:
            continue
        work.queue(connection, project, [known.person], now)
        remove(connection, project, name)
        taken += Taken(deleted=1)
    return taken


def remove(connection: Connection, project: str, submission: str) -> None:
    """Take a submission and all that was worked out from it out of the store."""
    for table in (SUBMISSIONS, RESULTS, VISITS, DISAGREEMENTS):
        connection.execute(
            delete(table).where(
                table.c.project == project, table.c.submission == submission
            )
        )


def submissions(
    connection: Connection, project: str, people: Sequence[str] | None = None
) -> list[Submission]:
    """Give submissions in the order of the server's numbers: all, or some people's."""
    chosen = SUBMISSIONS.c.project == project
    if people is not None:
        chosen &= SUBMISSIONS.c.person.in_(people)
    found = connection.execute(
        select(SUBMISSIONS)
        .where(chosen)
        .order_by(SUBMISSIONS.c.server_id, SUBMISSIONS.c.submission)
    )
    return [_submission(row) for row in found]


def with_status(
    connection: Connection, project: str, statuses: Mapping[int, str]
) -> list[Submission]:
    """Give stored submissions by number, with what reviewers think of them now."""
    found = connection.execute(
        select(SUBMISSIONS).where(
            SUBMISSIONS.c.project == project, SUBMISSIONS.c.server_id.in_(statuses)
        )
    )
    return [
        replace(_submission(row), validation_status=statuses[row.server_id])
        for row in found
    ]


def set_aside(connection: Connection, project: str) -> list[SetAside]:
    """Give the rows that could not be read, and still cannot."""
    found = connection.execute(
        select(SET_ASIDE.c.row, SET_ASIDE.c.reason, SET_ASIDE.c.number)
        .where(SET_ASIDE.c.project == project)
        .order_by(SET_ASIDE.c.row)
    )
    return [SetAside(row.row, row.reason, row.number) for row in found]


def person_of(one: Submission) -> str:
    """Name whose submissions are worked out together: a code, or one submission."""
    return one.text(RESPONDENT_CODE) or one.submission


def _take_one(
    connection: Connection, project: str, one: Submission, now: datetime
) -> Taken:
    one, known = _placed(connection, project, one)
    if one.server_id is not None:
        rows.saw(connection, project, one.server_id, one.submission)
    _readable_now(connection, project, [one.submission, f"number {one.server_id}"])
    values = _values(project, one)
    if known is not None and known.fingerprint == values["fingerprint"]:
        return Taken(unchanged=1)
    if known is None:
        connection.execute(insert(SUBMISSIONS).values(values))
        work.queue(connection, project, [values["person"]], now)
        return Taken(new=1)
    connection.execute(
        update(SUBMISSIONS)
        .where(
            SUBMISSIONS.c.project == project, SUBMISSIONS.c.submission == one.submission
        )
        .values(values)
    )
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
    known = _known(connection, project, one.submission)
    if known is not None and known.server_id == one.server_id:
        work.queue(connection, project, [known.person], now)
        remove(connection, project, one.submission)
    return Taken(kept_out=1)


def _placed(
    connection: Connection, project: str, one: Submission
) -> tuple[Submission, Row[Any] | None]:
    """Find what is known of a row; one that repeats an identity gets its own.

    Servers hold rows that share an identity and say different things. Both are
    kept: the second may be the one with the alert in it.
    """
    known = _known(connection, project, one.submission)
    if known is None or None in {known.server_id, one.server_id}:
        return one, known
    if known.server_id == one.server_id or not rows.holds(
        connection, project, known.server_id
    ):
        return one, known
    if known.answers == dump(one.answers):
        # The same, sent again: it stays under the number it came with first.
        twin = replace(one, server_id=known.server_id)
        twin = replace(twin, submitted_at=_submission(known).submitted_at)
        rows.saw(connection, project, one.server_id or 0, one.submission)
        return replace(twin, validation_status=known.validation_status), known
    own = replace(one, submission=f"{one.submission}~{one.server_id}")
    return own, _known(connection, project, own.submission)


def _known(connection: Connection, project: str, submission: str) -> Row[Any] | None:
    return connection.execute(
        select(SUBMISSIONS).where(
            SUBMISSIONS.c.project == project, SUBMISSIONS.c.submission == submission
        )
    ).first()


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


def _values(project: str, one: Submission) -> dict[str, Any]:
    moment = one.submitted_at
    return {
        "project": project,
        "submission": one.submission,
        "person": person_of(one),
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
