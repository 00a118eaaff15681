"""ODK Central beside another server, on the command line: phones, and the doctor."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from central_place import CentralPlace, central_place
from people import TOKEN, Run
from scanning import read, rows_of_png
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from deploy.central_sandbox.app import application
from deploy.phones.settings import unpacked
from deploy.sandbox import Sandbox
from deploy.sandbox.serve import listening
from scorers.reading.submission import Submission
from scorers.storing import taking
from scorers.storing.store import open_store

THERE = ("--to", "central")
SECRET = {"REMON_TOKEN": TOKEN, "REMON_CENTRAL_PASSWORD": "ten letters"}
SETTINGS = """
[server]
url = "{kobo}"
[central]
url = "{central}"
project = "North"
email = "admin@example.com"
[store]
url = "sqlite:///remon.db"
"""


@pytest.fixture(scope="module")
def place() -> Iterator[CentralPlace]:
    with central_place() as found:
        yield found


@pytest.fixture(scope="module")
def begun(
    tmp_path_factory: pytest.TempPathFactory,
    place: CentralPlace,
    sandbox: tuple[Sandbox, str],
    runs: Run,
) -> Path:
    """Publish a form, and the one with names, to ODK Central alone."""
    folder = tmp_path_factory.mktemp("central") / "office"
    assert runs("init", str(folder), "--country", "NGA").returncode == 0
    settings = SETTINGS.format(kobo=sandbox[1], central=place.url)
    (folder / "remon.toml").write_text(settings, encoding="utf-8")
    for tool in ("urgent", "contact_card"):
        words = ("deploy", "--country", "NGA", "--tool", tool, "--training", *THERE)
        ran = runs(*words, where=folder, **SECRET)
        assert ran.returncode == 0, ran.stderr
    return folder


@pytest.fixture
def there(begun: Path, place: CentralPlace, tmp_path: Path) -> Iterator[Path]:
    """Give a workspace of the test's own; the server forgets its phones after it."""
    yield Path(shutil.copytree(begun, tmp_path / "office"))
    project = place.box.projects[1]
    for one in project.phones:
        place.box.sessions.pop(str(one.token), None)
    project.phones.clear()
    for form in project.forms.values():
        form.phones.clear()


def asked(run: Run, office: Path, *words: str, code: int = 0) -> str:
    ran = run(*words, where=office, **SECRET)
    assert ran.returncode == code, ran.stdout + ran.stderr
    return ran.stdout + ran.stderr


def qr(run: Run, office: Path, *words: str) -> str:
    return asked(run, office, "phone", "qr", "--country", "NGA", *words, *THERE)


def scanned(office: Path, name: str = "phone-17") -> dict[str, Any]:
    picture = (office / "central/phones" / f"{name}.png").read_bytes()
    return unpacked(read(rows_of_png(picture)))


def forms_of(url: str) -> requests.Response:
    """Ask for the list of forms as an app does that knows its address alone."""
    version = {"X-OpenRosa-Version": "1.0"}
    return requests.get(f"{url}/formList", headers=version, timeout=10)


def test_a_phone_s_code_opens_its_forms_and_sets_the_app(
    run: Run, there: Path, place: CentralPlace
) -> None:
    told = qr(run, there, "--for", "17")

    found = scanned(there)
    (phone,) = place.box.projects[1].phones
    assert (
        found["general"]
        | {
            "server_url": f"{place.url}/v1/key/{phone.token}/projects/1",
            "username": "",
            "password": "",
            "form_update_mode": "match_exactly",
            "autosend": "wifi_and_cellular",
            "delete_send": True,
            "guidance_hint": "yes_collapsed",
        }
        == found["general"]
    )
    assert found["admin"]["view_sent"] is False
    assert place.token not in json.dumps(found)
    unlock = (there / "central/phones/settings-password.txt").read_text("utf-8")
    assert found["admin"]["admin_pw"] == unlock.strip()
    listed = forms_of(found["general"]["server_url"])
    assert listed.status_code == 200
    assert "NGA_urgent" in listed.text
    assert "contact_card" not in listed.text
    page = (there / "central/phones/phone-17.html").read_text("utf-8")
    assert "ODK Collect" in page
    for secret in (str(phone.token), place.token, "ten letters", unlock.strip()):
        assert secret not in page + told


def test_names_are_on_a_phone_of_their_own(run: Run, there: Path) -> None:
    qr(run, there, "--for", "17")
    qr(run, there, "--for", "17", "--cards")

    cards = forms_of(scanned(there, "phone-17-2")["general"]["server_url"])
    others = forms_of(scanned(there)["general"]["server_url"])

    assert cards.text.count("<formID>") == others.text.count("<formID>") == 1
    assert "contact_card" in cards.text
    assert "contact_card" not in others.text


