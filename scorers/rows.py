"""Which rows the server has shown us, by its own numbers.

Counting them tells whether anything is missing here, or gone there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, delete, func, select

from .schema import ROWS
from .upsert import put


def saw(connection: Connection, project: str, number: int, submission: str) -> None:
    """Note which submission, or which row that was set aside, has this number."""
    put(
        connection,
        ROWS,
        {"project": project, "number": number, "submission": submission},
    )


def holds(connection: Connection, project: str, number: int) -> bool:
    """Tell whether the row of this number has been seen, and is not known gone."""
    this = (ROWS.c.project == project) & (ROWS.c.number == number)
    return connection.scalar(select(ROWS.c.number).where(this)) is not None


def count(connection: Connection, project: str) -> int:
    found = connection.scalar(
        select(func.count()).select_from(ROWS).where(ROWS.c.project == project)
    )
    return int(found or 0)


def numbers(connection: Connection, project: str) -> set[int]:
    return set(
        connection.scalars(select(ROWS.c.number).where(ROWS.c.project == project))
    )


def forget(connection: Connection, project: str, gone: Iterable[int]) -> Iterator[str]:
    """Forget numbers; yield each name that no other number stands for any more."""
    for number in gone:
        this = (ROWS.c.project == project) & (ROWS.c.number == number)
        name = connection.scalar(select(ROWS.c.submission).where(this))
        connection.execute(delete(ROWS).where(this))
        same = (ROWS.c.project == project) & (ROWS.c.submission == name)
        if (
            name is not None
            and connection.scalar(select(ROWS.c.number).where(same)) is None
        ):
            yield name
