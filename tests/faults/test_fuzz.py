"""Whatever comes in is scored or set aside, one by one, and quoted nowhere."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from email import message_from_string, policy
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    generate_private_key,
)
from faults.databases import Databases
from faults.extent import dice, much, note
from faults.mutations import MARK, mutated, spoilt
from faults.office import COUNTRY, NOW, SmallInstruments
from faults.state import Cell
from small_form import OTHER_CODE, consenting, small_form
from sqlalchemy import select

from deploy.sealing.encryption import Packed, encrypted
from deploy.sealing.envelope import Attached, Envelope
from scorers.alerting.letter import Desk
from scorers.operating.running import Outcome
from scorers.operating.serving import Serving
from scorers.operating.stages import Scorer
from scorers.operating.watch import Waking, Watch
from scorers.reading.closed import Closed
from scorers.reading.encrypted_rows import decrypting
from scorers.reading.needed import profiles
from scorers.reading.normalise import Reader
from scorers.reading.openrosa_xml import read_xml
from scorers.reading.submission import SetAside, Submission
from scorers.scoring.agreement import MadeWith
from scorers.scoring.interviews import work_out
from scorers.scoring.score import score_interviews
from scorers.storing.schema import (
    METADATA,
    OUTBOX,
    ROWS,
    SET_ASIDE,
    SUBMISSIONS,
    VISITS,
)
from scorers.storing.store import Store, open_store
from scorers.storing.sync import Sync

PROJECT, UID = "NGA/survey", "aForm"
SECRET = "a-secret-of-some-length-0123456789"
FORM = small_form()
ANSWERS = (
    consenting(go_on_1="continue", q2_1="no", q1_1="yes", q1_2="food"),
    consenting(respondent_code=OTHER_CODE, sitting="2", go_on_1="stop"),
    consenting(respondent_code="", q1_4="words" + MARK, q1_5="2025-01-01"),
)


def row(number: int) -> dict[str, Any]:
    """Give a row as the server does, with news in it."""
    answers = ANSWERS[number % len(ANSWERS)]
    debt = "b2/debts/debt"
    return {
        "_id": number,
        "meta/rootUuid": f"uuid:row-{number}",
        "__version__": "v1",
        "_submission_time": "2026-01-08T10:00:00",
        "_validation_status": {},
        debt: [{f"{debt}/q2_2": "arranger"}],
        **{FORM.entry(name).path: value for name, value in answers.items()},
    }


class Held:
    """A form server with these rows."""

    def __init__(self, rows: Sequence[dict[str, Any]]) -> None:
        self.held = {one["_id"]: one for one in rows}

    def submissions(self, *_: Any, **__: Any) -> Iterator[Mapping[str, Any]]:
        yield from self.held.values()

    def rows(self, _: str, numbers: Sequence[int]) -> Iterator[Mapping[str, Any]]:
        yield from (self.held[one] for one in numbers)

    def count(self, _: str) -> int:
        return len(self.held)

    def holds(self, _: str, number: int) -> bool:
        return number in self.held


def test_every_row_is_scored_or_set_aside(kind: Databases) -> None:
    chance, much_ = dice("rows"), much(3000, 120)
    rows = [mutated(row(number), FORM, chance) for number in range(1, much_ + 1)]
    store = open_store(kind.copy())

    pulled = Sync(Held(rows), UID, FORM, store, PROJECT).pull(NOW)
    scored = Scorer(FORM, store, PROJECT, MadeWith("", "", ""), _desk()).run(NOW)

    assert pulled.complete
    assert scored.failed == 0
    assert scored.alerts > 0
    missing = set(range(1, much_ + 1)) - _accounted(store)
    assert not missing, [rows[one - 1] for one in sorted(missing)[:3]]
    assert not _quoting(store)
    store.close()
    note("fuzz rows", kind.name, {"rows": Cell(much_)})


def _accounted(store: Store) -> set[int]:
    """Give the numbers of all rows that were worked out, or set aside for a reason."""
    with store.begin() as connection:
        seen = {one.number: one.submission for one in connection.execute(select(ROWS))}
        worked_out = set(connection.scalars(select(VISITS.c.submission)))
        stored = set(connection.scalars(select(SUBMISSIONS.c.submission)))
        aside = {one.row for one in connection.execute(select(SET_ASIDE)) if one.reason}
    return {n for n, name in seen.items() if name in (worked_out & stored) | aside}


def _quoting(store: Store) -> list[str]:
    """Name the tables that hold what a person may have written."""
    with store.begin() as connection:
        mails = connection.scalars(select(OUTBOX.c.message)).all()
        found = [
            table.name
            for table in METADATA.sorted_tables
            if any(
                MARK in str(cell)
                for r in connection.execute(select(table))
                for cell in r
            )
        ]
    for mail in mails:
        message = message_from_string(mail, policy=policy.default)
        texts = [one for one in message.walk() if one.get_content_maintype() == "text"]
        found += ["mail" for one in texts if MARK in one.get_content()]
        assert message["Bcc"] is None
    return found


def _desk() -> Desk:
    profile = SmallInstruments().profile(COUNTRY)
    return Desk(profile, lambda _, text, __: text, "Visits <visits@office.example>")


def document(**answers: Any) -> bytes:
    """Write the XML that a phone sends."""
    said = {**ANSWERS[0], "q1_4": "words" + MARK, **answers}
    inside = "".join(f"<{name}>{value}</{name}>" for name, value in said.items())
    debt = "<debts><debt><q2_2>arranger</q2_2></debt></debts>"
    meta = "<meta><instanceID>uuid:row-1</instanceID></meta>"
    return f'<data id="{UID}" version="1">{inside}{debt}{meta}</data>'.encode()


def test_every_document_is_read_or_set_aside() -> None:
    chance, much_ = dice("documents"), much(2000, 200)
    assert isinstance(read_xml(FORM, document(), asset=UID), Submission)
    read = [
        read_xml(FORM, spoilt(document(), chance), place="one", asset=UID)
        for _ in range(much_)
    ]

    _scored([one for one in read if isinstance(one, Submission)])
    aside = [one for one in read if isinstance(one, SetAside)]
    assert all(one.reason for one in aside)
    assert len(aside) > much_ // 10
    assert MARK not in repr(read)
    note("fuzz documents", "each", {"documents": Cell(much_)})


def _scored(read: Sequence[Submission]) -> None:
    for profile in profiles(FORM):
        rows = score_interviews(work_out(FORM, read), profile)
        assert len(rows) > 0


@pytest.fixture(scope="module")
def key() -> RSAPrivateKey:
    return generate_private_key(65537, 2048)


class Enveloped(Held):
    """A server with one encrypted row."""

    def __init__(self, one: dict[str, Any], packed: Packed) -> None:
        super().__init__([one])
        self.packed = packed

    def envelope(self, *_: Any) -> Envelope:
        files = self.packed.files.items()
        attached = tuple(Attached(n, lambda found=one: found) for n, one in files)
        return Envelope(self.packed.document, attached)


def test_every_envelope_is_opened_or_set_aside(key: RSAPrivateKey) -> None:
    chance, much_ = dice("envelopes"), much(1000, 60)
    good = encrypted(document(), key.public_key(), {})
    told = [_opened(good, key)]
    for _ in range(much_):
        files = dict(good.files)
        sent = good.document
        if chance.random() < 0.5:
            name = chance.choice(sorted(files))
            files[name] = spoilt(files[name], chance)
        else:
            sent = spoilt(sent, chance)
        told.append(_opened(Packed(sent, files), key))

    assert isinstance(told[0], Submission)
    assert all(isinstance(one, Submission) or one.reason for one in told)
    assert sum(isinstance(one, SetAside) for one in told) > much_ // 2
    assert MARK not in repr(told)
    note("fuzz envelopes", "each", {"envelopes": Cell(much_)})


def _opened(packed: Packed, key: RSAPrivateKey) -> Submission | SetAside:
    server = {"_id": 1, "_uuid": "row-1", "base64EncryptedKey": ""}
    source = decrypting(Enveloped(server, packed), (key,), FORM)
    (found,) = source.submissions(UID)
    assert isinstance(found, Closed) or "base64EncryptedKey" not in found
    return Reader(FORM, UID).read(found)


BODY = f'{{"q1_4": "words{MARK}"}}'
CALL = (
    "POST /hook HTTP/1.1\r\nHost: words\r\nX-Hook-Secret: {secret}\r\n"
    f"Content-Type: application/json\r\nContent-Length: {len(BODY)}\r\n\r\n"
)
ANSWERED = (b"", b"202", b"400", b"401", b"404", b"405", b"408", b"411", b"413", b"503")


@contextmanager
def listening() -> Iterator[int]:
    """Run `remon serve` on a port of this machine; its runs do nothing."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    waking = Waking(gathering=timedelta())
    nothing = Outcome((), (), sound=True, unsent=False)
    day = timedelta(days=1)
    watch = Watch(lambda: nothing, lambda _: None, waking, day, day)
    serving = threading.Thread(target=Serving(watch, SECRET, port=port).run)
    serving.start()
    while not _is_open(port):
        time.sleep(0.01)
    try:
        yield port
    finally:
        waking.ending.set()
        serving.join()


