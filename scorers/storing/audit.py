"""Who saw or changed what belongs to people: one line a command, only ever added.

A line holds counts and kinds. It never says whose data it was, nor any answer,
so erasing a person leaves the audit as it is.
"""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select

from instrument_specs.workspace import Workspace

from .columns import written
from .opening import transaction
from .schema import AUDIT

LONGEST = 80
NOBODY = "unknown"


@dataclass(frozen=True, slots=True)
class Line:
    """What one command did: by which account, in which role, to how much."""

    at: datetime
    account: str
    role: str
    command: str
    what: str
    count: int
    project: str


def note(
    connection: Connection,
    command: str,
    what: str,
    *,
    count: int = 0,
    project: str = "",
    role: str = "",
    now: datetime | None = None,
) -> None:
    """Add a line. `what` is a fixed phrase, `project` a country or a form."""
    moment = now or datetime.now(UTC)
    connection.execute(
        insert(AUDIT).values(
            at=written(moment),
            account=account(),
            role=_short(role),
            command=command,
            what=what,
            how_many=count,
            project=project,
        )
    )


def noted(
    workspace: Workspace,
    command: str,
    what: str,
    *,
    count: int = 0,
    project: str = "",
) -> None:
    """Add a line to the workspace's database, for commands that do not open it."""
    with transaction(workspace) as connection:
        note(connection, command, what, count=count, project=project)


def lines(connection: Connection, since: datetime | None = None) -> list[Line]:
    """Give the lines from a moment on, the oldest first."""
    query = select(AUDIT).order_by(AUDIT.c.line)
    if since is not None:
        query = query.where(AUDIT.c.at >= written(since))
    return [
        Line(
            datetime.fromisoformat(row.at),
            row.account,
            row.role,
            row.command,
            row.what,
            row.how_many,
            row.project,
        )
        for row in connection.execute(query)
    ]


def account() -> str:
    """Name the account of this computer that runs the command."""
    try:
        return _short(getpass.getuser())
    except (OSError, KeyError):
        # Containers run under numbers without a name.
        return NOBODY


def _short(text: str) -> str:
    """Keep what people typed to one short line."""
    return " ".join(text.split())[:LONGEST]
