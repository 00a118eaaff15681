"""What ODK Central holds and what is here stay the same, over a socket."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from central_place import CentralPlace, central_place
from form_servers import published
from lxml import etree
from publishing import made
from small_form import consenting, small_form

from builder.form import Form
from scorers.storing import archive
from scorers.storing.store import Store, open_store
from scorers.storing.sync import SWEEP_EVERY, Pulled, Sync

PROJECT, NAME = "NGA/survey", "Form A"
NOW = datetime(2026, 1, 9, 8, tzinfo=UTC)
SOON, LATER = timedelta(minutes=5), SWEEP_EVERY
Row = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def place() -> Iterator[CentralPlace]:
    with central_place() as found:
        client = found.client(accept_warnings=True)  # of a repeat without a label
        published(client, made(small_form()).workbook, NAME)
        yield found


@pytest.fixture
def uid(place: CentralPlace) -> str:
    place.form("Form_A").submissions.clear()
    return "Form_A"


@pytest.fixture
def sqlite(tmp_path: Any) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path}/remon.db")
    yield opened
    opened.close()


@pytest.fixture
def pull(
    place: CentralPlace, uid: str, form: Form, sqlite: Store
) -> Callable[..., Pulled]:
    def pulled(after: timedelta = timedelta(), **options: Any) -> Pulled:
        one = Sync(place.client(), uid, form, sqlite, PROJECT, "built here")
        return one.pull(NOW + after, **options)

    return pulled


@pytest.fixture
def send(place: CentralPlace, uid: str, row: Row) -> Callable[..., None]:
    """Send a row as a phone does: nested, with an instance id."""

    def sent(number: int, replaces: str = "", **answers: Any) -> None:
        version = place.form(uid).versions[-1].version
        root = etree.Element("data", id=uid, version=version)
        paths = row(number, **consenting(**{"content_hash": "built here", **answers}))
        meta = {"meta/instanceID": f"uuid:{number}"}
        if replaces:
            meta["meta/deprecatedID"] = f"uuid:{replaces}"
        plain = {k: v for k, v in paths.items() if k[0] != "_" and k[:5] != "meta/"}
        for path, value in (plain | meta).items():
            element = root
            for name in path.split("/"):
                found = element.find(name)
                element = etree.SubElement(element, name) if found is None else found
            element.text = str(value)
        place.client().phone().submit(etree.tostring(root))

    return sent


def stored(store: Store) -> dict[str, Any]:
    with store.begin() as connection:
        return {one.submission: one for one in archive.submissions(connection, PROJECT)}


def test_what_phones_send_is_taken_once(
    pull: Callable[..., Pulled], send: Callable[..., None], sqlite: Store
) -> None:
    send(1, q1_1="yes")
    first = pull()
    send(2, q1_1="no")
    second = pull(SOON)

    assert (first.taken.new, first.complete) == (1, True)
    assert (second.taken.new, second.taken.unchanged, second.complete) == (1, 1, True)
    found = stored(sqlite)
    assert [found[one].value("q1_1") for one in ("1", "2")] == ["yes", "no"]


def test_an_edit_and_a_review_show_without_a_sweep(
    place: CentralPlace,
    uid: str,
    pull: Callable[..., Pulled],
    send: Callable[..., None],
    sqlite: Store,
) -> None:
    send(1, q1_1="yes")
    send(2, q1_1="yes")
    pull()
    send(3, replaces="1", q1_1="no")
    client = place.client()
    path = f"{client.project.form(uid)}/submissions/uuid:2"
    client.project.http.patch(path, json={"reviewState": "rejected"})

    pulled = pull(SOON)

    found = stored(sqlite)
    assert (pulled.taken.changed, pulled.complete) == (2, True)
    assert found.keys() == {"1", "2"}
    assert found["1"].value("q1_1") == "no"


def test_a_deletion_is_followed_and_a_restored_one_comes_back(
    place: CentralPlace,
    uid: str,
    pull: Callable[..., Pulled],
    send: Callable[..., None],
    sqlite: Store,
) -> None:
    for number in (1, 2, 3):
        send(number, q1_1="yes")
    pull()
    place.drop(uid, "uuid:2")
    deleted = pull(SOON)
    after = stored(sqlite).keys()
    place.form(uid).submissions["uuid:2"].deleted = None
    restored = pull(SOON)

    assert (deleted.taken.deleted, deleted.complete) == (1, True)
    assert after == {"1", "3"}
    assert restored.complete
    assert stored(sqlite).keys() == {"1", "2", "3"}


def test_answers_of_an_older_version_are_read_whole(
    place: CentralPlace,
    uid: str,
    pull: Callable[..., Pulled],
    send: Callable[..., None],
    sqlite: Store,
) -> None:
    send(1, q1_1="yes", content_hash="older")
    live = place.form(uid).versions[-1]
    kept = [one for one in live.fields if not one["path"].endswith("q1_1")]
    shown, live.fields = live.fields, kept  # the question was removed since

    pull()
    live.fields = shown

    assert stored(sqlite)["1"].value("q1_1") == "yes"
