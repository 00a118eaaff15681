"""Encrypted submissions, from phone to store: as if they had never been encrypted."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import form_servers
import pytest
from central_place import central_place
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    generate_private_key,
)
from publishing import made
from recordings import sealed
from recordings.reading import recording
from small_form import small_form

from builder.case import Case
from builder.form import Form
from builder.wording import Wording
from builder.workbook import workbook
from builder.xlsform import sheets
from deploy import Kobo, ServerError
from deploy.central import Central
from deploy.rehearsal import Sitting, submission
from deploy.sandbox import Sandbox, serving
from deploy.sandbox.records import unpack
from deploy.sealing.encryption import Packed, encrypted, packed
from deploy.sealing.envelope import Attached, Envelope
from deploy.wire.openrosa import OpenRosa
from instrument_specs.public_key import written
from scorers.reading.closed import Closed, Unread
from scorers.reading.encrypted_rows import SEAL, decrypting
from scorers.reading.needed import paths
from scorers.reading.submission import Submission
from scorers.storing import archive, rows
from scorers.storing.store import Store, open_store
from scorers.storing.sync import Pulled, Sync

TOKEN = "a" * 40
CANARY, PHONE = "canary-words-of-a-person", "canary-number"
NOW = datetime(2026, 1, 15, 10, tzinfo=UTC)
PROJECT = "NGA/survey"
ANSWERED = {
    "interview_date": "2026-01-15",
    "interviewer_code": 7,
    "respondent_code": "12345676",
    "round": 1,
    "sitting": 1,
    "phone": PHONE,
    "consent": "yes",
    "q1_1": "yes",
    "q1_2": "food loan",
    "q1_3": 40,
    "q1_4": CANARY,
    "go_on_1": "continue",
    "q2_1": "no",
    "debt": [{"q2_2": "arranger", "q2_3": 5}, {"q2_2": "family"}],
    "keep_answers": "keep",
}


@dataclass
class Office:
    """A form on a server, a phone that answers it, and an office that pulls."""

    server: Kobo | Central
    phone: OpenRosa
    form: Form
    uid: str
    blank: bytes
    key: RSAPrivateKey
    store: Store
    sent: int = 0

    def filled(self, **changes: Any) -> bytes:
        self.sent += 1
        identity = f"00000000-0000-4000-8000-{self.sent:012}"
        case = Case(self.form, ANSWERED | changes)
        return submission(self.blank, case, Sitting(identity, NOW, NOW))

    def packed(self, **changes: Any) -> Packed:
        return packed(self.blank, self.filled(**changes))

    def send(self, sent: Packed) -> str:
        self.phone.submit(sent.document, sent.files)
        return f"00000000-0000-4000-8000-{self.sent:012}"

    def pull(self, *keys: RSAPrivateKey, everything: bool = False) -> Pulled:
        with self.store.begin() as connection:
            read = rows.seals(connection, PROJECT)
        source = decrypting(self.server, keys, self.form, read)
        sync = Sync(source, self.uid, self.form, self.store, PROJECT)
        return sync.pull(NOW, everything=everything)

    def taken(self) -> dict[str, Submission]:
        with self.store.begin() as connection:
            return {
                one.submission: one for one in archive.submissions(connection, PROJECT)
            }

    def aside(self) -> dict[str, str]:
        with self.store.begin() as connection:
            return {
                one.row: one.reason for one in archive.set_aside(connection, PROJECT)
            }


@pytest.fixture(scope="module")
def key() -> RSAPrivateKey:
    return generate_private_key(65537, 2048)


@dataclass
class Published:
    """A form on a server, and ways to look at and into what is kept there."""

    server: Kobo | Central
    form: Form
    uid: str
    stored: Callable[[], list[bytes]]
    reject: Callable[[int], object]
    forget: Callable[[], None]


@pytest.fixture(scope="module", params=["kobo", "central"])
def published(
    key: RSAPrivateKey, request: pytest.FixtureRequest
) -> Iterator[Published]:
    form = small_form()
    form.settings = {"public_key": written(key.public_key())}
    if request.param == "kobo":
        book = workbook(sheets(form, Wording(("en",), lambda _, text, __: text)))
        with on_kobo(form, book) as found:
            yield found
    else:
        with on_central(form, made(form).workbook) as found:
            yield found


@contextmanager
def on_kobo(form: Form, book: bytes) -> Iterator[Published]:
    box = Sandbox(users={"officer": TOKEN}, validate=False)

    def stored() -> list[bytes]:
        kept = box.submissions.values()
        files = [unpack(f.content) for one in kept for f in one.attachments]
        return [*files, *(one.xml.encode() for one in kept)]

    def reject(number: int) -> object:
        status = {"validation_status.uid": "validation_status_not_approved"}
        path = f"/api/v2/assets/{uid}/data/{number}/validation_status/"
        return server._http.patch(path, json=status)  # no verb of ours sets it

    def forget() -> None:
        for record in list(box.submissions.values()):
            box.forget(record)

    with serving(box) as url:
        server = Kobo.connect(url, TOKEN)
        uid = form_servers.published(server, book, "Form A").uid
        yield Published(server, form, uid, stored, reject, forget)
    box.close()


@contextmanager
def on_central(form: Form, book: bytes) -> Iterator[Published]:
    with central_place() as place:
        server = place.client(accept_warnings=True)  # of a repeat without a label
        uid = form_servers.published(server, book, "Form A").uid
        kept = place.form(uid).submissions

        def stored() -> list[bytes]:
            files = [f for one in kept.values() for f in one.files.values() if f]
            return [
                *files,
                *(s.xml.encode() for one in kept.values() for s in one.sent),
            ]

        def reject(number: int) -> object:
            (row,) = server.rows(uid, [number])
            path = f"{server.project.form(uid)}/submissions/{row['meta/rootUuid']}"
            return server.project.http.patch(path, json={"reviewState": "rejected"})

        yield Published(server, form, uid, stored, reject, kept.clear)


@pytest.fixture
def office(
    tmp_path: Path, key: RSAPrivateKey, published: Published
) -> Iterator[Office]:
    server, uid = published.server, published.uid
    phone = server.phone()
    blank = phone.blank(phone.form(uid))
    store = open_store(tmp_path / "remon.db")
    yield Office(server, phone, published.form, uid, blank, key, store)
    store.close()
    published.forget()


def test_an_encrypted_submission_is_what_a_plain_one_is(office: Office) -> None:
    plain = office.send(Packed(office.filled(), {}))
    closed = office.send(office.packed())

    pulled = office.pull(office.key)

    taken = office.taken()
    assert pulled.complete
    assert office.aside() == {}
    assert taken.keys() == {plain, closed}
    assert taken[plain].answers == taken[closed].answers
    assert taken[plain].form_version == taken[closed].form_version != ""
    assert taken[closed].content_hash == taken[plain].content_hash
    assert taken[closed].problems == ()
    assert taken[closed].submitted_at is not None
    assert [one["q2_2"] for one in taken[closed].instances("debt")] == [
        "arranger",
        "family",
    ]


def test_what_a_person_said_in_words_is_found_nowhere(
    office: Office,
    published: Published,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    caplog.set_level(logging.DEBUG)
    office.send(office.packed())
    office.send(replace(spoilt := office.packed(), files=changed(spoilt.files)))

    office.pull(office.key)

    assert (len(office.taken()), len(office.aside())) == (1, 1)
    kept = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert kept
    assert published.stored()
    kept += published.stored()
    kept += [one.encode() for one in (*capfd.readouterr(), caplog.text)]
    assert not any(b"canary" in one for one in kept)


def test_an_opened_row_holds_only_what_is_needed(office: Office) -> None:
    office.send(office.packed())

    source = decrypting(office.server, (office.key,), office.form)
    (row,) = source.submissions(office.uid)
    (whole,) = source.rows(office.uid, [row["_id"]])

    assert row == whole
    assert PHONE not in str(row)
    # Whether 1.4 was answered is needed; the reader keeps that and no word of it.
    assert [key for key in row if CANARY in str(row[key])] == ["b1/q1_4"]


def changed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {name: bytes([one[0] ^ 1]) + one[1:] for name, one in files.items()}


def test_rows_that_stay_closed_are_told_and_hold_nothing_back(office: Office) -> None:
    other = generate_private_key(65537, 2048)
    foreign = office.send(encrypted(office.filled(), other.public_key(), {}))
    spoilt = office.send(replace(one := office.packed(), files=changed(one.files)))
    missing = office.send(replace(office.packed(), files={}))
    good = office.send(office.packed())

    pulled = office.pull(office.key)

    assert office.taken().keys() == {good}
    aside = office.aside()
    assert "for another key" in aside[foreign]
    assert "changed" in aside[spoilt]
    assert "not on the server" in aside[missing]
    assert pulled.there == pulled.here == 4


def test_a_file_that_comes_late_opens_the_row_at_the_next_pull(office: Office) -> None:
    sent = office.packed()
    name = office.send(replace(sent, files={}))
    office.pull(office.key)
    assert list(office.aside()) == [name]

    office.send(sent)
    office.pull(office.key)

    assert office.aside() == {}
    assert list(office.taken()) == [name]


def test_an_encrypted_row_that_is_deleted_there_goes_here(office: Office) -> None:
    gone, stays = office.send(office.packed()), office.send(office.packed())
    office.pull(office.key)
    first, _ = sorted(office.server.submissions(office.uid), key=lambda row: row["_id"])
    office.server.delete(office.uid, first["_id"])

    pulled = office.pull(office.key)

    assert pulled.complete
    assert gone not in office.taken()
    assert office.taken().keys() == {stays}


def test_a_new_key_beside_the_old_one_opens_both(office: Office) -> None:
    new = generate_private_key(65537, 2048)
    office.send(office.packed())
    office.send(encrypted(office.filled(), new.public_key(), {}))

    office.pull(office.key)
    assert len(office.taken()) == 1

    office.pull(new, office.key, everything=True)
    assert len(office.taken()) == 2
    assert office.aside() == {}


def test_a_host_without_a_key_sets_encrypted_rows_aside(office: Office) -> None:
    plain = office.send(Packed(office.filled(), {}))
    closed = office.send(office.packed())

    office.pull()

    assert office.taken().keys() == {plain}
    assert "holds no key" in office.aside()[closed]


def test_a_status_given_on_the_server_is_kept(
    office: Office, published: Published
) -> None:
    office.send(office.packed())
    (row,) = office.server.submissions(office.uid)
    published.reject(row["_id"])

    office.pull(office.key)

    (one,) = office.taken().values()
    assert one.validation_status == "validation_status_not_approved"
    assert one.server_id == row["_id"]


@dataclass
class Scripted:
    """A server whose one row and its envelope are given."""

    row: dict[str, Any]
    made: Envelope | ServerError

    def submissions(self, *_: Any, **__: Any) -> Iterator[dict[str, Any]]:
        yield self.row

    rows = submissions

    def count(self, _: str) -> int:
        return 1

    def holds(self, *_: Any) -> bool:
        return True

    def envelope(self, *_: Any) -> Envelope:
        if isinstance(self.made, ServerError):
            raise self.made
        return self.made


def recorded(**changes: Any) -> Scripted:
    files = sealed.kobo().files
    envelope = Envelope(
        sealed.kobo().document,
        tuple(Attached(name, lambda one=one: one) for name, one in files.items()),
    )
    row = recording("9006").body["results"][0] | changes
    return Scripted({k: v for k, v in row.items() if v is not None}, envelope)


def opened(server: Scripted) -> Any:
    source = decrypting(server, (sealed.kobo().key,), small_form())
    (row,) = source.submissions("a")
    return row


def test_a_recorded_row_keeps_what_the_server_says_of_it() -> None:
    row = opened(recorded())

    told = recording("9006").body["results"][0]
    for name in ("_id", "_uuid", "_submission_time", "meta/rootUuid"):
        assert row[name] == told[name]
    assert row["__version__"] == "vp8uLtKUGN6QiTzysQQEBw"
    assert not any("name" in key or "secret" in str(row[key]).lower() for key in row)


def test_a_server_need_not_give_the_key_in_its_rows() -> None:
    row = opened(recorded(base64EncryptedKey="", __version__="7"))

    assert not isinstance(row, Closed)
    assert row["__version__"] == "7"


def test_a_row_without_its_key_is_opened_again_once_it_was_edited() -> None:
    server = recorded(base64EncryptedKey="", _edition="0")
    read = {server.row["_id"]: opened(server)[SEAL]}
    source = decrypting(server, (sealed.kobo().key,), small_form(), read)

    (same,) = source.submissions("a")
    server.row["_edition"] = "1"
    (edited,) = source.submissions("a")

    assert isinstance(same, Unread)
    assert not isinstance(edited, Unread | Closed)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"_uuid": "11111111-0000-4000-8000-000000000000"}, "of another submission"),
        ({"base64EncryptedKey": "AAAA"}, "changed since"),
        ({"base64EncryptedKey": ["x"]}, "changed since"),
        ({"_id": None}, "no number"),
        ({"_id": "14"}, "no number"),
    ],
)
def test_a_row_that_does_not_fit_its_inside_stays_closed(
    changes: dict[str, Any], said: str
) -> None:
    row = opened(recorded(**changes))

    assert isinstance(row, Closed)
    assert said in row.reason


@pytest.mark.parametrize("status", [403, 404, 500])
def test_a_file_that_the_server_refuses_closes_its_row_only(status: int) -> None:
    server = recorded()
    server.made = ServerError("Not there", where="x", advice="x.", status=status)

    assert opened(server).reason == "its files cannot be had: Not there"


@pytest.mark.parametrize("status", [None, 401, 429, 502, 503, 504])
def test_a_server_that_cannot_be_reached_ends_the_pull(status: int | None) -> None:
    server = recorded()
    server.made = ServerError("x", where="x", advice="x.", status=status)

    with pytest.raises(ServerError):
        opened(server)


def test_the_fields_that_are_asked_for_show_that_a_row_is_encrypted() -> None:
    assert "base64EncryptedKey" in paths(small_form())


def test_an_encrypted_row_is_opened_once_and_its_status_is_followed(
    office: Office,
    published: Published,
    key: RSAPrivateKey,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = office.send(office.packed())
    office.pull(key)
    opened: list[int] = []
    real = office.server.envelope

    def counting(uid: str, number: int) -> Envelope:
        opened.append(number)
        return real(uid, number)

    monkeypatch.setattr(office.server, "envelope", counting)
    number = office.taken()[name].server_id
    assert number is not None
    published.reject(number)
    again = office.pull(key, everything=True)

    assert opened == []
    assert (again.taken.changed, again.taken.unchanged, again.complete) == (1, 0, True)
    assert not office.taken()[name].counts