def _is_open(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def test_every_call_is_answered_or_cut_off(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    chance, much_ = dice("calls"), much(1000, 100)
    with listening() as port:
        for _ in range(much_):
            secret = chance.choice([SECRET, "no", ""])
            answer = _called(port, spoilt(call(secret), chance))
            assert answer[9:12] in ANSWERED, answer
            assert MARK.encode() not in answer
            assert SECRET.encode() not in answer
        assert _called(port, call(SECRET)).startswith(b"HTTP/1.1 202")

    told = caplog.text + "".join(capfd.readouterr())
    assert MARK not in told
    assert SECRET not in told
    note("fuzz calls", "each", {"calls of the hook": Cell(much_)})


def call(secret: str) -> bytes:
    return (CALL.format(secret=secret) + BODY).encode()


def _called(port: int, sent: bytes) -> bytes:
    """Send, and hang up once it is answered or will not be; give the answer."""
    answer = b""
    with (
        # Maybe it cuts off while we are still talking.
        suppress(ConnectionError),
        socket.create_connection(("127.0.0.1", port), timeout=0.2) as line,
    ):
        line.sendall(sent)
        try:
            while b"\r\n\r\n" not in answer and (more := line.recv(1 << 16)):
                answer += more
        except TimeoutError:
            # It waits for more, which does not come.
            line.settimeout(5)
            line.shutdown(socket.SHUT_WR)
            answer += line.recv(1 << 16)
    return answer
