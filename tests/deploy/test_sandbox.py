"""What the sandbox promises beyond the recordings."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest
import requests
from recordings.workbooks import NESTED, titled, workbook

from deploy.errors import ServerError
from deploy.kobo import Kobo
from deploy.sandbox import Sandbox, serving
from deploy.wire.transport import Transport
from deploy.wire.waiting import Pace

TOKEN = "a" * 40


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


def test_the_token_outlives_a_restart(tmp_path: Path) -> None:
    tokens = []
    for _ in range(2):
        box = Sandbox(folder=tmp_path)
        tokens.append(box.token)
        box.close()

    assert tokens[0] == tokens[1]
    assert Sandbox().token != Sandbox().token


def test_a_deployment_that_does_not_say_active_lands_in_the_archive() -> None:
    with serving(Sandbox(users={"alice": TOKEN}, validate=False)) as url:
        client = kobo(url)
        uid = client.import_form(titled("A"), name="A", filename="f.xlsx")

        requests.post(
            f"{url}/api/v2/assets/{uid}/deployment/",
            headers={"Authorization": f"Token {TOKEN}"},
            json={},
            timeout=10,
        )

        assert client.asset(uid).has_deployment
        assert not client.asset(uid).active
        assert client.phone().forms() == ()


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


def delete(url: str, path: str, **body: Any) -> requests.Response:
    return requests.delete(
        f"{url}/api/v2/assets/{path}",
        headers={"Authorization": f"Token {TOKEN}"},
        timeout=10,
        **body,
    )
