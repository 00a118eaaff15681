"""Plans: what is live, what we would publish, and what somebody else did."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from publishing import Office, asking, made, opened
from recordings.workbooks import titled

from builder.questions import text
from deploy.access.around import around
from deploy.comparing.known import known_of
from deploy.comparing.xform_content import content_of
from deploy.errors import ServerError
from deploy.publishing.finding import live_content
from deploy.publishing.keys import other_projects
from deploy.publishing.publications import DIARY, LEDGER
from deploy.publishing.telling_plans import data, lines
from deploy.publishing.verify import verified
from deploy.sandbox import Sandbox, serving
from instrument_specs.workspace import WorkspaceError

FIRST = made(asking())
WORDS = made(asking(food="Is there enough food?"))
MORE = made(asking(lambda form: form.ask(None, text, "X", name="x")))
OTHER = made(asking(lambda form: form.ask(None, text, "Edited", name="y")))
DROPPED = made(asking(lambda form: form.drop("x")))


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Sandbox, str]]:
    box = Sandbox(users={}, validate=False, patience=0)
    with serving(box) as url:
        yield box, url


@pytest.fixture
def office(served: tuple[Sandbox, str], tmp_path: Path) -> Office:
    """Give a new office with an account of its own."""
    box, url = served
    token = secrets.token_hex(20)
    box.users[token] = token
    return opened(tmp_path / "office", url, token)


def test_a_version_that_does_not_compile_is_drift(office: Office) -> None:
    done = office.deploy(FIRST)
    broken = {"type": "text", "name": "a", "label": "A", "relevant": "${nope} = 1"}
    with pytest.raises(ServerError):
        office.server.store_form(done.uid, _book(broken))

    plan = office.plan(WORDS)

    assert any("does not compile" in said for said in plan.drifted)


def _book(*rows: dict[str, str]) -> bytes:
    return titled(FIRST.form.title, rows)


@pytest.mark.parametrize("line", ["{", "[]", '{"key": 1}', "null"])
def test_a_damaged_ledger_is_told(office: Office, line: str) -> None:
    (office.folder / LEDGER).write_text(f"{line}\n", encoding="utf-8")

    with pytest.raises(WorkspaceError, match=r"publications\.jsonl, line 1"):
        office.records.all()


@pytest.mark.parametrize("text_of", ["{", "[]"])
def test_a_damaged_diary_is_told(office: Office, text_of: str) -> None:
    (office.folder / DIARY).write_text(text_of, encoding="utf-8")

    with pytest.raises(WorkspaceError, match="delete it"):
        office.plan(FIRST)


def test_a_second_deployment_at_the_same_time_is_refused(office: Office) -> None:
    with (
        office.records.alone(),
        pytest.raises(WorkspaceError, match="another deployment"),
        office.records.alone(),
    ):
        pass


def test_a_server_that_lies_about_the_version_is_found_out(office: Office) -> None:
    done = office.deploy(FIRST)
    standing = office.server.standing(done.uid)
    live = live_content(office.server, done.uid)

    with pytest.raises(ServerError, match=r"reports version v.*, not v2"):
        verified(live, live, standing, "v2")


def test_another_text_than_published_is_named(office: Office) -> None:
    done = office.deploy(WORDS)
    standing = office.server.standing(done.uid)
    live = live_content(office.server, done.uid)
    wanted_one = _content(FIRST)

    with pytest.raises(ServerError, match=r"q1_1 label English \(en\) is changed"):
        verified(wanted_one, live, standing, done.version)


def test_a_key_that_the_server_ignores_does_not_pass(office: Office) -> None:
    def keyed(form: Any) -> None:
        form.settings = {"public_key": "A" * 40}

    done = office.deploy(FIRST)
    standing = office.server.standing(done.uid)
    live = live_content(office.server, done.uid)

    with pytest.raises(ServerError, match="NOT be encrypted"):
        verified(_content(made(asking(keyed))), live, standing, done.version)


def _content(built: Any) -> Any:
    return content_of(built.xform.encode())


def test_a_plan_is_data_too(office: Office) -> None:
    office.deploy(MORE)
    hostile = made(asking(food="\x1b[31mred\u202e"))
    plan = office.plan(hostile)
    beside = around(office.server, office.place, "NGA", hostile.form, plan.uid)
    known = known_of(hostile.form)

    said = "\n".join(lines(plan, beside, known))
    told = json.loads(json.dumps(data(plan, beside, known)))

    assert "\x1b" not in said
    assert "\u202e" not in said
    assert "1.1 (q1_1)" in said
    assert told["effect"] == "breaking"
    assert told["changes"][0]["name"] == "x"


def test_a_form_of_another_server_is_not_taken_for_deleted(office: Office) -> None:
    done = office.deploy(FIRST)
    for name in (LEDGER, "assets.toml"):
        path = office.folder / name
        text_of = path.read_text(encoding="utf-8").replace(done.uid, "aElsewhere")
        text_of = text_of.replace(done.server, "https://kf.example")
        path.write_text(text_of, encoding="utf-8")

    with pytest.raises(
        ServerError, match=r"was published on https://kf\.example"
    ) as told:
        office.plan(FIRST)

    assert "take its line out" not in str(told.value)


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("NGA/survey@nroth", "nroth is new here; known projects: north, south"),
        ("NGA/survey@north", ""),
        ("NGA/urgent@nroth", ""),
        ("NGA/survey", ""),
    ],
)
def test_a_project_that_is_new_is_told_beside_those_that_are_known(
    key: str, says: str
) -> None:
    known = ["NGA/survey@south", "NGA/survey", "NGA/survey@north", "MDA/urgent@east"]

    assert other_projects(key, known) == says