def test_the_same_command_again_makes_the_same_code(
    run: Run, there: Path, place: CentralPlace
) -> None:
    qr(run, there, "--for", "17")
    first = scanned(there)
    qr(run, there)

    assert scanned(there) == first
    assert len(place.box.projects[1].phones) == 1
    listed = asked(run, there, "phone", "list", "--format", "json", *THERE)
    (phone,) = json.loads(listed)
    assert (phone["phone"], phone["account"], phone["lost"]) == ("17", "nga_17", None)


def test_a_terminal_shows_the_code_that_the_picture_holds(
    run: Run, there: Path, place: CentralPlace
) -> None:
    told = qr(run, there, "--for", "17", "--show")

    assert "▀" in told
    assert not (there / "central/phones").exists()
    assert [one.name for one in place.box.projects[1].phones] == ["nga_17"]


def test_a_lost_phone_is_shut_out_and_its_steps_listed(
    run: Run, there: Path, place: CentralPlace
) -> None:
    qr(run, there, "--for", "17")
    qr(run, there, "--for", "18")
    lost, other = (
        scanned(there, name)["general"]["server_url"]
        for name in ("phone-17", "phone-18")
    )
    words = ("phone", "lost", "17", "--country", "NGA", *THERE)

    told = asked(run, there, *words)
    again = asked(run, there, *words)

    assert forms_of(lost).status_code == 403
    assert forms_of(other).status_code == 200
    assert "1. Nothing more on the server" in told
    assert "Have the phone erased" in told
    assert "[sharing]" not in told
    assert "nga_17 on central is shut out: 0 rights or keys" in again
    assert "ok   central: phone NGA/17: lost, and shut out" in doctor(run, there)
    qr(run, there, "--for", "17")
    new = scanned(there)["general"]["server_url"]
    assert new != lost
    assert (forms_of(new).status_code, forms_of(lost).status_code) == (200, 403)


KOBO_PHONE = """\
["NGA/17"]
account = "nga_17"
server = "https://kobo.example"
made = 2026-01-08
"""


def test_a_lost_phone_is_shut_out_wherever_it_is_known(run: Run, there: Path) -> None:
    qr(run, there, "--for", "17")
    key = scanned(there)["general"]["server_url"]
    (there / "phones.toml").write_text(KOBO_PHONE, encoding="utf-8")
    words = ("phone", "lost", "17", "--country", "NGA")

    without_token = {"REMON_CENTRAL_PASSWORD": "ten letters"}
    half = run(*words, where=there, **without_token)
    whole = asked(run, there, *words)

    assert half.returncode == 3
    assert "nga_17 on kobo could NOT be shut out yet: no token" in half.stderr
    assert "nga_17 on central is shut out: 1 rights" in half.stderr
    assert "Have the phone erased" in half.stdout
    assert forms_of(key).status_code == 403
    assert "nga_17 on kobo is shut out" in whole


def test_a_lost_phone_of_a_server_that_nothing_leads_to_is_not_called_shut_out(
    run: Run, there: Path
) -> None:
    qr(run, there, "--for", "17")
    path = there / "remon.toml"
    text = path.read_text(encoding="utf-8")
    words = ("phone", "lost", "17", "--country", "NGA")

    path.write_text(text.replace("[central]", "[centrall]"), encoding="utf-8")
    missed = asked(run, there, *words, code=3)
    path.write_text(text, encoding="utf-8")
    found = asked(run, there, *words)
    named = asked(run, there, *words, "--account", "nga_17_old")
    nowhere = asked(run, there, *(*words[:2], "18", *words[3:]), code=1)

    assert "nga_17 on central could NOT be shut out yet" in missed
    assert "nga_17 on central is shut out: 1 rights" in found
    assert "kobo" not in found
    for server in ("kobo", "central"):
        assert f"nga_17_old on {server} is shut out: 0 rights" in named
    assert "knows no phone '18' of NGA: it knows 17" in nowhere


def test_a_lost_phone_that_may_send_again_is_found(
    run: Run, there: Path, place: CentralPlace
) -> None:
    qr(run, there, "--for", "17")
    asked(run, there, "phone", "lost", "17", "--country", "NGA", *THERE)
    client = place.client()
    client.let_send(next(iter(place.box.projects[1].forms)), client.app_user("nga_17"))

    (line,) = (one for one in doctor(run, there).splitlines() if "phone NGA/17" in one)

    assert line.startswith("TODO central: phone NGA/17: lost on")
    assert line.endswith("--country NGA (with --to central)")


def test_who_is_behind_is_not_known_where_nothing_was_pulled(
    run: Run, there: Path
) -> None:
    told = asked(run, there, "phone", "versions", "--country", "NGA", *THERE)

    assert "Nothing that phones sent is known here" in told


