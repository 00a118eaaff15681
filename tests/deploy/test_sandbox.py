"""What the sandbox promises beyond the recordings."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from recordings.workbooks import NESTED, titled, workbook

from deploy.errors import ServerError
from deploy.kobo import Kobo
from deploy.sandbox import Sandbox, serving
from deploy.sandbox.query import UnsupportedError, matches
from deploy.transport import Transport
from deploy.waiting import Pace

TOKEN = "a" * 40
ROW = {"_id": 7, "hh/age": "34", "_validation_status": {"uid": "ok"}, "empty": None}


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ({}, True),
        ({"_id": 7}, True),
        ({"_id": "7"}, False),
        ({"hh/age": "34"}, True),
        ({"hh/age": 34}, False),
        ({"_id": {"$gt": 6}}, True),
        ({"_id": {"$gt": 7}}, False),
        ({"_id": {"$gte": 7, "$lt": 8}}, True),
        ({"_id": {"$lte": 6}}, False),
        ({"hh/age": {"$gt": 10}}, False),
        ({"hh/age": {"$gt": "10"}}, True),
        ({"_id": {"$in": [1, 7]}}, True),
        ({"_id": {"$nin": [1, 7]}}, False),
        ({"no": {"$nin": ["a"]}}, True),
        ({"_id": {"$ne": 8}}, True),
        ({"no": {"$ne": "a"}}, True),
        ({"no": {"$gt": "a"}}, False),
        ({"no": {"$exists": False}}, True),
        ({"hh/age": {"$exists": True}}, True),
        ({"no": None}, True),
        ({"empty": None}, True),
        ({"_validation_status.uid": "ok"}, True),
        ({"$or": [{"_id": 1}, {"hh/age": "34"}]}, True),
        ({"$and": [{"_id": 7}, {"hh/age": "35"}]}, False),
        ({"$where": "1==1"}, False),
        ({"_id": {"$foo": 1}}, False),
    ],
)
def test_a_query_selects_as_the_database_does(
    query: dict[str, Any],
    fits: bool,  # noqa: FBT001  a column of the table
) -> None:
    assert matches(ROW, query) is fits


@pytest.mark.parametrize("query", [{"a": {"$regex": "x"}}, {"$expr": {}}])
def test_what_the_sandbox_cannot_select_is_no_empty_result(
    query: dict[str, Any],
) -> None:
    with pytest.raises(UnsupportedError):
        matches(ROW, query)


def kobo(url: str, token: str = TOKEN) -> Kobo:
    return Kobo(Transport(url, token), pace=Pace(first=0.005))


def send(url: str, uid: str, number: int, **meta: str) -> str:
    more = "".join(f"<{key}>{value}</{key}>" for key, value in meta.items())
    return (
        kobo(url)
        .phone()
        .submit(
            f'<data id="{uid}"><a>{number}</a><meta><instanceID>uuid:{number}'
            f"</instanceID>{more}</meta></data>".encode()
        )
    )


def test_a_restart_loses_nothing(tmp_path: Path) -> None:
    box = Sandbox(users={"alice": TOKEN}, folder=tmp_path, validate=False)
    with serving(box) as url:
        form = kobo(url).publish(titled("Kept"), name="Kept")
        for number in (1, 2, 3):
            send(url, form.uid, number)
        delete(url, f"{form.uid}/data/3/")
        before = [dict(row) for row in kobo(url).submissions(form.uid)]
    box.close()

    again = Sandbox(users={"alice": TOKEN}, folder=tmp_path, validate=False)
    with serving(again) as url:
        after = [dict(row) for row in kobo(url).submissions(form.uid)]
        send(url, form.uid, 4)
        numbers = [row["_id"] for row in kobo(url).submissions(form.uid)]
    again.close()

    assert after == before
    assert numbers == [1, 2, 4]


def test_nothing_is_kept_without_a_folder(tmp_path: Path) -> None:
    with serving(Sandbox(validate=False)):
        assert list(tmp_path.iterdir()) == []


def test_a_user_is_made_up_when_none_is_given() -> None:
    box = Sandbox()

    with serving(box) as url:
        assert kobo(url, box.token).whoami() == "trainer"


def test_only_one_address_of_this_machine_is_open() -> None:
    with serving(Sandbox()) as url:
        host, port = url.removeprefix("http://").split(":")

        with socket.socket() as other, pytest.raises(OSError, match=r"refused|route"):
            other.connect(("127.0.0.2", int(port)))

    assert host == "127.0.0.1"


def test_a_chosen_port_is_taken() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    with serving(Sandbox(), port=port) as url:
        assert url == f"http://127.0.0.1:{port}"


def test_odk_validate_has_the_last_word() -> None:
    bad = {"type": "integer", "name": "a", "label": "A", "constraint": ". >== 3 and ("}
    box = Sandbox()

    with serving(box) as url:
        client = kobo(url, box.token)
        uid = client.import_form(workbook((bad,)), name="Bad", filename="form.xlsx")
        with pytest.raises(ServerError, match="mismatched brackets"):
            client.deploy(uid)

        assert not client.asset(uid).has_deployment


def test_one_account_sees_nothing_of_another() -> None:
    other = "b" * 40
    box = Sandbox(users={"alice": TOKEN, "bob": other}, validate=False)

    with serving(box) as url:
        uid = kobo(url).publish(titled("Mine"), name="Mine").uid

        assert list(kobo(url, other).assets()) == []
        for ask in (kobo(url, other).asset, kobo(url, other).count):
            with pytest.raises(ServerError, match="no access"):
                ask(uid)


def test_phones_keep_the_old_form_until_the_next_deployment() -> None:
    box = Sandbox(users={"alice": TOKEN}, validate=False)

    with serving(box) as url:
        client = kobo(url)
        uid = client.publish(titled("One"), name="One").uid
        before = client.phone().form(uid)
        client.import_form(NESTED, name="Two", filename="f.xlsx", destination=uid)

        assert client.phone().form(uid) == before
        client.deploy(uid)
        after = client.phone().form(uid)

    assert (before.version[0], after.version[0]) == ("1", "2")
    assert before.md5 != after.md5


@pytest.fixture
def held() -> Iterator[tuple[str, str]]:
    """Hold a form with three submissions."""
    with serving(Sandbox(users={"alice": TOKEN}, validate=False)) as url:
        uid = kobo(url).publish(titled("Held"), name="Held").uid
        for number in (1, 2, 3):
            send(url, uid, number)
        yield url, uid


def delete(url: str, path: str, **body: Any) -> requests.Response:
    return requests.delete(
        f"{url}/api/v2/assets/{path}",
        headers={"Authorization": f"Token {TOKEN}"},
        timeout=10,
        **body,
    )


def test_submissions_are_deleted_together_or_not_at_all(held: tuple[str, str]) -> None:
    url, uid = held

    partly = delete(
        url, f"{uid}/data/bulk/", json={"payload": {"submission_ids": [1, 9]}}
    )
    whole = delete(
        url, f"{uid}/data/bulk/", json={"payload": {"submission_ids": [1, 2]}}
    )

    assert (partly.status_code, whole.status_code) == (400, 200)
    assert whole.json() == {"detail": "2 submissions have been deleted"}
    assert [row["_id"] for row in kobo(url).submissions(uid)] == [3]


def test_all_are_deleted_only_when_confirmed(held: tuple[str, str]) -> None:
    url, uid = held

    delete(url, f"{uid}/data/bulk/", json={"payload": {"confirm": True}})

    assert kobo(url).count(uid) == 0


def test_a_deleted_submission_may_come_again_under_a_new_number(
    held: tuple[str, str],
) -> None:
    url, uid = held

    delete(url, f"{uid}/data/2/")

    assert send(url, uid, 2) == "stored"
    assert [row["_id"] for row in kobo(url).submissions(uid)] == [1, 3, 4]


def test_a_deleted_form_takes_its_submissions_along(held: tuple[str, str]) -> None:
    url, uid = held

    assert delete(url, f"{uid}/").status_code == 204
    with pytest.raises(ServerError, match="no access"):
        kobo(url).count(uid)


def test_there_is_no_order_without_asking_for_one(held: tuple[str, str]) -> None:
    url, uid = held

    unsorted = requests.get(
        f"{url}/api/v2/assets/{uid}/data/",
        headers={"Authorization": f"Token {TOKEN}"},
        timeout=10,
    ).json()["results"]

    assert sorted(row["_id"] for row in unsorted) == [1, 2, 3]
    assert [row["_id"] for row in unsorted] != [1, 2, 3]
