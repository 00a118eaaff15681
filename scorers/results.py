"""Scores and news of interviews in the store.

An interview becomes pending for alerts when it, or a sitting it is joined
with, is new or has changed; not when only the form or its flags have. So a
flag that is switched on later lists old cases and mails none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Table, and_, delete, insert, select, update

from .interviews import Interviews
from .schema import RESULTS, VISITS
from .stored import dump, fingerprint, load, visit_of
from .visits import Visit


def keep_scores(
    connection: Connection,
    project: str,
    scoring_profile: str,
    rows: Iterable[Mapping[str, Any]],
) -> None:
    """Replace the scores of one scoring profile by `rows`, one for a submission."""
    ours = and_(
        RESULTS.c.project == project, RESULTS.c.scoring_profile == scoring_profile
    )
    wanted = {str(row["submission"]): dump(row) for row in rows}
    query = select(RESULTS.c.submission, RESULTS.c.result).where(ours)
    known = {found.submission: found.result for found in connection.execute(query)}
    stale = [one for one in known if wanted.get(one) != known[one]]
    fresh = [
        {
            "project": project,
            "submission": one,
            "scoring_profile": scoring_profile,
            "result": text,
        }
        for one, text in wanted.items()
        if known.get(one) != text
    ]
    for one in stale:
        connection.execute(delete(RESULTS).where(ours, RESULTS.c.submission == one))
    _insert(connection, RESULTS, fresh)


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
    """Keep the news of every interview; give how many are newly pending."""
    news = {one.submission: dump(asdict(one)) for one in found}
    query = select(VISITS).where(VISITS.c.project == project)
    known = {row.submission: row for row in connection.execute(query)}
    fresh = []
    newly = 0
    for submission, made_from in _made_from(interviews).items():
        before, visit = known.get(submission), news.get(submission)
        was_pending = before is not None and before.pending
        changed = before is None or before.made_from != made_from
        is_pending = visit is not None and (changed or was_pending)
        newly += is_pending and not was_pending
        values = {"made_from": made_from, "visit": visit, "pending": is_pending}
        if before is None:
            fresh.append({"project": project, "submission": submission, **values})
        elif values != {name: getattr(before, name) for name in values}:
            connection.execute(
                update(VISITS).where(_is(project, submission)).values(values)
            )
    _insert(connection, VISITS, fresh)
    return newly


def pending(connection: Connection, project: str) -> list[Visit]:
    """Give the interviews of which no alerts have been made yet."""
    found = connection.scalars(
        select(VISITS.c.visit)
        .where(
            VISITS.c.project == project, VISITS.c.pending, VISITS.c.visit.is_not(None)
        )
        .order_by(VISITS.c.submission)
    )
    return [visit_of(text) for text in found]


def settle(connection: Connection, project: str, submission: str) -> None:
    """Note that the alerts of an interview have been made."""
    connection.execute(
        update(VISITS).where(_is(project, submission)).values(pending=False)
    )


def _made_from(interviews: Interviews) -> dict[str, str]:
    """Give, for each interview, a hash of all that it was worked out from."""
    groups: dict[str, list[str]] = {}
    for sitting, one in zip(interviews.sittings, interviews.submissions, strict=True):
        groups.setdefault(sitting.group, []).append(fingerprint(one))
    hashes = {
        group: hashlib.sha256("\n".join(sorted(prints)).encode()).hexdigest()
        for group, prints in groups.items()
    }
    return {one.submission: hashes[one.group] for one in interviews.sittings}


def _is(project: str, submission: str) -> Any:
    return and_(VISITS.c.project == project, VISITS.c.submission == submission)


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)
