"""All forms of a country at once: what stops one form stops no other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from people import TOKEN, Run

import remon
from builder.build import Built
from builder.errors import SpecError
from deploy import Kobo
from deploy.commands import _not_deployed
from deploy.errors import NoServerError, ServerError
from deploy.kobo.assets import asset_path
from deploy.one_by_one import exit_code, one_by_one
from deploy.sandbox import Sandbox
from instrument_specs.registry import Instruments

ALL = ("--country", "NGA")
NAMES = ("urgent", "contact_card")


class Few(Instruments):
    """Two small tools; the others take their time and show nothing else."""

    def tools(self) -> tuple[str, ...]:
        return NAMES


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remon, "Instruments", Few)


@pytest.fixture
def place(run: Run, sandbox: tuple[Sandbox, str], tmp_path: Path) -> Path:
    folder = tmp_path / "office"
    assert run("init", str(folder), *ALL).returncode == 0
    settings = f'[server]\nurl = "{sandbox[1]}"\n'
    (folder / "remon.toml").write_text(settings, encoding="utf-8")
    return folder


@pytest.fixture
def strange(sandbox: tuple[Sandbox, str], urgent: Built) -> Iterator[str]:
    """Have a form of the same name on the server, made by somebody else."""
    kobo = Kobo.connect(sandbox[1], TOKEN)
    uid = kobo.create(urgent.form.title, "by hand")
    yield uid
    kobo._http.send(
        "DELETE", asset_path(uid), repeatable=True, accept="*/*", also_good=(404,)
    )


@pytest.mark.usefixtures("few")
def test_a_refused_form_holds_back_no_other(
    run: Run, place: Path, sandbox: tuple[Sandbox, str], strange: str
) -> None:
    words = ("deploy", *ALL, "--training")
    first = run(*words, where=place, REMON_TOKEN=TOKEN)
    plan = run("plan", *ALL, where=place, REMON_TOKEN=TOKEN)
    data = run("plan", *ALL, "--format", "json", where=place, REMON_TOKEN=TOKEN)
    sandbox[0].forget(sandbox[0].forms[strange])
    second = run(*words, where=place, REMON_TOKEN=TOKEN)

    assert first.returncode == plan.returncode == data.returncode == 1
    (line,) = first.stdout.splitlines()
    assert line.startswith("NGA/contact_card  published")
    assert f"({strange}) and is not known here" in first.stderr
    assert first.stderr.splitlines()[-1] == "1 published, 0 unchanged, 1 not deployed"
    assert "NGA/urgent  has to be seen to first" in plan.stdout
    assert "NGA/contact_card  nothing to do" in plan.stdout
    assert [one["sound"] for one in json.loads(data.stdout)] == [False, True]
    assert second.returncode == 0, second.stderr
    assert second.stderr.splitlines()[-1] == "1 published, 1 unchanged, 0 not deployed"


@pytest.mark.usefixtures("few")
def test_a_form_that_cannot_be_compared_is_told_among_the_others(
    run: Run, place: Path
) -> None:
    gone = '[assets]\n"NGA/urgent" = "aNoSuchForm00000000000"\n'
    (place / "assets.toml").write_text(gone, encoding="utf-8")

    ran = run("plan", *ALL, "--format", "json", where=place, REMON_TOKEN=TOKEN)

    first, second = json.loads(ran.stdout)
    assert ran.returncode == 1
    assert "aNoSuchForm00000000000" in first["problem"]
    assert (first["sound"], first["steps"]) == (False, [])
    assert first.keys() == second.keys()


@pytest.mark.usefixtures("few")
def test_a_wrong_token_is_told_once(run: Run, place: Path) -> None:
    for command in ("deploy", "plan"):
        words = (command, *ALL, *(["--training"] if command == "deploy" else []))
        ran = run(*words, where=place, REMON_TOKEN="f" * 40)

        assert (ran.returncode, ran.stdout) == (1, "")
        assert ran.stderr.count("does not accept the token") == 1
        assert "Traceback" not in ran.stderr


def fault(*, retryable: bool = False, everywhere: bool = False) -> ServerError:
    kind = NoServerError if everywhere else ServerError
    return kind("No", where="here", advice="Wait.", retryable=retryable)


def tried(*errors: Exception | None) -> tuple[list[str], list[str], int]:
    """Try a form for each of these; say which were tried, what was told, the end."""
    forms = {f"NGA/{number}": str(number) for number in range(len(errors))}
    done: list[str] = []
    told: list[str] = []

    def do(key: str, tool: str) -> None:
        done.append(key)
        if error := errors[int(tool)]:
            raise error

    failed = one_by_one(forms, do, lambda key, why: told.append(f"{key} {why}"))
    return done, told, exit_code(failed)


def test_every_form_is_tried() -> None:
    done, told, code = tried(fault(), SpecError("q1: no"), None)

    assert (len(done), code) == (3, 1)
    assert [text.split()[0] for text in told] == ["NGA/0", "NGA/1"]


def test_no_form_is_tried_without_a_server() -> None:
    with pytest.raises(NoServerError):
        tried(None, fault(everywhere=True), AssertionError())


def test_a_command_ends_as_its_faults_do() -> None:
    passing, lasting = fault(retryable=True), fault()

    assert tried(None, None)[2] == 0
    assert tried(passing, None, passing)[2] == 3
    assert tried(passing, lasting)[2] == 1
    with pytest.raises(ServerError):
        tried(lasting)


TWO = ("--tool", "contact_card", "--tool", "urgent")


@pytest.mark.usefixtures("few")
def test_several_forms_can_be_named(run: Run, place: Path) -> None:
    ran = run("plan", *ALL, *TWO, where=place, REMON_TOKEN=TOKEN)

    keys = [line.split()[0] for line in ran.stdout.splitlines() if line[0] != " "]
    assert keys == ["NGA/contact_card", "NGA/urgent"]


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("command", ["plan", "deploy"])
def test_an_unknown_form_is_refused_before_any_other_is_published(
    run: Run, place: Path, command: str
) -> None:
    words = (command, *ALL, *TWO, "--tool", "survy")
    training = ("--training",) if command == "deploy" else ()
    ran = run(*words, *training, where=place, REMON_TOKEN=TOKEN)

    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == "there is no tool 'survy'; tools are urgent, contact_card\n"


def test_a_refusal_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    _not_deployed("NGA/urgent", "NGA/urgent is not deployed: it is archived (Form A).")

    assert capsys.readouterr().err == (
        "NGA/urgent  NOT DEPLOYED: it is archived (Form A).\n"
    )
