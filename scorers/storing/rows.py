"""Which rows the server has shown us, by its own numbers.

Counting them tells whether anything is missing here, or gone there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import Connection, delete, select, update

from .counting import count
from .schema import ROWS
from .upsert import put

KEPT_OUT = "erased before"
"""Stands for rows of erased people, which are counted and not taken in."""


def saw(connection: Connection, project: str, number: int, submission: str) -> None:
    """Note which submission, or which row that was set aside, has this number."""
    put(
        connection,
        ROWS,
        {"project": project, "number": number, "submission": submission},
    )


def sealed(connection: Connection, project: str, seals: Mapping[int, str]) -> None:
    """Note how the encrypted rows looked that have been opened and taken over."""
    for number, seal in seals.items():
        this = (ROWS.c.project == project) & (ROWS.c.number == number)
        connection.execute(update(ROWS).where(this).values(seal=seal))


def seals(connection: Connection, project: str) -> dict[int, str]:
    found = connection.execute(
        select(ROWS.c.number, ROWS.c.seal).where(
            ROWS.c.project == project, ROWS.c.seal.is_not(None)
        )
    )
    return {one.number: one.seal for one in found}


def holds(connection: Connection, project: str, number: int) -> bool:
    """Tell whether the row of this number has been seen, and is not known gone."""
    this = (ROWS.c.project == project) & (ROWS.c.number == number)
    return connection.scalar(select(ROWS.c.number).where(this)) is not None


def seen(connection: Connection, project: str) -> int:
    """Count the rows that have been seen and are not known gone."""
    return count(connection, ROWS, ROWS.c.project == project)


def numbers(connection: Connection, project: str) -> set[int]:
    return set(
        connection.scalars(select(ROWS.c.number).where(ROWS.c.project == project))
    )


def numbers_of(connection: Connection, project: str, submission: str) -> list[int]:
    """Give the numbers of a submission; the same one may have been sent twice."""
    found = connection.scalars(
        select(ROWS.c.number)
        .where(ROWS.c.project == project, ROWS.c.submission == submission)
        .order_by(ROWS.c.number)
    )
    return list(found)


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