def test_who_sends_an_old_version_to_this_server_is_listed(
    run: Run, there: Path
) -> None:
    now, answers = datetime.now(UTC), {"interviewer_code": 17}
    made = Submission("s1", 1, now, "", "v1", "0ld", "", "", answers)
    with closing(open_store(there / "remon.db")) as store, store.begin() as connection:
        taking.take(connection, "NGA/urgent@central", [made], 1, now)
    words = ("phone", "versions", "--country", "NGA")

    here = asked(run, there, *words)
    told = asked(run, there, *words, *THERE, code=1)

    assert "No publication is on record here" in here
    assert "NGA/urgent  interviewer 17  sent an old version on" in told


def test_one_workspace_has_one_database_and_no_session_is_left(
    run: Run, there: Path, place: CentralPlace
) -> None:
    qr(run, there, "--for", "17")
    asked(run, there, "phone", "lost", "17", "--country", "NGA", *THERE)

    assert set(place.box.sessions) == {place.token}
    assert [one.parent for one in there.rglob("*.db")] == [there]
    assert "phone set up" in asked(run, there, "audit", "--format", "json")


def doctor(run: Run, office: Path, **environment: str) -> str:
    ran = run("doctor", where=office, **(SECRET | environment))
    assert ran.returncode == 1, ran.stderr
    assert "ten letters" not in ran.stdout + ran.stderr
    return ran.stdout


def test_the_doctor_looks_at_both_servers(run: Run, there: Path) -> None:
    found = doctor(run, there).splitlines()

    for line in (
        "ok   limits: none for submissions and storage of this account",
        "ok   central: clock: agrees with the server",
        "ok   central: managed encryption: switched off, as it should be",
        "ok   central: form NGA/urgent: as published from here",
        "ok   central: rights NGA/urgent: may do everything",
        "ok   central: answers NGA/urgent: can be read; the server holds 0",
    ):
        assert line in found
    first, second = (one for one in found if "server version: " in one)
    assert "it tells no number; API v2 alone" in first
    assert "it tells none; what remon needs of it is tried instead" in second
    sending = [one for one in found if "sending: phones may send to 127.0.0.1" in one]
    assert [one[:4] for one in sending] == ["ok  ", "ok  "]
    assert sending[0].endswith("up to 10 MB at once")
    assert sending[1].endswith("up to 100 MB at once")


class Otherwise:
    """Answer some paths in another way than the application does."""

    def __init__(self, app: ASGIApp, answers: dict[str, Response]) -> None:
        self._app, self._answers = app, answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self._answers.get(scope.get("path", ""), self._app)
        await answer(scope, receive, send)


def test_the_doctor_says_what_to_do_where_a_server_is_otherwise(
    run: Run, there: Path, place: CentralPlace
) -> None:
    project = {"id": 1, "keyId": 3, "verbs": ["form.read", "submission.create"]}
    small = {"X-OpenRosa-Accept-Content-Length": "65536"}
    version = "versions:\n14fb8c5 (v2023.2.1)\n"
    answers: dict[str, Response] = {
        "/v1/projects/1": JSONResponse(project),
        "/v1/projects/1/submission": Response(status_code=204, headers=small),
        "/version.txt": PlainTextResponse(version),
    }
    settings = there / "remon.toml"
    with listening(Otherwise(application(place.box), answers)) as url:
        text = settings.read_text("utf-8").replace(place.url, url)
        settings.write_text(text, encoding="utf-8")
        token = {"REMON_CENTRAL_TOKEN": place.token, "REMON_CENTRAL_PASSWORD": ""}
        found = doctor(run, there, **token)

    begins = {
        "ok   central: server version: ODK Central v2023.2.1",
        "TODO central: managed encryption: Managed encryption is switched on",
        "TODO central: sending: The server takes 65536 bytes at once",
        "TODO central: login: The token ends at",
        "TODO central: rights NGA/urgent: the account may not publish",
    }
    lines = found.splitlines()
    assert [one for one in begins if not any(x.startswith(one) for x in lines)] == []
    assert "make it a manager of the project" in found
    assert place.token not in found


def test_rights_are_told_before_anything_is_published(
    run: Run, there: Path, place: CentralPlace
) -> None:
    viewer = place.box.add_user("viewer@example.com", "ten letters")
    place.box.projects[1].roles.add((viewer.id, "viewer"))
    (there / "central/assets.toml").unlink()
    settings = there / "remon.toml"
    text = settings.read_text("utf-8").replace("admin@example", "viewer@example")

    before = doctor(run, there)
    settings.write_text(text, encoding="utf-8")
    after = doctor(run, there)

    assert "ok   central: rights: may do everything" in before
    assert "TODO central: rights: the account may not publish" in after
    assert "TODO central: rights: the account may not read" not in after


def test_a_server_that_cannot_be_entered_holds_up_no_other(
    run: Run, there: Path
) -> None:
    found = doctor(run, there, REMON_CENTRAL_PASSWORD="wrong")

    assert "ok   form server: connected as officer" in found
    assert "TODO central: form server: The server does not accept the login" in found
