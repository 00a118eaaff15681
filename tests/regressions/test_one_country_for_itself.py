"""What is wrong with one country's settings must not hold back another's alerts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from instrument_specs import workspace
from instrument_specs.profile import Profile
from instrument_specs.profiles import ProfileError
from instrument_specs.registry import Instruments
from scorers.operating import running
from scorers.operating.projects import Project
from scorers.operating.rounds import Round
from scorers.storing.store import Store, StoreError, open_store

SETTINGS = """\
[server]
url = "http://127.0.0.1:9"
[mail]
host = "127.0.0.1"
sender = "Visits <visits@office.example>"
"""
NOW = datetime(2026, 1, 9, 8, tzinfo=UTC)
FORMS = [Project("BGD", "urgent", "a"), Project("NGA", "urgent", "b")]


class HalfBroken(Instruments):
    """BGD's profile cannot be used."""

    def profile(self, country: str) -> Profile:
        if country == "BGD":
            raise ProfileError("BGD.toml cannot be read")
        return super().profile(country)


class Server:
    """A form server without any rows."""

    def submissions(self, *_: object, **__: object) -> Iterator[dict[str, Any]]:
        return iter(())

    def rows(self, *_: object) -> Iterator[dict[str, Any]]:
        return iter(())

    def count(self, _: str) -> int:
        return 0


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Round]:
    (tmp_path / "remon.toml").write_text(SETTINGS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    store = open_store(tmp_path / "remon.db")
    yield Round(workspace.required(), HalfBroken(), store, FORMS)
    store.close()


@pytest.mark.parametrize("step", ["pull", "score", "alert", "release"])
def test_the_others_have_their_turn_and_the_fault_is_raised(
    office: Round, step: str, capfd: pytest.CaptureFixture[str]
) -> None:
    steps = {
        "pull": lambda: office.pull(Server()),  # type: ignore[arg-type] # all it needs
        "score": lambda: office.score(NOW, alerting=True),
        "alert": lambda: office.alert(NOW),
        "release": lambda: running.released(office.workspace, office, NOW),
    }

    with pytest.raises(ProfileError):
        steps[step]()

    said = capfd.readouterr().err
    assert "BGD" in said.partition("NGA")[0]
    assert "cannot be read" in said
    assert "NGA" in said


def test_a_database_that_cannot_be_used_ends_all(
    office: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def begin(_: Store) -> None:
        tried.append(1)
        raise StoreError("gone")

    monkeypatch.setattr(Store, "begin", begin)
    with pytest.raises(StoreError):
        office.alert(NOW)
    assert len(tried) == 1
