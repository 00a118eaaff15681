"""Scores and news of interviews in the store.

An interview becomes pending for alerts when it, or a sitting it is joined
with, is new or has changed, or another talk now says whether somebody of the
programme could be involved; not when only the form or its flags have changed. So
a flag that is switched on later lists old cases and mails none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Select, Table, and_, delete, insert, select, update

from scorers.scoring.agreement import ANOTHER, Disagreement
from scorers.scoring.interviews import Interviews
from scorers.scoring.involvement import involved
from scorers.scoring.visits import Visit

from .columns import of_submission
from .schema import DISAGREEMENTS, RESULTS, VISITS
from .stored import dump, fingerprint, load, visit_of

HIDDEN = " involved"


def keep_scores(
    connection: Connection,
    project: str,
    scoring_profile: str,
    rows: Iterable[Mapping[str, Any]],
    among: Sequence[str],
) -> None:
    """Replace the scores of the submissions `among` under a profile by `rows`."""
    ours = and_(
        RESULTS.c.project == project,
        RESULTS.c.scoring_profile == scoring_profile,
        RESULTS.c.submission.in_(among),
    )
    connection.execute(delete(RESULTS).where(ours))
    fresh = [
        {
            "project": project,
            "submission": str(row["submission"]),
            "scoring_profile": scoring_profile,
            "result": dump(row),
        }
        for row in rows
    ]
    _insert(connection, RESULTS, fresh)


def keep_disagreements(
    connection: Connection,
    project: str,
    found: Iterable[Disagreement],
    among: Sequence[str],
) -> None:
    """Replace what phones and scorer disagree on in the submissions `among`."""
    ours = and_(
        DISAGREEMENTS.c.project == project, DISAGREEMENTS.c.submission.in_(among)
    )
    connection.execute(delete(DISAGREEMENTS).where(ours))
    rows = [
        {"project": project, "submission": one.submission, "node": one.node}
        for one in found
    ]
    _insert(connection, DISAGREEMENTS, rows)


def disagreements(connection: Connection, project: str) -> list[Disagreement]:
    """Give where phones stored something else than we work out."""
    return [one for one in doubts(connection, project) if one.node != ANOTHER]


def doubts(connection: Connection, project: str) -> list[Disagreement]:
    """Give those, and the submissions that are perhaps of another person."""
    found = connection.execute(
        select(DISAGREEMENTS.c.submission, DISAGREEMENTS.c.node)
        .where(DISAGREEMENTS.c.project == project)
        .order_by(DISAGREEMENTS.c.submission, DISAGREEMENTS.c.node)
    )
    return [Disagreement(one.submission, one.node) for one in found]


def scores(
    connection: Connection, project: str, scoring_profile: str
) -> list[dict[str, Any]]:
    """Give the score rows that were kept, as `remon score` shows them."""
    found = connection.scalars(
        select(RESULTS.c.result)
        .where(
            RESULTS.c.project == project, RESULTS.c.scoring_profile == scoring_profile
        )
        .order_by(RESULTS.c.submission)
    )
    return [load(text) for text in found]


def keep_visits(
    connection: Connection, project: str, interviews: Interviews, found: Sequence[Visit]
) -> int:
    """Keep the news of these interviews; give how many are newly pending."""
    news = {one.submission: dump(asdict(one)) for one in found}
    among = [one.submission for one in interviews.submissions]
    query = select(VISITS).where(
        VISITS.c.project == project, VISITS.c.submission.in_(among)
    )
    known = {row.submission: row for row in connection.execute(query)}
    fresh = []
    newly = 0
    for submission, made_from in _made_from(interviews).items():
        before, visit = known.get(submission), news.get(submission)
        was_pending = before is not None and before.pending
        changed = before is None or before.made_from != made_from
        # An edit that takes back all news has to be told as well.
        has_told = visit is not None or before is not None
        is_pending = has_told and (changed or was_pending)
        newly += visit is not None and is_pending and not was_pending
        values = {"made_from": made_from, "visit": visit, "pending": is_pending}
        if before is None:
            fresh.append({"project": project, "submission": submission, **values})
        elif values != {name: getattr(before, name) for name in values}:
            connection.execute(
                update(VISITS)
                .where(of_submission(VISITS, project, submission))
                .values(values)
            )
    _insert(connection, VISITS, fresh)
    return newly


def pending(
    connection: Connection, project: str, among: Sequence[str] | None = None
) -> list[Visit]:
    """Claim the interviews of which no alerts have been made: all, or some."""
    news = select(VISITS.c.visit).where(VISITS.c.visit.is_not(None))
    return [visit_of(text) for text in _claimed(connection, news, project, among)]


def withdrawn(
    connection: Connection, project: str, among: Sequence[str] | None = None
) -> list[str]:
    """Claim the interviews that were edited since and have no news any more."""
    none = select(VISITS.c.submission).where(VISITS.c.visit.is_(None))
    return _claimed(connection, none, project, among)


def settle(connection: Connection, project: str, submission: str) -> None:
    """Note that the alerts of an interview have been made."""
    connection.execute(
        update(VISITS)
        .where(of_submission(VISITS, project, submission))
        .values(pending=False)
    )


def _claimed(
    connection: Connection,
    query: Select[tuple[str]],
    project: str,
    among: Sequence[str] | None,
) -> list[str]:
    """Give what no other run is at, of the pending interviews of a form."""
    chosen = and_(VISITS.c.project == project, VISITS.c.pending)
    if among is not None:
        chosen &= VISITS.c.submission.in_(among)
    ordered = query.where(chosen).order_by(VISITS.c.submission)
    return list(connection.scalars(ordered.with_for_update(skip_locked=True)))


def _made_from(interviews: Interviews) -> dict[str, str]:
    """Give, for each interview, a hash of all that it was worked out from."""
    groups: dict[str, list[str]] = {}
    for sitting, one in zip(interviews.sittings, interviews.submissions, strict=True):
        groups.setdefault(sitting.group, []).append(fingerprint(one))
    hashes = {
        group: hashlib.sha256("\n".join(sorted(prints)).encode()).hexdigest()
        for group, prints in groups.items()
    }
    hidden = involved(interviews)
    return {
        one.submission: hashes[one.group] + HIDDEN * (one.submission in hidden)
        for one in interviews.sittings
    }


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)
