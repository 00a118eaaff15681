"""Insert rows that may be there already, the same on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_new(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]
) -> int:
    """Insert those of `rows` whose keys are new; give how many were."""
    made = 0
    for row in rows:
        statement = _insert(connection, table).values(row).on_conflict_do_nothing()
        # PostgreSQL's driver counts no rows here, so ask which were inserted.
        returned = connection.execute(statement.returning(*table.primary_key))
        made += len(returned.all())
    return made


def put(
    connection: Connection, table: Table, row: Mapping[str, Any], *kept: str
) -> None:
    """Insert a row, or replace what it says but for the columns in `kept`."""
    keys = [column.name for column in table.primary_key]
    statement = _insert(connection, table).values(row)
    changed = {
        name: statement.excluded[name]
        for name in row
        if name not in keys and name not in kept
    }
    connection.execute(
        statement.on_conflict_do_update(index_elements=keys, set_=changed)
        if changed
        else statement.on_conflict_do_nothing()
    )


def _insert(connection: Connection, table: Table) -> Any:
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)
