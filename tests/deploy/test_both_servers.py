"""What the project needs of a form server, on each kind of server alike.

Runs against both stand-ins, and against the real servers that the environment
names (`form_servers.py`).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from form_servers import Server, Site, published
from lxml import etree
from recordings.workbooks import TEXT, titled, workbook

from deploy.errors import FormRefusedError, ServerError
from deploy.sealing.decryption import opened, read_manifest
from deploy.sealing.encryption import packed
from instrument_specs.public_key import written

LONGER = (TEXT, {"type": "text", "name": "b", "label": "B"})
BROKEN = ({"type": "begin group", "name": "g", "label": "G"}, TEXT)


@pytest.fixture
def server(site: Site) -> Server:
    return site.client()


@pytest.fixture
def name(site: Site) -> Iterator[str]:
    """Give a name that no other form has; delete what got it at the end."""
    found = f"Form {uuid.uuid4().hex[:12]}"
    yield found
    for one in site.client().named(found):
        site.delete(one.uid)


def filled(server: Server, uid: str, answer: str, **meta: str) -> bytes:
    """Answer the first question of the blank form that phones get."""
    phone = server.phone()
    html = etree.fromstring(phone.blank(phone.form(uid)))
    instance = html.find(".//{http://www.w3.org/2002/xforms}instance")[0]
    instance.find("{*}a").text = answer
    group = instance.find("{*}meta")
    group.find("{*}instanceID").text = meta.pop("instance", f"uuid:{uuid.uuid4()}")
    for key, value in meta.items():
        etree.SubElement(group, group.tag.replace("meta", key)).text = value
    text = etree.tostring(instance, encoding="unicode")
    return text.replace(' xmlns="http://www.w3.org/2002/xforms"', "").encode()


def test_the_account_is_named(server: Server) -> None:
    assert server.whoami()


def test_a_wrong_token_is_told(site: Site) -> None:
    wrong = replace(site, token="0" * 40)  # type: ignore[type-var]

    with pytest.raises(ServerError, match="does not accept the") as caught:
        wrong.client().whoami()

    assert caught.value.status == 401


def test_a_form_goes_live_and_again(server: Server, name: str) -> None:
    first = published(server, titled(name), name)
    second = published(server, titled(name, LONGER), name, first.uid)

    (standing,) = server.named(name)
    assert first.uid == second.uid == standing.uid
    assert first.version_id != second.version_id
    assert standing.saved == standing.live == second.version_id


def test_a_form_that_cannot_be_used_changes_nothing(server: Server, name: str) -> None:
    form = published(server, titled(name), name)
    before = server.live_xform(form.uid)

    with pytest.raises(FormRefusedError):
        server.store_form(form.uid, titled(name, BROKEN))

    assert server.live_xform(form.uid) == before


def test_what_phones_send_comes_back_once(server: Server, name: str) -> None:
    uid = published(server, titled(name), name).uid
    sent = filled(server, uid, "water")

    server.phone().submit(sent)
    server.phone().submit(sent)

    (row,) = server.submissions(uid)
    assert row["a"] == "water"
    assert row["meta/rootUuid"] == row["meta/instanceID"] == f"uuid:{row['_uuid']}"
    assert row["_xform_id_string"] == uid
    assert server.count(uid) == 1
    assert b"<a>water</a>" in server.envelope(uid, row["_id"]).manifest
    assert [one["a"] for one in server.rows(uid, [row["_id"]])] == ["water"]


def test_an_unanswered_question_is_absent(server: Server, name: str) -> None:
    uid = published(server, titled(name), name).uid

    server.phone().submit(filled(server, uid, ""))

    (row,) = server.submissions(uid)
    assert "a" not in row


def test_only_the_wanted_answers_come(server: Server, name: str) -> None:
    uid = published(server, titled(name, LONGER), name).uid
    server.phone().submit(filled(server, uid, "water"))

    (row,) = server.submissions(uid, fields=["b"])

    assert "a" not in row
    assert row.keys() >= {"_id", "_uuid", "meta/rootUuid", "_validation_status"}


def test_an_edit_keeps_number_and_root(server: Server, name: str) -> None:
    uid = published(server, titled(name), name).uid
    one, two = (f"uuid:{uuid.uuid4()}" for _ in range(2))
    server.phone().submit(filled(server, uid, "water", instance=one))
    (before,) = server.submissions(uid)

    edit = filled(server, uid, "food", instance=two, deprecatedID=one)
    server.phone().submit(edit)

    (after,) = server.submissions(uid)
    assert after["a"] == "food"
    for key in ("_id", "_submission_time", "meta/rootUuid"):
        assert after[key] == before[key]
    assert f"uuid:{after['_uuid']}" == two


def test_the_same_id_with_other_answers_is_refused(server: Server, name: str) -> None:
    uid = published(server, titled(name), name).uid
    same = f"uuid:{uuid.uuid4()}"
    server.phone().submit(filled(server, uid, "water", instance=same))

    with pytest.raises(ServerError) as caught:
        server.phone().submit(filled(server, uid, "food", instance=same))

    assert caught.value.status == 409


def test_reading_goes_on_after_the_last_number(server: Server, name: str) -> None:
    uid = published(server, titled(name), name).uid
    for answer in ("one", "two", "three"):
        server.phone().submit(filled(server, uid, answer))
    first, *_ = server.submissions(uid, page_size=2)

    rest = server.submissions(uid, after=first["_id"], page_size=1)

    # What came in shortly before may come again, where the server tells of changes.
    answers = [row["a"] for row in rest if row["_id"] > first["_id"]]
    assert answers == ["two", "three"]


def test_a_deleted_submission_is_gone(server: Server, name: str) -> None:
    uid = published(server, titled(name), name).uid
    for answer in ("one", "two"):
        server.phone().submit(filled(server, uid, answer))
    first, second = server.submissions(uid)

    for _ in range(2):
        server.delete(uid, first["_id"])

    held = [server.holds(uid, row["_id"]) for row in (first, second)]
    assert held == [False, True]
    assert server.count(uid) == 1
    assert [row["a"] for row in server.submissions(uid)] == ["two"]


def test_an_archived_form_is_not_offered_to_phones(server: Server, name: str) -> None:
    uid = published(server, titled(name), name).uid

    server.archive(uid, archived=True)
    closed = server.standing(uid), server.phone().forms(uid)
    server.archive(uid, archived=False)

    assert closed[0].archived
    assert not [one for one in closed[1] if one.form_id == uid]
    assert server.phone().form(uid)


def test_an_encrypted_submission_is_fetched_and_read(server: Server, name: str) -> None:
    key = generate_private_key(65537, 2048)
    settings: dict[str, Any] = {
        "form_id": "x",
        "form_title": name,
        "public_key": written(key.public_key()),
    }
    uid = published(server, workbook(LONGER, settings=(settings,)), name).uid
    phone = server.phone()
    sent = packed(phone.blank(phone.form(uid)), filled(server, uid, "CANARY"))
    phone.submit(sent.document, sent.files)

    (row,) = server.submissions(uid, fields=["a", "base64EncryptedKey"])
    envelope = server.envelope(uid, row["_id"])
    root = opened(read_manifest(envelope.manifest), envelope.file, [key])

    assert "base64EncryptedKey" in row
    assert "CANARY" not in str(row) + envelope.manifest.decode()
    assert root.findtext("a") == "CANARY"
