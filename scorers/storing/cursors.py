"""How far each form has been read and scored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, text, update

from .columns import form_of
from .schema import CURSORS, ROWS
from .upsert import insert_new

READING = 7_203_842  # any number of our own, the same for every run of remon


@dataclass(frozen=True, slots=True)
class Progress:
    """What has been done about a form so far.

    `last_id` is the server's number of the last row taken over, 0 at first;
    `reached_at` when the server last answered in full, `swept_at` when all rows
    were last compared; `scored_with` names form and rules of the scores, `uid` the
    form on the server.
    """

    last_id: int = 0
    reached_at: datetime | None = None
    swept_at: datetime | None = None
    scored_with: str = ""
    uid: str = ""


def progress(connection: Connection, project: str) -> Progress:
    found = connection.execute(
        select(CURSORS).where(CURSORS.c.project == project)
    ).first()
    if found is None:
        return Progress()
    return Progress(
        found.last_id,
        _moment(found.reached_at),
        _moment(found.swept_at),
        found.scored_with or "",
        found.uid or "",
    )


def known(connection: Connection) -> list[str]:
    """Name every form that was ever read."""
    return list(connection.scalars(select(CURSORS.c.project)))


def read_as(connection: Connection, project: str, uid: str) -> bool:
    """Note which form of the server is read; tell whether it was another before.

    Then its rows are not those that were seen: what was taken over stays, and the
    numbers begin anew.
    """
    before = progress(connection, project).uid
    _note(connection, project, {"uid": uid})
    if before in ("", uid):
        return False
    connection.execute(delete(ROWS).where(ROWS.c.project == project))
    _note(connection, project, {"last_id": 0, "swept_at": None})
    return True


def hold(connection: Connection, project: str) -> None:
    """Keep other runs from reading the same form until the transaction ends.

    In no project of it: what one run takes over of a person, the next one sees. Take
    it before any people who wait.
    """
    if connection.dialect.name == "postgresql":
        lock = text("select pg_advisory_xact_lock(:space, hashtext(:form))")
        connection.execute(lock, {"space": READING, "form": form_of(project)})
    insert_new(connection, CURSORS, [{"project": project, "last_id": 0}])
    connection.execute(
        select(CURSORS.c.project).where(CURSORS.c.project == project).with_for_update()
    )


def move(connection: Connection, project: str, last_id: int) -> None:
    """Move the cursor on, never back."""
    hold(connection, project)
    connection.execute(
        update(CURSORS)
        .where(CURSORS.c.project == project, CURSORS.c.last_id < last_id)
        .values(last_id=last_id)
    )


def reached(
    connection: Connection, project: str, now: datetime, *, swept: bool
) -> None:
    """Note that the server has answered in full, and whether about every row."""
    moments = {"reached_at": now.isoformat()}
    if swept:
        moments["swept_at"] = now.isoformat()
    _note(connection, project, moments)


def scored(connection: Connection, project: str, made_with: str) -> None:
    """Note with which form and rules everything has been queued to be scored."""
    _note(connection, project, {"scored_with": made_with})


def _note(connection: Connection, project: str, values: dict[str, Any]) -> None:
    hold(connection, project)
    connection.execute(
        update(CURSORS).where(CURSORS.c.project == project).values(values)
    )


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None
