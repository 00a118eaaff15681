"""The scorer's database: where it is, who may read it, who may write.

SQLite by default, PostgreSQL by URL. The tables are made and brought up to date
on opening. Several runs may share a PostgreSQL database; beside a run on SQLite
a second one is refused, and short changes wait their turn.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import alembic.command
import alembic.config
from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

MIGRATIONS = Path(__file__).with_name("migrations")
ONLY_OWNER = 0o600
BUSY_SECONDS = 30
POSTGRESQL = "postgresql"
MIGRATING = 7_203_841  # any number, the same for every run of remon
IN_USE = (
    "The database is in use by another run of remon. Nothing is lost: run the "
    "command again when that one has ended."
)


class StoreError(Exception):
    """The database cannot be opened or used; says what to do."""


@dataclass(frozen=True, slots=True)
class Store:
    """An open database; every change happens inside `begin`."""

    engine: Engine

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """Open a transaction: all of it is kept, or none."""
        try:
            with self.engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            # The driver's text may quote values; its kind says enough.
            raise StoreError(
                f"The database could not be used ({_kind(error)}). Nothing of this "
                "step was kept: run the command again."
            ) from None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold off every other run for as long as this one works, where need be.

        PostgreSQL shares the work out by itself. The lock ends with the process,
        however it ends.
        """
        path = self.engine.url.database
        if self.shares or not path or path == ":memory:":
            yield
            return
        try:
            with FileLock(f"{path}.run", mode=ONLY_OWNER, timeout=0):
                yield
        except Timeout:
            raise StoreError(IN_USE) from None

    def let_go(self) -> None:
        """Have the database let go of the pages that held what was deleted."""
        if self.shares:
            alone = self.engine.execution_options(isolation_level="AUTOCOMMIT")
            with alone.connect() as connection:
                connection.exec_driver_sql("vacuum")
            return
        raw = self.engine.raw_connection()
        try:
            raw.cursor().execute("pragma wal_checkpoint(truncate)")
        finally:
            raw.close()

    @property
    def shares(self) -> bool:
        """Tell whether several runs may work on it at once."""
        return self.engine.dialect.name == POSTGRESQL

    def close(self) -> None:
        self.engine.dispose()


def open_store(where: str | Path) -> Store:
    """Open the database at a path or a SQLAlchemy URL, made if need be."""
    try:
        engine = _engine(where)
        with engine.begin() as connection:
            _migrate(connection)
    except (ArgumentError, ImportError, OSError, SQLAlchemyError) as error:
        if _is_locked(error):
            raise StoreError(IN_USE) from None
        if isinstance(error, ImportError | NoSuchModuleError):
            raise StoreError(
                "This kind of database needs a driver that is not installed. For "
                "PostgreSQL: pip install 'remon[postgresql]'."
            ) from None
        raise StoreError(
            f"The database cannot be opened ({_kind(error)}). Check its address in "
            "the settings, and that this user may write there."
        ) from None
    return Store(engine)


def _engine(where: str | Path) -> Engine:
    is_url = isinstance(where, str) and "://" in where
    url = make_url(str(where) if is_url else f"sqlite:///{where}")
    if url.get_backend_name() != "sqlite":
        return create_engine(_driven(url), hide_parameters=True, pool_pre_ping=True)
    if url.database and url.database != ":memory:":
        _for_owner_only(Path(url.database))
    engine = create_engine(
        url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS}
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _take_turn)
    return engine


def _driven(url: URL) -> URL:
    """Use the driver that is installed with us, whichever way it was written."""
    known = url.get_backend_name() in {POSTGRESQL, "postgres"}
    return url.set(drivername=f"{POSTGRESQL}+psycopg") if known else url


def _for_owner_only(path: Path) -> None:
    """Make the file before SQLite does, so that nobody else can ever read it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, ONLY_OWNER))
    path.chmod(ONLY_OWNER)


def _prepare(connection: sqlite3.Connection, _: Any) -> None:
    connection.isolation_level = None  # we say ourselves when to begin
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    # What is deleted or emptied leaves no bytes behind.
    connection.execute("PRAGMA secure_delete=ON")


def _take_turn(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _migrate(connection: Connection) -> None:
    if connection.dialect.name == POSTGRESQL:
        # Two runs that start at once must not make the tables twice.
        connection.execute(text(f"select pg_advisory_xact_lock({MIGRATING})"))
    config = alembic.config.Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    alembic.command.upgrade(config, "head")


def _is_locked(error: BaseException) -> bool:
    code = getattr(getattr(error, "orig", None), "sqlite_errorcode", None)
    return code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def _kind(error: BaseException) -> str:
    original = getattr(error, "orig", None)
    return type(original or error).__name__
