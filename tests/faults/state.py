"""What a run has left behind, and how that differs from an undisturbed one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import NullPool, create_engine, select
from sqlalchemy.engine import make_url

from scorers.schema import METADATA

State: TypeAlias = dict[str, Counter[tuple[Any, ...]]]
# Of these nothing may be missing, and nothing may be there twice.
LEDGER = ("alerts", "episodes", "letters", "outbox")


@dataclass(frozen=True, slots=True)
class Cell:
    """Counts: faults tried, and what they did to alerts and mails.

    `lost` and `doubled` are rows of the ledger, and mails that never arrived;
    `repeats` are mails that a mail server got again, under the same Message-ID.
    """

    tried: int = 0
    lost: int = 0
    doubled: int = 0
    repeats: int = 0

    def __add__(self, other: Cell) -> Cell:
        return Cell(
            self.tried + other.tried,
            self.lost + other.lost,
            self.doubled + other.doubled,
            self.repeats + other.repeats,
        )


@dataclass(frozen=True, slots=True)
class Left:
    """All tables, and the Message-IDs of the mails that arrived."""

    tables: State
    ids: tuple[str, ...]


def tables(address: str) -> State:
    """Read all tables of a database."""
    url = make_url(address)
    if url.get_backend_name() == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    with create_engine(url, poolclass=NullPool).connect() as connection:
        return {
            table.name: Counter(map(tuple, connection.execute(select(table))))
            for table in METADATA.sorted_tables
        }


def compared(left: Left, whole: Left) -> Cell:
    """Count what is missing and what is there too often, beside a whole run."""
    here, there = ledger(left.tables), ledger(whole.tables)
    lost = (there - here).total() + len(set(whole.ids) - set(left.ids))
    doubled = (here - there).total() + len(set(left.ids) - set(whole.ids))
    return Cell(1, lost, doubled, len(left.ids) - len(set(left.ids)))


def ledger(found: State) -> Counter[tuple[Any, ...]]:
    """Give the keys of alerts, episodes and mails; when each was made does not count."""
    keys = Counter[tuple[Any, ...]]()
    for name in LEDGER:
        table = METADATA.tables[name]
        places = [n for n, column in enumerate(table.columns) if column.primary_key]
        for row, times in found[name].items():
            keys[(name, *(row[n] for n in places))] += times
    return keys


def differing(left: State, whole: State) -> Iterable[str]:
    """Name the tables that are not the same."""
    return [name for name in whole if left[name] != whole[name]]
