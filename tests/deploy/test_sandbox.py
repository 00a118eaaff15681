"""What the sandbox promises beyond the recordings."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest
import requests
from form_servers import published
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
        form = published(kobo(url), titled("Kept"), "Kept")
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
        uid = client.create("A", "A")
        client.store_form(uid, titled("A"))

        requests.post(
            f"{url}/api/v2/assets/{uid}/deployment/",
            headers={"Authorization": f"Token {TOKEN}"},
            json={},
            timeout=10,
        )

        assert client.standing(uid).archived
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
        uid = client.create("Bad", "Bad")
        client.store_form(uid, workbook((bad,)))
        with pytest.raises(ServerError, match="mismatched brackets"):
            client.go_live(uid)

        assert client.standing(uid).live is None


def test_one_account_sees_nothing_of_another() -> None:
    other = "b" * 40
    box = Sandbox(users={"alice": TOKEN, "bob": other}, validate=False)

    with serving(box) as url:
        uid = published(kobo(url), titled("Mine"), "Mine").uid

        assert kobo(url, other).named("Mine") == []
        for ask in (kobo(url, other).standing, kobo(url, other).count):
            with pytest.raises(ServerError, match="no access"):
                ask(uid)


def test_phones_keep_the_old_form_until_the_next_deployment() -> None:
    box = Sandbox(users={"alice": TOKEN}, validate=False)

    with serving(box) as url:
        client = kobo(url)
        uid = published(client, titled("One"), "One").uid
        before = client.phone().form(uid)
        client.store_form(uid, NESTED)

        assert client.phone().form(uid) == before
        client.go_live(uid)
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
