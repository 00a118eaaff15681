"""A small form, rows as KoboToolbox gives them, and a profile for its alerts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from small_form import small_form

from builder.form import Form
from instrument_specs.profile import Profile
from instrument_specs.registry import Instruments
from scorers.letter import Desk
from scorers.store import Store, open_store

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


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "remon.db")
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
