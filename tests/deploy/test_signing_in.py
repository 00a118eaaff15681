"""Whoever logs in for a command logs out after it, whatever became of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from central_place import CentralPlace, central_place

from deploy.central import Central
from deploy.connection import signed_in
from deploy.errors import ServerError
from instrument_specs import workspace
from instrument_specs.workspace import Workspace

PASSWORD = "ten letters"


@pytest.fixture
def place() -> Iterator[CentralPlace]:
    with central_place() as found:
        yield found


def home(folder: Path, url: str, project: str = "North") -> Workspace:
    (folder / "remon.toml").write_text(
        f'[server]\nkind = "central"\nurl = "{url}"\nproject = "{project}"\n'
        'email = "admin@example.com"\n',
        encoding="utf-8",
    )
    return workspace.read(folder)


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REMON_CENTRAL_PASSWORD", PASSWORD)


def test_a_session_lasts_as_long_as_it_is_used(
    place: CentralPlace, tmp_path: Path
) -> None:
    before = set(place.box.sessions)

    with signed_in(home(tmp_path, place.url)) as server:
        assert server.whoami() == "admin@example.com"
        during = set(place.box.sessions) - before

    assert len(during) == 1
    assert set(place.box.sessions) == before


def test_an_error_is_told_as_it_is_and_the_session_ended(
    place: CentralPlace, tmp_path: Path
) -> None:
    before = set(place.box.sessions)

    with (
        pytest.raises(ServerError, match="does not exist"),
        signed_in(home(tmp_path, place.url)) as server,
    ):
        server.standing("nosuch")

    assert set(place.box.sessions) == before


def test_a_project_that_is_not_found_leaves_no_session(
    place: CentralPlace, tmp_path: Path
) -> None:
    before = set(place.box.sessions)

    with (
        pytest.raises(ServerError, match="sees no project"),
        signed_in(home(tmp_path, place.url, "South")),
    ):
        pass

    assert set(place.box.sessions) == before


def test_a_token_that_was_given_stays_good(
    place: CentralPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REMON_CENTRAL_TOKEN", place.token)

    with signed_in(home(tmp_path, place.url)) as server:
        server.whoami()

    assert place.token in place.box.sessions


@pytest.mark.parametrize("given", [True, False])
def test_a_session_that_was_renewed_is_ended(
    place: CentralPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: bool
) -> None:
    if given:
        monkeypatch.setenv("REMON_CENTRAL_TOKEN", place.token)

    with signed_in(home(tmp_path, place.url)) as server:
        place.box.sessions.clear()
        server.whoami()
        assert len(place.box.sessions) == 1

    assert not place.box.sessions


def test_a_server_that_is_gone_by_then_holds_nobody_up(tmp_path: Path) -> None:
    with central_place() as place:
        server = Central.connect(
            place.url, "North", email="admin@example.com", password=PASSWORD
        )

    server.close()
    server.close()
