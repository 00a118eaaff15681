"""The submissions in the store: given back as they were, and taken out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, delete, select

from scorers.reading.submission import SetAside, Submission

from .columns import of_form, of_submission
from .schema import DISAGREEMENTS, RESULTS, SET_ASIDE, SUBMISSIONS, VISITS
from .stored import submission_of


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
    return [submission_of(row) for row in found]


def in_all_projects(
    connection: Connection, project: str, people: Sequence[str]
) -> list[Submission]:
    """Give what these people said in this form, in whichever project it stands."""
    found = connection.execute(
        select(SUBMISSIONS)
        .where(
            of_form(SUBMISSIONS.c.project, project), SUBMISSIONS.c.person.in_(people)
        )
        .order_by(SUBMISSIONS.c.project, SUBMISSIONS.c.submission)
    )
    return [submission_of(row) for row in found]


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
        replace(submission_of(row), validation_status=statuses[row.server_id])
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


def known(connection: Connection, project: str, submission: str) -> Row[Any] | None:
    """Give the row of a submission, as the table has it."""
    this = of_submission(SUBMISSIONS, project, submission)
    return connection.execute(select(SUBMISSIONS).where(this)).first()


def remove(connection: Connection, project: str, submission: str) -> None:
    """Take a submission and all that was worked out from it out of the store."""
    for table in (SUBMISSIONS, RESULTS, VISITS, DISAGREEMENTS):
        this = of_submission(table, project, submission)
        connection.execute(delete(table).where(this))
