"""`remon plan` and `remon deploy` on ODK Central: the same plans, the same records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from central_place import CentralPlace, central_place
from form_servers import HASTY, CentralSite
from publishing import Office, asking, made, settled, titled

from builder.form import Form
from builder.questions import text
from deploy.central import Central
from deploy.central.drafts import version_of
from deploy.comparing.xform_content import content_of
from deploy.connection import aimed, connect
from deploy.errors import FormRefusedError, ServerError
from deploy.kobo import Kobo
from deploy.publishing.drift import UNPUBLISHED
from instrument_specs import workspace
from instrument_specs.workspace import WorkspaceError


@pytest.fixture(scope="module")
def place() -> Iterator[CentralPlace]:
    with central_place() as found:
        yield found


@pytest.fixture
def office(place: CentralPlace, tmp_path: Path) -> Office:
    place.box.projects[1].forms.clear()
    return settled(tmp_path, CentralSite(place.url, place.token, patience=HASTY))


@pytest.mark.parametrize("version", ["march", "", None])
def test_a_draft_by_hand_is_drift_whatever_it_is_called(
    office: Office, version: str | None
) -> None:
    """`None`: the version that is live, left as it was when the form was edited."""
    live = office.deploy(made(asking())).version
    book = titled(made(asking(longer)), office.title)
    said = live if version is None else version
    office.site.edit(office.uid, book, live=False, version=said)

    plan = office.plan(made(asking()))

    assert plan.drifted == (UNPUBLISHED,)
    with pytest.raises(ServerError, match="--overwrite-drift"):
        office.deploy(made(asking(food="Edited?")))
    with pytest.raises(ServerError, match="Publish or delete that draft"):
        office.deploy(made(asking(food="Edited?")), overwrite_drift=True)


@pytest.mark.parametrize("verb", ["store_form", "go_live"])
def test_a_draft_under_our_own_version_is_a_colleague_s_all_the_same(
    office: Office, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    version = office.deploy(made(asking())).version
    ours = f"{version.partition('-')[0]}-2"
    real = getattr(Central, verb)

    def late(*given: Any, **named: Any) -> Any:
        book = titled(made(asking(longer)), office.title)
        office.site.edit(office.uid, book, live=False, version=ours)
        return real(*given, **named)

    monkeypatch.setattr(Central, verb, late)
    with pytest.raises(ServerError, match="colleague saved something"):
        office.deploy(made(asking(food="Edited?")))

    assert "q3" not in office.live().items
    assert "q3" in content_of(office.server.saved_xform(office.uid)).items


def test_a_draft_edited_before_the_first_goes_live_is_left_alone(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(Central, "go_live", stop)
        with pytest.raises(KeyboardInterrupt):
            office.deploy(made(asking()))
    ours = version_of(office.server.standing(office.uid).saved)
    book = titled(made(asking(longer)), office.title)
    office.site.edit(office.uid, book, live=False, version=ours)

    with pytest.raises(ServerError, match=UNPUBLISHED):
        office.deploy(made(asking()))

    assert "q3" in content_of(office.server.saved_xform(office.uid)).items


def test_ids_and_versions_are_as_stated(office: Office) -> None:
    first = office.deploy(made(asking()))
    second = office.deploy(made(asking(longer)))

    assert first.uid == second.uid
    assert first.uid.startswith("NGA_survey_")
    assert [one.version[-2:] for one in (first, second)] == ["-1", "-2"]


def longer(form: Form) -> None:
    form.ask("3", text, "One more?", name="q3")


def test_a_removed_question_is_warned_of_by_the_server_too(
    office: Office,
) -> None:
    office.deploy(made(asking(longer)))
    before = office.server.standing(office.uid)

    with pytest.raises(FormRefusedError, match="q3; their answers stay"):
        office.deploy(made(asking(lambda form: form.drop("q3"))), allow_breaking=True)

    assert office.server.standing(before.uid) == before


SETTINGS = """
[server]
url = "https://kf.example"
[central]
url = "{url}"
project = "North"
email = "admin@example.com"
"""


def workspaced(tmp_path: Path, text: str) -> workspace.Workspace:
    (tmp_path / "remon.toml").write_text(text, encoding="utf-8")
    return workspace.read(tmp_path)


def test_another_server_has_a_section_and_a_folder_of_its_own(
    place: CentralPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REMON_TOKEN", "a" * 40)
    monkeypatch.setenv("REMON_CENTRAL_PASSWORD", "ten letters")
    here = workspaced(tmp_path, SETTINGS.format(url=place.url))

    there = aimed(here, "central")
    server = connect(there)

    assert isinstance(connect(here), Kobo)
    assert isinstance(server, Central)
    assert server.whoami() == "admin@example.com"
    assert there.records == tmp_path / "central"
    assert aimed(here) is here


@pytest.mark.parametrize(
    ("to", "says"),
    [
        ("kobo", "has no section"),
        ("server", "--to knows kobo and central"),
        ("../elsewhere", "--to knows kobo and central"),
    ],
)
def test_a_server_without_a_section_is_told(tmp_path: Path, to: str, says: str) -> None:
    with pytest.raises(WorkspaceError, match=says):
        aimed(workspaced(tmp_path, SETTINGS), to)

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
    here = workspaced(tmp_path, f'[server]\nurl = "https://c.example"\n{lines}\n')

    with pytest.raises(WorkspaceError, match=says):
        connect(here)


def test_what_is_missing_is_told_with_the_section_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TOKEN", "PASSWORD", "TOKEN_FILE", "PASSWORD_FILE"):
        monkeypatch.delenv(f"REMON_CENTRAL_{name}", raising=False)
    lines = '[server]\nurl = "https://k.example"\n[central]\nproject = "1"\n'
    there = aimed(workspaced(tmp_path, lines), "central")

    with pytest.raises(WorkspaceError, match=r"no url under \[central\]"):
        connect(there)
    monkeypatch.setenv("REMON_CENTRAL_URL", "https://c.example")
    with pytest.raises(WorkspaceError, match=r"as email under \[central\].*PASSWORD"):
        connect(there)
    monkeypatch.setenv("REMON_CENTRAL_EMAIL", "a@b.example")
    with pytest.raises(WorkspaceError, match="no login for ODK Central: set REMON"):
        connect(there)
    monkeypatch.setenv("REMON_CENTRAL_PASSWORD_FILE", str(tmp_path / "key.txt"))
    with pytest.raises(WorkspaceError, match=r"PASSWORD_FILE names key\.txt, which"):
        connect(there)
