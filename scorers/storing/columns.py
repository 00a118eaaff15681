"""How columns that several tables share are written and asked for."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Table, and_


def written(moment: datetime) -> str:
    """Write a moment so that texts compare as moments do."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def of_country(project: ColumnElement[str], country: str) -> ColumnElement[bool]:
    """Ask for all projects of a country."""
    return project.startswith(f"{country}/", autoescape=True)


def of_submission(table: Table, project: str, submission: str) -> ColumnElement[bool]:
    """Ask for what a table holds of one submission."""
    return and_(table.c.project == project, table.c.submission == submission)
