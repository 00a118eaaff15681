"""What a run has left behind, and how that differs from an undisturbed one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import NullPool, create_engine, select
from sqlalchemy.engine import make_url

from scorers.storing.schema import ALERTS, METADATA, SECRETS

Rows: TypeAlias = "Counter[tuple[Any, ...]]"
# Of these nothing may be missing, and nothing may be there twice.
LEDGER = ("alerts", "episodes", "letters", "outbox")
# What was read from the form server, and worked out from it.
READ = ("rows", "submissions", "set_aside", "results", "visits", "work")


@dataclass(frozen=True, slots=True)
class Cell:
    """Counts: faults tried, and what they did to alerts and mails.

    `lost` and `doubled` count what was never told or told twice, `repeats` mails
    that a mail server got again, under the same Message-ID.
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

    tables: dict[str, Rows]
    ids: tuple[str, ...]

    def ledger(self) -> Rows:
        """Give the keys of alerts, episodes and mails."""
        keys: Rows = Counter()
        for name in LEDGER:
            table = METADATA.tables[name]
            places = [n for n, one in enumerate(table.columns) if one.primary_key]
            for row, times in self.tables[name].items():
                keys[(name, *(row[n] for n in places))] += times
        return keys

    def told(self) -> Rows:
        """Give the alerts that arrived: which flag of which interview, and where."""
        columns = METADATA.tables["alerts"].columns.keys()
        found: Rows = Counter()
        for row in self.tables["alerts"]:
            alert = dict(zip(columns, row, strict=True))
            if alert["message_id"] in self.ids:
                place = ("project", "submission", "flag", "severity", "address")
                found[tuple(alert[name] for name in place)] += 1
        return found


def left(address: str, ids: list[str]) -> Left:
    """Read all tables of a database."""
    url = make_url(address)
    if url.get_backend_name() == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    with create_engine(url, poolclass=NullPool).connect() as connection:
        hidden = select(ALERTS.c.reference).where(ALERTS.c.outside)
        names = sorted(set(connection.scalars(hidden)))
        found = {
            table.name: Counter(
                tuple(_by_order(cell, names) for cell in row)
                for row in connection.execute(select(table))
            )
            for table in METADATA.sorted_tables
            if table is not SECRETS
        }
    return Left(found, tuple(ids))


def _by_order(cell: Any, names: list[str]) -> Any:
    """Replace references that every database makes for itself."""
    if not isinstance(cell, str):
        return cell
    for name in names:
        cell = cell.replace(name, "outside")
    return cell


def same(here: Left, whole: Left) -> Cell:
    """Compare everything: no row of the ledger and no mail may differ."""
    ours, theirs = here.ledger(), whole.ledger()
    lost = (theirs - ours).total() + len(set(whole.ids) - set(here.ids))
    doubled = (ours - theirs).total() + len(set(here.ids) - set(whole.ids))
    return Cell(1, lost, doubled, repeats(here))


def told_alike(here: Left, whole: Left, *, others: bool = False) -> Cell:
    """Compare who was told what; in which mails, and when, may differ.

    With `others` it is right that further people were told.
    """
    ours, theirs = here.told(), whole.told()
    more = ours - theirs
    if others:
        more = Counter({one: times for one, times in more.items() if ours[one] > 1})
    return Cell(1, (theirs - ours).total(), more.total(), repeats(here))


def repeats(here: Left) -> int:
    return len(here.ids) - len(set(here.ids))


def differing(here: Left, whole: Left, names: tuple[str, ...] = ()) -> list[str]:
    """Name the tables that are not the same, of all or of some."""
    chosen = names or tuple(whole.tables)
    return [name for name in chosen if here.tables[name] != whole.tables[name]]
