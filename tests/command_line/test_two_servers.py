"""One workspace, forms on KoboToolbox and on ODK Central: no answer is left behind."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import stamina
from central_place import CentralPlace, central_place
from people import TOKEN, Mailbox, Run

from builder.case import Case
from deploy import Kobo
from deploy.central import Central
from deploy.connection import aimed
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


def settings(place: Path, *, without: str = "", more: str = "") -> None:
    """Write remon.toml anew, without a section or with more."""
    path = place / "remon.toml"
    parts = re.split(r"(?m)^(?=\[)", path.read_text(encoding="utf-8"))
    kept = [part for part in parts if not without or not part.startswith(without)]
    path.write_text("".join(kept) + more, encoding="utf-8")


@pytest.mark.parametrize("lost", ["the section", "the record"])
def test_a_server_that_nothing_leads_to_any_more_is_told(
    run: Run,
    place: Path,
    central: CentralPlace,
    mailbox: tuple[Mailbox, int],
    lost: str,
) -> None:
    known = secrets(central, mailbox)
    before = run("run", where=place, **known)
    if lost == "the section":
        settings(place, without="[central]")
    else:
        (place / "central" / "assets.toml").unlink()

    after = run("run", where=place, **known)
    examined = run("doctor", where=place, **known)

    assert before.returncode == 0
    assert after.returncode == 3
    assert "NGA/urgent@north@central: this form was read before" in after.stderr
    assert "a server that nothing leads to" in after.stderr
    assert "NGA/urgent@north@central: this form was read" in examined.stdout


def test_a_form_that_is_over_is_told_no_more(
    run: Run, place: Path, central: CentralPlace, mailbox: tuple[Mailbox, int]
) -> None:
    known = secrets(central, mailbox)
    run("run", where=place, **known)
    shutil.rmtree(place / "central")
    ended = '[ended]\n"NGA/urgent@north@central" = "the round is over"\n'
    settings(place, without="[central]", more=ended)

    ran = run("run", where=place, **known)

    assert ran.returncode == 0, ran.stderr
    assert "nothing leads to" not in ran.stderr


def test_a_damaged_record_of_one_server_holds_back_nothing_of_the_other(
    run: Run, place: Path, central: CentralPlace, mailbox: tuple[Mailbox, int]
) -> None:
    (place / "central" / "assets.toml").write_text("<<<<<<< HEAD\n", encoding="utf-8")

    ran = run("run", where=place, **secrets(central, mailbox))

    assert ran.returncode == 1
    assert "central/assets.toml cannot be read" in ran.stderr
    assert alerted(ran.stderr) == {""}
    assert mailbox[0].taken


def test_the_same_form_on_two_servers_is_read_on_neither_in_silence(
    run: Run, place: Path, central: CentralPlace, mailbox: tuple[Mailbox, int]
) -> None:
    shutil.copy(place / "central" / "assets.toml", place / "assets.toml")

    ran = run("run", where=place, **secrets(central, mailbox))

    assert ran.returncode == 1
    assert "stands in two assets.toml" in ran.stderr


def test_servers_that_were_exchanged_lose_and_forget_nothing(
    run: Run, place: Path, central: CentralPlace, mailbox: tuple[Mailbox, int]
) -> None:
    known = secrets(central, mailbox)
    run("run", where=place, **known)
    kobo = workspace.read(place).setting("server", "url")
    for name in ("assets.toml", "publications.jsonl"):
        (place / "kobo").mkdir(exist_ok=True)
        (place / name).rename(place / "kobo" / name)
        (place / "central" / name).rename(place / name)
    (place / "central").joinpath("published").rename(place / "gone")
    settings(place, without="[server]")
    settings(
        place,
        without="[central]",
        more=f'[server]\nkind = "central"\nurl = "{central.url}"\nproject = "1"\n'
        f'[kobo]\nurl = "{kobo}"\n',
    )

    ran = run("run", where=place, **known)

    assert "has another id on the server than before" in ran.stderr
    assert "deleted" not in ran.stderr
    assert "NGA/urgent@north@central: this form was read before" in ran.stderr


def test_an_address_of_the_environment_is_for_the_usual_server_alone(
    run: Run, place: Path, central: CentralPlace, mailbox: tuple[Mailbox, int]
) -> None:
    settings(place, without="[server]", more='[server]\nurl = "http://127.0.0.1:9"\n')
    usual = workspace.read(place)

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REMON_SERVER_URL", "http://127.0.0.1:10")
        patch.setenv("REMON_SERVER_EMAIL", "x@example.org")
        aside = aimed(usual, "central")

        assert usual.need("server", "url") == "http://127.0.0.1:10"
        assert aside.need("server", "url") == central.url
        assert aside.setting("server", "email") == ""


def test_two_servers_of_one_kind_would_share_their_secrets(place: Path) -> None:
    settings(place, more='[kobo]\nurl = "https://other.example"\n')

    with pytest.raises(workspace.WorkspaceError, match="share their secrets"):
        aimed(workspace.read(place), "kobo")


ERASE = ("erase", "--country", "NGA", "--submission")
ROLES = ("--by", "Focal point", "--and", "Deputy", "--yes")
HERE, THERE = "NGA/urgent@north", "NGA/urgent@north@central"


def held(place: Path, central: CentralPlace) -> dict[str, str]:
    """Name the one submission that each server holds, by form."""
    usual = workspace.read(place)
    (first,) = usual.identities().values()
    (second,) = workspace.Workspace(place, {}, "central").identities().values()
    kobo = Kobo.connect(usual.need("server", "url"), TOKEN).submissions(first)
    rows = {HERE: list(kobo), THERE: list(central.client().submissions(second))}
    return {key: str(one["_uuid"]) for key, found in rows.items() for one in found}


@pytest.fixture
def filled(
    place: Path, central: CentralPlace, sandbox: tuple[Sandbox, str]
) -> dict[str, str]:
    """Have both servers hold an answer again, and name them."""
    found = held(place, central)
    usual = workspace.read(place)
    if HERE not in found:
        answer(Kobo.connect(sandbox[1], TOKEN), usual)
    if THERE not in found:
        answer(central.client(), aimed(usual, "central"))
    return held(place, central)


def certificates(place: Path) -> int:
    return len([*(place / "erasures").glob("*.txt")])


def test_nothing_is_erased_while_a_server_is_away(
    run: Run,
    place: Path,
    central: CentralPlace,
    mailbox: tuple[Mailbox, int],
    filled: dict[str, str],
) -> None:
    known = secrets(central, mailbox)
    path = place / "remon.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(central.url, "http://127.0.0.1:9"), encoding="utf-8")

    with stamina.set_testing(True):
        asked = run(*ERASE, filled[THERE], *ROLES, where=place, **known)
        away = run("run", where=place, **known)
    before = held(place, central), certificates(place)
    path.write_text(text, encoding="utf-8")
    back = run("run", where=place, **known)

    assert asked.returncode == 3
    assert "Erasure pending" in asked.stderr
    assert away.returncode == 3
    assert "1 erasures wait: NGA/urgent@north@central" in away.stderr
    assert before == (filled, 0)
    assert alerted(back.stderr) == {"@central"}
    assert mailbox[0].taken
    assert held(place, central) == {HERE: filled[HERE]}
    assert certificates(place) == 1


def test_an_erasure_is_remembered_though_a_secret_is_missing(
    run: Run,
    place: Path,
    central: CentralPlace,
    mailbox: tuple[Mailbox, int],
    filled: dict[str, str],
) -> None:
    known = secrets(central, mailbox)
    lacking = {name: known[name] for name in known if name != "REMON_CENTRAL_TOKEN"}
    words = (*ERASE, filled[HERE], *ROLES)

    asked = run(*words, where=place, **lacking)
    without = run("run", where=place, **lacking)
    before = held(place, central), certificates(place)
    run("run", where=place, **known)

    assert asked.returncode == 1
    assert "Erasure pending" in asked.stderr
    assert "REMON_CENTRAL_PASSWORD" in asked.stderr
    assert alerted(asked.stderr) == {""}
    assert without.returncode == 1
    assert "1 erasures wait: NGA/urgent@north@central" in without.stderr
    assert before == (filled, 0)
    assert held(place, central) == {THERE: filled[THERE]}
    assert certificates(place) == 1


def test_nothing_is_erased_while_nothing_leads_to_a_server(
    run: Run,
    place: Path,
    central: CentralPlace,
    mailbox: tuple[Mailbox, int],
    filled: dict[str, str],
) -> None:
    known = secrets(central, mailbox)
    settings(place, without="[central]")
    words = (*ERASE, filled[HERE], *ROLES)

    ran = run(*words, where=place, **known)

    assert ran.returncode == 1
    assert "a server that nothing leads to" in ran.stderr
    assert held(place, central) == filled
    assert certificates(place) == 0
