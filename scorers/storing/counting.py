"""How many rows of a table meet some conditions."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, Table, func, select


def count(
    connection: Connection, table: Table, *conditions: ColumnElement[bool]
) -> int:
    query = select(func.count()).select_from(table).where(*conditions)
    return int(connection.scalar(query) or 0)
