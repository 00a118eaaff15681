"""The files of an encrypted submission, fetched from a server over a socket."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from form_servers import published
from recordings import sealed
from recordings.player import Player, Prepared, playing
from recordings.reading import recording
from recordings.workbooks import TEXT, workbook

from deploy.errors import ServerError
from deploy.kobo import Kobo
from deploy.sandbox import Sandbox, serving
from deploy.sealing.decryption import opened, read_manifest
from deploy.sealing.encryption import packed
from deploy.sealing.envelope import MissingFileError
from instrument_specs.public_key import written

UID = "a7os2ByiFy2vvnnhUp6Ekm"
NUMBER = 14
BYTES = {"Content-Type": "application/octet-stream"}
ANSWER_FILE = "submission.xml.enc"


def served(player: Player, *answers: Prepared) -> None:
    player.play(recording("9013"), recording("9009"))
    player.answer(*answers)


def file(name: str) -> Prepared:
    uids = {
        "photo1.png.enc": "att5qt4DZhMPigFGGXquRi5H",
        ANSWER_FILE: "att4U4bbZALoy3QFcMbgCqBg",
    }
    path = f"/api/v2/assets/{UID}/data/14/attachments/{uids[name]}/"
    return Prepared(200, sealed.kobo().files[name], BYTES, "GET", path)


def test_a_recorded_submission_is_fetched_and_read(player: Player, played: Any) -> None:
    served(player, file("photo1.png.enc"), file(ANSWER_FILE))

    envelope = played.kobo().envelope(UID, NUMBER)
    root = opened(read_manifest(envelope.manifest), envelope.file, [sealed.kobo().key])

    assert root.findtext("hh/head_name") == "Secret person"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_file_kept_elsewhere_is_fetched_without_the_token(
    player: Player, played: Any, status: int
) -> None:
    with playing() as storage:
        storage.answer(Prepared(200, b"stored", BYTES, "GET", "/bucket/1"))
        there = {"Location": f"{storage.url}/bucket/1?signature=s3cret"}
        served(player, replace(file(ANSWER_FILE), status=status, headers=there))

        content = played.kobo().envelope(UID, NUMBER).file(ANSWER_FILE)

        assert content == b"stored"
        ((_, path, headers, _),) = storage.seen
        assert path.endswith("?signature=s3cret")
        assert "Authorization" not in headers
        assert storage.unexpected == []


def test_a_file_kept_where_others_could_read_it_is_not_fetched(
    player: Player, played: Any
) -> None:
    there = {"Location": "http://storage.example/bucket/1?signature=s3cret"}
    served(player, Prepared(302, b"", there))

    with pytest.raises(ServerError, match=r"storage\.example.*https") as caught:
        played.kobo().envelope(UID, NUMBER).file(ANSWER_FILE)

    assert "s3cret" not in str(caught.value)


def test_a_store_that_refuses_or_sends_on_is_told(player: Player, played: Any) -> None:
    with playing() as storage:
        storage.answer(Prepared(403), Prepared(302, b"", {"Location": "/x"}))
        there = {"Location": f"{storage.url}/bucket/1?signature=s3cret"}
        served(player, Prepared(302, b"", there), Prepared(302, b"", there))
        envelope = played.kobo().envelope(UID, NUMBER)

        for _ in range(2):
            with pytest.raises(ServerError) as caught:
                envelope.file(ANSWER_FILE)
            assert "s3cret" not in str(caught.value)


def test_a_file_without_end_is_not_read_to_its_end(
    player: Player, played: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deploy.kobo.files.LARGEST_FILE", 1_000_000)
    served(player, replace(file(ANSWER_FILE), body=b"x" * 1_000_001))

    with pytest.raises(ServerError, match="more than 1 MB"):
        played.kobo().envelope(UID, NUMBER).file(ANSWER_FILE)


def test_a_file_that_was_deleted_is_missing(player: Player, played: Any) -> None:
    row = recording("9013")
    files = [one | {"is_deleted": True} for one in row.body["_attachments"]]
    player.play(replace(row, body=row.body | {"_attachments": files}))
    player.play(recording("9009"))

    with pytest.raises(MissingFileError):
        played.kobo().envelope(UID, NUMBER).file(ANSWER_FILE)


@pytest.mark.parametrize("listed", [None, "x", [1, None], [{"uid": "att1"}]])
def test_a_strange_list_of_files_holds_none(
    player: Player, played: Any, listed: object
) -> None:
    row = recording("9013")
    player.play(replace(row, body=row.body | {"_attachments": listed}))
    player.play(recording("9009"))

    with pytest.raises(MissingFileError):
        played.kobo().envelope(UID, NUMBER).file(ANSWER_FILE)


def test_the_sandbox_keeps_an_encrypted_submission_as_the_real_server_does() -> None:
    key = generate_private_key(65537, 2048)
    settings = {"form_id": "x", "public_key": written(key.public_key())}
    box = Sandbox(users={"alice": "a" * 40}, validate=False)
    with serving(box) as url:
        server = Kobo.connect(url, "a" * 40)
        uid = published(server, workbook((TEXT,), settings=(settings,)), "E").uid
        phone = server.phone()
        blank = phone.blank(phone.form(uid))
        answers = (
            f'<{uid} id="{uid}" version="1"><a>words</a><meta><instanceID>uuid:'
            f"39fbd846-80ef-41d0-ba33-fb5c002c9ffb</instanceID></meta></{uid}>"
        )
        sent = packed(blank, answers.encode(), {"photo1.png": b"\x89PNG"})
        assert phone.submit(sent.document, sent.files) == "stored"
        (row,) = server.submissions(uid)
        envelope = server.envelope(uid, row["_id"])
        root = opened(read_manifest(envelope.manifest), envelope.file, [key])

    told = recording("9006").body["results"][0]
    assert {k: type(v) for k, v in row.items()} == {k: type(v) for k, v in told.items()}
    for same in ("_uuid", "meta/rootUuid", "media/file", "encryptedXmlFile"):
        assert row[same] == told[same]
    for one, recorded in zip(row["_attachments"], told["_attachments"], strict=True):
        for same in ("media_file_basename", "mimetype", "question_xpath"):
            assert one[same] == recorded[same]
    assert root.findtext("a") == "words"
