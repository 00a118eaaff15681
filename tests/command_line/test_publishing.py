"""Plan, deploy, archive: as an officer runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from people import TOKEN, Run
from recordings.workbooks import titled

from deploy import Kobo
from deploy.sandbox import Sandbox
from instrument_specs import workspace

KEY = "NGA/urgent"
URGENT = ("--country", "NGA", "--tool", "urgent")


@pytest.fixture
def kobo(sandbox: tuple[Sandbox, str]) -> Kobo:
    return Kobo.connect(sandbox[1], TOKEN)


def uid_of(office: Path, key: str = KEY) -> str:
    return workspace.read(office).identities()[key]


def test_there_is_nothing_to_do(run: Run, office: Path) -> None:
    ran = run("plan", *URGENT, where=office, REMON_TOKEN=TOKEN)

    assert ran.returncode == 0
    assert ran.stdout == "NGA/urgent  nothing to do\n"


def test_a_form_that_is_not_there_would_be_made(run: Run, office: Path) -> None:
    words = ("plan", "--country", "NGA", "--tool", "contact_card", "--format", "json")
    ran = run(*words, where=office, REMON_TOKEN=TOKEN)

    (plan,) = json.loads(ran.stdout)
    assert ran.returncode == 0
    assert plan["steps"] == ["create", "store", "go live", "record"]
    assert plan["uid"] is None


def test_a_new_duty_number_is_for_phones_at_once(run: Run, office: Path) -> None:
    profile = office / "countries" / "NGA.toml"
    text = profile.read_text(encoding="utf-8")
    number = next(line for line in text.splitlines() if line.startswith("number = "))
    profile.write_text(text.replace(number, 'number = "+999 000"'), encoding="utf-8")

    ran = run("plan", *URGENT, where=office, REMON_TOKEN=TOKEN)

    assert ran.returncode == 0, ran.stderr
    assert "harmless" in ran.stdout
    assert "phones must update now" in ran.stdout


def test_an_edit_by_hand_stops_a_deployment_until_it_is_overwritten(
    run: Run, office: Path, kobo: Kobo
) -> None:
    uid = uid_of(office)
    title = kobo.standing(uid).name
    kobo.store_form(uid, titled(title))
    kobo.go_live(uid)
    training = (*URGENT, "--training")

    shown = run("plan", *URGENT, where=office, REMON_TOKEN=TOKEN)
    stopped = run("deploy", *training, where=office, REMON_TOKEN=TOKEN)
    flags = ("--overwrite-drift", "--allow-breaking")
    forced = run("deploy", *training, *flags, where=office, REMON_TOKEN=TOKEN)
    after = run("plan", *URGENT, where=office, REMON_TOKEN=TOKEN)

    assert shown.returncode == stopped.returncode == 1
    assert "edited on the server" in shown.stdout
    assert "Nothing was changed" in stopped.stderr
    assert (forced.returncode, after.returncode) == (0, 0), forced.stderr
    assert "published" in forced.stdout


def test_a_form_goes_into_the_archive_and_comes_back(
    run: Run, office: Path, kobo: Kobo
) -> None:
    uid = uid_of(office)

    away = run("archive", *URGENT, where=office, REMON_TOKEN=TOKEN)
    gone = kobo.standing(uid).archived
    back = run("unarchive", *URGENT, where=office, REMON_TOKEN=TOKEN)

    assert (away.returncode, back.returncode) == (0, 0)
    assert gone
    assert not kobo.standing(uid).archived


def test_what_is_not_published_cannot_be_archived(run: Run, office: Path) -> None:
    words = ("archive", "--country", "NGA", "--tool", "case_study")
    ran = run(*words, where=office, REMON_TOKEN=TOKEN)

    assert ran.returncode == 1
    assert "not published from this workspace" in ran.stderr


def test_a_country_may_have_a_tool_in_several_projects(
    run: Run, office: Path, kobo: Kobo
) -> None:
    words = ("deploy", *URGENT, "--training", "--project", "north")
    ran = run(*words, where=office, REMON_TOKEN=TOKEN)

    north = uid_of(office, f"{KEY}@north")
    assert ran.returncode == 0, ran.stderr
    assert north != uid_of(office)
    assert kobo.standing(north).name.endswith(" north")
    slip = run("plan", *URGENT, "--project", "nroth", where=office, REMON_TOKEN=TOKEN)
    assert "note      nroth is new here; known projects: north" in slip.stdout


def test_the_publication_is_in_the_ledger(office: Path) -> None:
    lines = (office / "publications.jsonl").read_text(encoding="utf-8").splitlines()

    (last,) = [json.loads(line) for line in lines if json.loads(line)["key"] == KEY]
    assert last["uid"] == uid_of(office)
    assert last["account"] == "officer"
    assert last["draft"] is True
    assert len(last["content_hash"]) == 12
