"""One workspace, forms on KoboToolbox and on ODK Central: no answer is left behind."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from central_place import CentralPlace, central_place
from people import TOKEN, Mailbox, Run

from builder.case import Case
from deploy import Kobo
from deploy.central import Central
from deploy.publishing.keys import key_of
from deploy.rehearsal import Sitting, submission
from deploy.sandbox import Sandbox
from instrument_specs import workspace
from instrument_specs.registry import Instruments
from instrument_specs.rehearsals import interviews

MOMENT = datetime(2026, 1, 20, 9, tzinfo=UTC)
URGENT = ("--country", "NGA", "--tool", "urgent")


@pytest.fixture(scope="module")
def central() -> Iterator[CentralPlace]:
    with central_place() as found:
        yield found


@pytest.fixture(scope="module")
def published(
    sandbox: tuple[Sandbox, str],
    central: CentralPlace,
    running_in: Callable[[Path], Run],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """Make a workspace with the urgent form on both servers, and one answer on each."""
    folder = tmp_path_factory.mktemp("two") / "office"
    run = running_in(folder.parent)
    assert run("init", str(folder), "--country", "NGA").returncode == 0
    (folder / "remon.toml").write_text(
        f'[server]\nurl = "{sandbox[1]}"\n[central]\nurl = "{central.url}"\n'
        'project = "1"\n[mail]\nhost = "127.0.0.1"\nsecurity = "none"\n'
        'sender = "Visits <visits@office.example>"\n',
        encoding="utf-8",
    )
    known = {"REMON_TOKEN": TOKEN, "REMON_CENTRAL_TOKEN": central.token}
    for to in ((), ("--to", "central")):
        words = ("deploy", *URGENT, "--training", "--project", "north", *to)
        ran = run(*words, where=folder, **known)
        assert ran.returncode == 0, ran.stderr
    answer(Kobo.connect(sandbox[1], TOKEN), workspace.read(folder))
    answer(central.client(), workspace.Workspace(folder, {}, "central"))
    return folder


@pytest.fixture
def place(published: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(published, tmp_path / "office"))


def answer(server: Kobo | Central, place: workspace.Workspace) -> None:
    """Send one urgent form, as a phone does."""
    (uid,) = place.identities().values()
    phone = server.phone()
    plain = Instruments()
    forms = {tool: plain.form("NGA", tool) for tool in ("survey", "urgent")}
    talks = interviews(forms, 6, 5, date(2026, 1, 12))
    talk = next(one for one in talks if one.tool == "urgent")
    sitting = Sitting(f"{random.getrandbits(128):032x}", MOMENT, MOMENT)
    case = Case(forms["urgent"], talk.sheet)
    phone.submit(submission(phone.blank(phone.form(uid)), case, sitting))


def secrets(central: CentralPlace, mailbox: tuple[Mailbox, int]) -> dict[str, str]:
    return {
        "REMON_TOKEN": TOKEN,
        "REMON_CENTRAL_TOKEN": central.token,
        "REMON_MAIL_PORT": str(mailbox[1]),
    }


def alerted(said: str) -> set[str]:
    """Name the servers with alerts in a run, the usual one as nothing."""
    return set(re.findall(r"NGA/urgent@north(|@central): [1-9]\d* alerts due", said))


def test_a_run_reads_every_server_of_the_workspace(
    run: Run, place: Path, central: CentralPlace, mailbox: tuple[Mailbox, int]
) -> None:
    known = secrets(central, mailbox)
    first = run("run", where=place, **known)
    told = len(mailbox[0].taken)
    second = run("run", where=place, **known)

    assert first.returncode == second.returncode == 0, first.stderr
    assert alerted(first.stderr) == {"", "@central"}
    assert "not published from this workspace" not in first.stderr
    assert len(mailbox[0].taken) == told
    assert alerted(second.stderr) == set()


def test_a_server_that_is_away_holds_back_nothing_of_the_other(
    run: Run, place: Path, central: CentralPlace, mailbox: tuple[Mailbox, int]
) -> None:
    path = place / "remon.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(central.url, "http://127.0.0.1:9"), encoding="utf-8")

    away = run("run", where=place, **secrets(central, mailbox))
    path.write_text(text, encoding="utf-8")
    back = run("run", where=place, **secrets(central, mailbox))

    assert away.returncode == 3
    assert alerted(away.stderr) == {""}
    assert back.returncode == 0
    assert alerted(back.stderr) == {"@central"}
    assert mailbox[0].taken


def test_a_missing_secret_is_told_and_the_other_server_read(
    run: Run, place: Path, central: CentralPlace, mailbox: tuple[Mailbox, int]
) -> None:
    known = secrets(central, mailbox)
    del known["REMON_CENTRAL_TOKEN"]

    ran = run("run", where=place, **known)

    assert ran.returncode == 1
    assert "REMON_CENTRAL_PASSWORD" in ran.stderr
    assert alerted(ran.stderr) == {""}
    assert mailbox[0].taken


@pytest.mark.parametrize("name", ["central", "kobo", "north/survey", "a@b", " "])
def test_a_project_has_a_name_of_its_own(name: str) -> None:
    with pytest.raises(workspace.WorkspaceError, match="cannot be called"):
        key_of("NGA", "urgent", name)


def test_a_project_is_not_called_what_strangers_must_not_read(
    run: Run, place: Path
) -> None:
    words = ("plan", *URGENT, "--project", "trafficking")
    ran = run(*words, where=place, REMON_TOKEN=TOKEN)

    assert ran.returncode == 1
    assert "phones show its name" in ran.stderr
