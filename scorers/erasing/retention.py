"""Whose answers have been kept for as long as their country's profile allows.

It counts whole months from the last talk. Who has an open case is kept until a
person closes it, and is counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection, select

from builder.one_case import months_between
from scorers.alerting.episodes import ALONE
from scorers.reading.needed import RESPONDENT_CODE
from scorers.storing.columns import of_country
from scorers.storing.schema import ALERTS, EPISODES, SUBMISSIONS
from scorers.storing.stored import answers_of

from . import known
from .erasures import Asked

TALKED_ON = "interview_date"


@dataclass(frozen=True, slots=True)
class Due:
    """Who is to be erased, and how many are not, as a case of theirs is open.

    `undated` counts those of whom no day is known; they are kept and told.
    """

    asked: tuple[Asked, ...] = field(repr=False)
    with_open_case: int
    undated: int


def due(connection: Connection, country: str, months: int, today: date, by: str) -> Due:
    """Find the people whose last talk is at least so many months ago."""
    last = _last_talks(connection, country)
    unsettled = _with_open_cases(connection, country)
    asked = []
    held = undated = 0
    for person, (day, is_code, names) in sorted(last.items()):
        if day is None:
            undated += 1
        elif months_between(day, today) < months:
            continue
        elif unsettled & set(known.people_of(names, person)) or known.unsettled(
            connection, country, [person]
        ):
            held += 1
        else:
            kind = "code" if is_code else "submission"
            asked.append(Asked(country, kind, person, by, "", "retention"))  # type: ignore[arg-type]
    return Due(tuple(asked), held, undated)


def _last_talks(
    connection: Connection, country: str
) -> dict[str, tuple[date | None, bool, list[tuple[str, str]]]]:
    """Give, for each person, the last day, whether it is a code, and the names."""
    found: dict[str, tuple[date | None, bool, list[tuple[str, str]]]] = {}
    rows = connection.execute(
        select(
            SUBMISSIONS.c.project,
            SUBMISSIONS.c.submission,
            SUBMISSIONS.c.person,
            SUBMISSIONS.c.submitted_at,
            SUBMISSIONS.c.answers,
        ).where(of_country(SUBMISSIONS.c.project, country))
    )
    current = set[str]()
    for row in rows:
        current |= {row.person, row.submission}
        answers = answers_of(row.answers)
        day = _day(answers.get(TALKED_ON), row.submitted_at)
        before, _, names = found.get(row.person, (None, False, []))
        names.append((row.project, row.submission))
        latest = max((one for one in (before, day) if one), default=None)
        found[row.person] = latest, bool(answers.get(RESPONDENT_CODE)), names
    gone = connection.execute(
        select(
            ALERTS.c.project, ALERTS.c.submission, ALERTS.c.person, ALERTS.c.raised_at
        )
        .where(ALERTS.c.country == country)
        .order_by(ALERTS.c.raised_at)
    )
    for told in gone:
        # Deleted on the server long ago; what was alerted has stayed.
        is_alone = told.person.startswith(ALONE)
        person = told.submission if is_alone else told.person
        if person not in current:
            day = datetime.fromisoformat(told.raised_at).date()
            names = [(told.project, told.submission)]
            found[person] = day, not is_alone, names
    return found


def _day(talked_on: object, submitted_at: str | None) -> date | None:
    """Take the day of the talk; none after the arrival is believed."""
    days: Iterable[date | None] = (
        talked_on if isinstance(talked_on, date) else None,
        datetime.fromisoformat(submitted_at).date() if submitted_at else None,
    )
    return min((one for one in days if one is not None), default=None)


def _with_open_cases(connection: Connection, country: str) -> set[str]:
    return set(
        connection.scalars(
            select(EPISODES.c.person)
            .where(EPISODES.c.country == country, EPISODES.c.closed_at.is_(None))
            .distinct()
        )
    )
