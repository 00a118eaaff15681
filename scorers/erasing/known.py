"""What is known here of a person or a submission, and who may have it forgotten.

A submission may be known by what was alerted of it alone, and a person who gave no
code by single submissions alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, exists, select

from scorers.alerting.episodes import alone
from scorers.storing.columns import of_country, of_submission
from scorers.storing.counting import count
from scorers.storing.schema import ALERTS, EPISODES, SET_ASIDE, SUBMISSIONS, WORK


def of_code(connection: Connection, country: str, code: str) -> list[tuple[str, str]]:
    """Give project and name of each submission of a person in a country."""
    found = connection.execute(
        select(SUBMISSIONS.c.project, SUBMISSIONS.c.submission)
        .where(SUBMISSIONS.c.person == code, of_country(SUBMISSIONS.c.project, country))
        .order_by(SUBMISSIONS.c.project, SUBMISSIONS.c.submission)
    )
    return [(row.project, row.submission) for row in found]


def needs_two(connection: Connection, country: str, people: Collection[str]) -> bool:
    """Tell whether a case is open that two people have to decide on.

    It is critical, or not for the office alone; which of these stays unsaid.
    """
    grave = (EPISODES.c.severity == "critical") | EPISODES.c.involved
    query = exists().where(
        EPISODES.c.country == country,
        EPISODES.c.person.in_(people),
        EPISODES.c.closed_at.is_(None),
        grave,
    )
    return bool(connection.scalar(select(query)))


def unsettled(connection: Connection, country: str, people: Collection[str]) -> bool:
    """Tell whether something these people sent has not been worked out yet."""
    query = exists().where(
        WORK.c.person.in_(people), of_country(WORK.c.project, country)
    )
    return bool(connection.scalar(select(query)))


def of_identity(
    connection: Connection, country: str, submission: str
) -> list[tuple[str, str]]:
    """Give project and name of a submission, also of one that was only alerted."""
    found: set[tuple[str, str]] = set()
    for table, name in (
        (SUBMISSIONS, SUBMISSIONS.c.submission),
        (SET_ASIDE, SET_ASIDE.c.row),
        (ALERTS, ALERTS.c.submission),
    ):
        same = (name == submission) | name.startswith(f"{submission}~", autoescape=True)
        rows = connection.execute(
            select(table.c.project, name).where(
                same, of_country(table.c.project, country)
            )
        )
        found.update((project, one) for project, one in rows)
    return sorted(found)


def person_of(connection: Connection, project: str, submission: str) -> str | None:
    this = of_submission(SUBMISSIONS, project, submission)
    return connection.scalar(select(SUBMISSIONS.c.person).where(this))


def told_of(connection: Connection, country: str, submission: str) -> list[str]:
    """Name the people whose cases an interview belongs to."""
    found = connection.scalars(
        select(ALERTS.c.person)
        .where(ALERTS.c.country == country, ALERTS.c.submission == submission)
        .distinct()
    )
    return list(found)


def unread(connection: Connection, country: str) -> int:
    """Count the submissions of a country that cannot be read."""
    return count(connection, SET_ASIDE, of_country(SET_ASIDE.c.project, country))


def people_of(submissions: Iterable[tuple[str, str]], code: str) -> list[str]:
    """Name all under whom a person may have cases: the code, or single interviews."""
    names = {name for _, name in submissions}
    return [*([code] if code else []), *names, *map(alone, names)]
