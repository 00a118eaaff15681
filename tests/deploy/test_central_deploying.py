"""`remon plan` and `remon deploy` on ODK Central: the same plans, the same records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from central_place import CentralPlace, central_place
from publishing import KEY, Office, asking, made, opened

from builder.form import Form
from builder.questions import text
from deploy.central import Central
from deploy.connection import aimed, connect
from deploy.errors import FormRefusedError
from deploy.kobo import Kobo
from instrument_specs import workspace
from instrument_specs.workspace import WorkspaceError


@pytest.fixture(scope="module")
def place() -> Iterator[CentralPlace]:
    with central_place() as found:
        yield found


class CentralOffice(Office):
    """An office whose server is ODK Central."""

    central: Central

    @property
    def server(self) -> Central:  # type: ignore[override]
        return self.central


@pytest.fixture
def office(place: CentralPlace, tmp_path: Path) -> CentralOffice:
    place.box.projects[1].forms.clear()
    found = opened(tmp_path, place.url, "unused")
    made = CentralOffice(found.folder, found.url, found.token)
    made.central = place.client()
    return made


def longer(form: Form) -> None:
    form.ask("3", text, "One more?", name="q3")


def test_a_second_deployment_changes_nothing(office: CentralOffice) -> None:
    first = office.deploy(made(asking()))
    plan = office.plan(made(asking()))
    second = office.deploy(made(asking()))

    assert office.place.identities()[KEY].startswith("NGA_survey_")
    assert (plan.steps, plan.sound) == ((), True)
    assert (first.uid, first.version) == (second.uid, second.version)
    assert first.version.endswith("-1")


def test_a_new_version_is_confirmed_and_recorded(office: CentralOffice) -> None:
    first = office.deploy(made(asking()))
    second = office.deploy(made(asking(longer)))

    assert first.uid == second.uid
    assert second.version.endswith("-2")
    assert office.records.last(KEY, first.uid) == second
    assert "q3" in office.live().items


def test_what_a_colleague_did_by_hand_is_drift(office: CentralOffice) -> None:
    office.deploy(made(asking()))
    office.edit_by_hand(made(asking(food="Edited by hand?")))

    plan = office.plan(made(asking(longer)))

    assert plan.drifted
    assert not plan.sound


def test_a_removed_question_is_warned_of_by_the_server_too(
    office: CentralOffice,
) -> None:
    office.deploy(made(asking(longer)))
    before = office.server.standing(office.place.identities()[KEY])

    with pytest.raises(FormRefusedError, match="q3; their answers stay"):
        office.deploy(made(asking()))

    assert office.server.standing(before.uid) == before


SETTINGS = """
[server]
url = "https://kf.example"
[central]
url = "{url}"
project = "North"
email = "admin@example.com"
"""


def settled(tmp_path: Path, text: str) -> workspace.Workspace:
    (tmp_path / "remon.toml").write_text(text, encoding="utf-8")
    return workspace.read(tmp_path)


def test_another_server_has_a_section_and_a_folder_of_its_own(
    place: CentralPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REMON_TOKEN", "a" * 40)
    monkeypatch.setenv("REMON_CENTRAL_PASSWORD", "ten letters")
    here = settled(tmp_path, SETTINGS.format(url=place.url))

    there = aimed(here, "central")
    server = connect(there)

    assert isinstance(connect(here), Kobo)
    assert isinstance(server, Central)
    assert server.whoami() == "admin@example.com"
    assert there.folder == tmp_path / "central"
    assert aimed(here) is here


@pytest.mark.parametrize("to", ["north", "../elsewhere", "kobo"])
def test_a_server_without_a_section_is_told(tmp_path: Path, to: str) -> None:
    with pytest.raises(WorkspaceError, match="has no section"):
        aimed(settled(tmp_path, SETTINGS), to)

    assert [one.name for one in tmp_path.iterdir()] == ["remon.toml"]


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ('kind = "ona"', '"kobo" or "central"'),
        ('kind = "central"\nproject = "1"', "REMON_CENTRAL_PASSWORD"),
        ('kind = "central"\nproject = "1"\nemail = "a@b.example"', "no login"),
    ],
)
def test_a_login_that_is_missing_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: str, says: str
) -> None:
    # The token of the other server must never go to this one.
    monkeypatch.setenv("REMON_TOKEN", "a" * 40)
    for name in ("TOKEN", "PASSWORD", "TOKEN_FILE", "PASSWORD_FILE"):
        monkeypatch.delenv(f"REMON_CENTRAL_{name}", raising=False)
    here = settled(tmp_path, f'[server]\nurl = "https://c.example"\n{lines}\n')

    with pytest.raises(WorkspaceError, match=says):
        connect(here)
