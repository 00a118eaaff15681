"""How columns that several tables share are written and asked for."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Table, and_, or_


def written(moment: datetime) -> str:
    """Write a moment so that texts compare as moments do."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def of_country(project: ColumnElement[str], country: str) -> ColumnElement[bool]:
    """Ask for all projects of a country."""
    return project.startswith(f"{country}/", autoescape=True)


def form_of(project: str) -> str:
    """Name the form of a country that stands in a project, as in all others."""
    return project.partition("@")[0]


def of_form(column: ColumnElement[str], project: str) -> ColumnElement[bool]:
    """Ask for all projects, on all servers, that the form of this one stands in."""
    form = form_of(project)
    return or_(column == form, column.startswith(f"{form}@", autoescape=True))


def of_submission(table: Table, project: str, submission: str) -> ColumnElement[bool]:
    """Ask for what a table holds of one submission."""
    return and_(table.c.project == project, table.c.submission == submission)
