"""What happens to rows on the sandbox: edited, deleted, sent again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from form_servers import published
from recordings.workbooks import titled

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


@pytest.fixture
def held() -> Iterator[tuple[str, str]]:
    """Hold a form with three submissions."""
    with serving(Sandbox(users={"alice": TOKEN}, validate=False)) as url:
        uid = published(kobo(url), titled("Held"), "Held").uid
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


def test_an_edit_of_what_was_edited_before_is_refused(held: tuple[str, str]) -> None:
    url, uid = held

    assert send(url, uid, 4, deprecatedID="uuid:1") == "stored"
    with pytest.raises(ServerError, match="refers to an old version") as caught:
        send(url, uid, 5, deprecatedID="uuid:1")

    assert caught.value.status == 410
    assert send(url, uid, 5, deprecatedID="uuid:4") == "stored"
    assert {row["_uuid"] for row in kobo(url).submissions(uid)} == {"5", "2", "3"}


def test_the_original_of_an_edit_does_not_come_back(held: tuple[str, str]) -> None:
    url, uid = held
    send(url, uid, 4, deprecatedID="uuid:1")

    with pytest.raises(ServerError, match="already exists"):
        send(url, uid, 1)

    assert kobo(url).count(uid) == 3
