"""The client understands what a real ODK Central answered."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from lxml import etree
from recordings.on_central import CENTRAL, told
from recordings.player import Player, Prepared

from deploy.central import Central, forms, people
from deploy.central.project import Project, door, login, project_number
from deploy.central.rows import answers, number, servers_part, xml_answers
from deploy.central.schema import schema_of
from deploy.central.submissions import Submissions
from deploy.errors import FormRefusedError, ServerError
from deploy.wire.transport import Patience

TOKEN = "!$" + "a" * 62
HASTY = Patience(
    connect=1, answer=1, attempts=3, first_wait=0.01, jitter=0, longest_wait=1
)
JSON = {"Content-Type": "application/json"}
HOUSEHOLD = (CENTRAL / "fixtures" / "household-v2.xlsx").read_bytes()
Ask = Callable[[Project], object]


def project(player: Player) -> Project:
    return Project(door(player.url, TOKEN, patience=HASTY), 1)


def play(player: Player, *numbers: str) -> None:
    player.answer(*(told(number).prepared(player.url) for number in numbers))


def store(where: Project) -> str:
    return forms.store(where, "household", HOUSEHOLD, accept_warnings=False)


REFUSED: dict[str, tuple[Ask, tuple[str, ...], str]] = {
    "no login": (lambda p: Central(p).whoami(), ("011",), "does not accept the login"),
    "no right": (
        lambda p: people.app_user(p, "Tablet"),
        ("030", "049"),
        "no right to do this.*manager of the project",
    ),
    "unknown form": (
        lambda p: forms.standing(p, "nosuch"),
        ("094",),
        "does not exist, or not under this name",
    ),
    "somebody else's draft": (
        lambda p: forms.go_live(p, "household"),
        ("102",),
        "not made by this program, version '1'",
    ),
    "two values for one column": (
        lambda p: next(Submissions(p, "household").read(0, ["consent"])),
        ("092", "340"),
        "does not know how to do this",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_is_explained(player: Player, name: str) -> None:
    ask, played, says = REFUSED[name]
    answers = [told(number).prepared(player.url) for number in played]
    player.answer(*(replace(one, path=None) for one in answers))

    with pytest.raises(ServerError, match=says) as caught:
        ask(project(player))

    assert TOKEN not in str(caught.value) + repr(caught.value)
    assert "?" not in caught.value.where
    assert not caught.value.retryable


@pytest.mark.parametrize(
    ("recorded", "says"),
    [
        ("060", "has stored nothing: Language 'French .fr.' is missing .*hint"),
        ("066", "cannot use the form: There should be a choices sheet"),
        ("068", "cannot use the form: .*Unmatched 'begin_group'"),
        ("074", "cannot use the form: .* not recognized"),
        ("202", "questions of the live version are gone: a;"),
        ("204", "attempts to change the type of the field at /a"),
        ("210", "lies in the project's trash"),
        ("801", r"max-pixels.*; questions of the live version are gone: a"),
    ],
)
def test_a_form_that_is_refused_is_explained(
    player: Player, recorded: str, says: str
) -> None:
    refused = replace(told(recorded).prepared(player.url), path=None)
    play(player, "095", "096")
    player.answer(Prepared(200, b"[]", JSON), refused)

    with pytest.raises(FormRefusedError, match=says):
        store(project(player))

    method, path, headers, _ = player.seen[-1]
    assert (method, path) == ("POST", "/v1/projects/1/forms/household/draft")
    assert headers["Content-Type"].endswith("spreadsheetml.sheet")


def test_a_converter_that_is_down_is_asked_again(player: Player) -> None:
    down = replace(told("776").prepared(player.url), path=None)
    play(player, "095", "096")
    player.answer(Prepared(200, b"[]", JSON), *[down] * 3)

    with pytest.raises(ServerError, match="reads workbooks, is not reachable") as got:
        store(project(player))

    assert got.value.retryable


def test_a_wrong_password_is_told_and_not_shown(player: Player) -> None:
    play(player, "003")

    with pytest.raises(ServerError, match="Check e-mail address and password") as got:
        login(player.url, "me@example.com", "s3cret-canary", patience=HASTY)

    assert "canary" not in str(got.value)
    assert "Authorization" not in player.seen[0][2]


def test_a_project_is_found_by_its_name(player: Player) -> None:
    play(player, "021")

    assert project_number(project(player).http, "Demo project") == 1


def test_a_project_of_another_name_is_told(player: Player) -> None:
    play(player, "021")

    with pytest.raises(ServerError, match="sees no project called 'North'"):
        project_number(project(player).http, "North")


def test_a_form_with_a_draft_stands_as_recorded(player: Player) -> None:
    play(player, "087", "102")

    standing = forms.standing(project(player), "household")

    assert (standing.live, standing.saved, standing.archived) == ("1", "1", False)


def test_phones_are_listed_with_those_shut_out(player: Player) -> None:
    play(player, "549")

    first, second = people.app_users(project(player))

    assert (first.name, bool(first.token)) == ("Tablet 1", True)
    assert (second.name, second.token) == ("Tablet 2", "")
    assert first.token not in repr(first)


def test_a_phone_s_forms_are_listed(player: Player) -> None:
    play(player, "137")

    phone = people.AppUser(6, "Tablet 1", "")
    assert people.forms_of(project(player), phone) == {"household"}


def test_a_row_of_the_table_is_what_the_phone_sent() -> None:
    """The same submission, once from the table and once as XML."""
    schema = schema_of(told("092").body)
    (shown,) = told("795").body["value"]
    document = etree.fromstring(told("246").body.encode())

    table, sent = (
        answers(shown, schema, None),
        xml_answers(document, schema.repeats),
    )

    assert sent.pop("meta/deprecatedID")
    for key in ("trace", "shape"):  # height and accuracy are not in the table
        assert table.pop(key)[:8] == sent.pop(key)[:8]
    assert table == sent


def test_names_and_odd_answers_of_the_table_are_understood() -> None:
    schema = schema_of(told("601").body)
    by_id = {
        one["__id"]: answers(one, schema, None) for one in told("608").body["value"]
    }

    good = by_id["uuid:t-good"]
    assert (good["first-name"], good["a.b"]) == ("Z", "ab")
    assert good["gp"] == "1 2 0 0"
    assert good["rep-eat"] == [{"rep-eat/y": "1"}, {}]
    assert "rep-eat" not in by_id["uuid:t-missing"]
    assert by_id["uuid:t-missing"].keys() == {"meta/instanceID", "_uuid"}
    assert by_id["uuid:t-neg"]["i"] == "-5"


def test_only_the_wanted_answers_of_a_whole_row_stay() -> None:
    (shown,) = told("795").body["value"]

    kept = answers(shown, schema_of(told("092").body), {"consent", "children"})

    assert kept.keys() == {"consent", "children", "_uuid"}


@pytest.mark.parametrize("recorded", ["417", "437"])
def test_an_encrypted_row_shows_itself(recorded: str) -> None:
    shown = told(recorded).body["value"][-1]
    if recorded == "417":
        shown = told(recorded).body["value"][1]

    part = servers_part(shown, "x")

    assert part["base64EncryptedKey"] == ""
    assert part["_uuid"] == shown["__id"].removeprefix("uuid:")


def test_a_review_is_told_in_kobotoolbox_s_words() -> None:
    (row,) = told("738").body["value"]
    states = {"approved": "approved", "rejected": "not_approved"}

    for state, word in states.items():
        system = row["__system"] | {"reviewState": state}
        part = servers_part(row | {"__system": system}, "x")
        assert part["_validation_status"] == {"uid": f"validation_status_{word}"}

    edited = row | {"__system": row["__system"] | {"reviewState": "edited"}}
    assert servers_part(edited, "x")["_validation_status"] == {}


@pytest.mark.parametrize(
    "row",
    [
        {"__id": "uuid:1"},
        {"__id": None, "__system": {}},
        {"__id": "uuid:1", "__system": {"submissionDate": "CANARY"}},
    ],
)
def test_a_row_without_id_or_date_is_told(row: dict[str, Any]) -> None:
    with pytest.raises(ServerError, match="without id or date") as caught:
        number(row)

    assert "CANARY" not in str(caught.value)


@pytest.mark.parametrize("body", [[], {"value": None}, {"value": ["x"]}, {"value": {}}])
def test_a_table_that_is_none_is_told(player: Player, body: object) -> None:
    play(player, "092")
    player.answer(Prepared(200, json.dumps(body).encode(), JSON))

    with pytest.raises(ServerError, match=r"data format|no list of submissions"):
        list(Submissions(project(player), "household").read(0, None))


def test_a_redirect_does_not_carry_the_login_away(player: Player) -> None:
    player.answer(Prepared(301, b"", {"Location": "https://elsewhere.example/v1"}))

    with pytest.raises(ServerError, match=r"another host, elsewhere\.example"):
        Central(project(player)).whoami()


def test_a_phone_s_token_in_a_path_is_not_told(player: Player) -> None:
    player.answer(Prepared(403, b"", {}))
    key = "secret!canary" + "a" * 40
    phone = Project(door(f"{player.url}/v1/key/{key}", TOKEN, patience=HASTY), 1)

    with pytest.raises(ServerError) as caught:
        phone.http.get("/projects/1/formList")

    assert "canary" not in str(caught.value)
