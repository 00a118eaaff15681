"""The outbox: each mail once, what became of it, and what may be seen of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from scorers.posting import bounces, outbox, undelivered
from scorers.posting.outbox import Mail
from scorers.storing.schema import OUTBOX
from scorers.storing.store import Store

CANARY = "amina.canary@office.example"


def letter(number: int = 1) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "v@office.example", CANARY
    message["Subject"], message["Message-ID"] = "Visit", f"<{number}@office.example>"
    message.set_content("Person: canary")
    return message


def put(
    store: Store,
    now: datetime,
    number: int = 1,
    *,
    kind: str = "alert",
    involved: bool = False,
) -> bool:
    with store.begin() as connection:
        return outbox.put(
            connection,
            "NGA/survey",
            "Focal point",
            letter(number),
            now,
            kind=kind,
            involved=involved,
        )


def claimed(store: Store, now: datetime, kind: str | None = None) -> Mail | None:
    with store.begin() as connection:
        return outbox.claim(connection, now, kind)


def test_a_mail_is_put_in_once_even_after_it_was_sent(
    store: Store, now: datetime
) -> None:
    assert put(store, now)
    assert not put(store, now)
    mail = claimed(store, now)
    assert mail is not None
    with store.begin() as connection:
        outbox.sent(connection, mail, now)

    assert not put(store, now)
    assert claimed(store, now) is None
    with store.begin() as connection:
        assert undelivered.listed(connection) == []
        assert list(connection.scalars(select(OUTBOX.c.message))) == [""]


def test_a_mail_comes_out_as_it_was_put_in(store: Store, now: datetime) -> None:
    put(store, now)

    mail = claimed(store, now)

    assert mail is not None
    assert mail.message.as_bytes() == letter().as_bytes()
    assert "canary" not in repr(mail)


def test_a_mail_that_is_put_off_waits_and_others_go_first(
    store: Store, now: datetime
) -> None:
    for number in (1, 2):
        put(store, now, number)
    first = claimed(store, now)
    assert first is not None
    with store.begin() as connection:
        outbox.put_off(connection, first, "later", now + timedelta(minutes=1))

    second = claimed(store, now)
    after = claimed(store, now + timedelta(minutes=1))

    assert second is not None
    assert after is not None
    assert second.message_id == after.message_id != first.message_id


def test_mails_of_one_kind_can_be_taken_alone(store: Store, now: datetime) -> None:
    put(store, now, 1)
    put(store, now, 2, kind=outbox.NOTICE)

    only = claimed(store, now, outbox.NOTICE)

    assert only is not None
    assert only.message_id == "<2@office.example>"
    with store.begin() as connection:
        assert outbox.due(connection, now) == 2
        assert outbox.due(connection, now, outbox.NOTICE) == 1


def test_a_refused_mail_is_undelivered_at_once_and_dead_when_given_up(
    store: Store, now: datetime
) -> None:
    put(store, now)
    mail = claimed(store, now)
    assert mail is not None
    with store.begin() as connection:
        assert undelivered.lost(connection) == []
        outbox.refused(connection, mail, "code 550", now + timedelta(hours=1))
        assert undelivered.lost(connection) == [
            undelivered.Lost("NGA/survey", "Focal point", mail.message_id)
        ]
        assert undelivered.dead(connection) == 0
        outbox.give_up(connection, mail, "code 550", now)

    with store.begin() as connection:
        assert undelivered.dead(connection) == 1
        assert outbox.waiting(connection) == 0
        assert len(undelivered.lost(connection)) == 1
        (shown,) = undelivered.listed(connection)
    assert (shown.state, shown.attempts, shown.reason) == ("given up", 2, "code 550")
    assert claimed(store, now + timedelta(days=9)) is None


def test_what_is_put_off_for_about_a_day_should_go_to_somebody_else(
    store: Store, now: datetime
) -> None:
    put(store, now)
    mail = claimed(store, now)
    assert mail is not None

    with store.begin() as connection:
        for _ in range(undelivered.PUT_OFF_TOO_OFTEN - 1):
            outbox.put_off(connection, mail, "later", now)
        before = undelivered.lost(connection)
        outbox.put_off(connection, mail, "later", now)
        after = undelivered.lost(connection)

    assert (len(before), len(after)) == (0, 1)


def test_a_dead_mail_can_be_tried_again_or_settled(store: Store, now: datetime) -> None:
    for number in (1, 2):
        put(store, now, number)
        mail = claimed(store, now)
        assert mail is not None
        with store.begin() as connection:
            outbox.give_up(connection, mail, "no", now)

    with store.begin() as connection:
        first, second = undelivered.listed(connection)
        number = f" {first.number.upper()} "
        assert undelivered.settle(connection, number, "officer", now)
        assert not undelivered.settle(connection, first.number, "officer", now)
        assert undelivered.retry(connection, now) == 1
        (waits,) = undelivered.listed(connection)

    assert (waits.number, waits.state, waits.attempts) == (second.number, "waits", 0)
    with store.begin() as connection:
        kept = connection.scalars(select(OUTBOX.c.message).order_by("settled_at"))
        assert sum("canary" in one for one in kept) == 1


def test_what_waits_cannot_be_settled(store: Store, now: datetime) -> None:
    put(store, now)

    with store.begin() as connection:
        (one,) = undelivered.listed(connection)
        assert not undelivered.settle(connection, one.number, "officer", now)


def test_nothing_is_seen_of_a_mail_about_someone_of_the_programme(
    store: Store, now: datetime
) -> None:
    put(store, now, involved=True)

    with store.begin() as connection:
        (one,) = undelivered.listed(connection)

    assert one.name == "a mail"
    for told in ("NGA", "Focal", "alert", "canary", "office"):
        assert told not in repr(one)


def test_no_list_tells_content_or_address(store: Store, now: datetime) -> None:
    put(store, now)

    with store.begin() as connection:
        told = repr(undelivered.listed(connection)) + repr(undelivered.lost(connection))

    assert "Focal point" in told
    assert "canary" not in told


def report(
    action: str = "failed",
    status: str = "5.1.1",
    original: str = "<1@office.example>",
    *,
    whole: bool = False,
) -> bytes:
    """Write a delivery status notification as Postfix does (RFC 3464)."""
    kind = "message/rfc822" if whole else "text/rfc822-headers"
    return "\r\n".join(
        (
            "From: MAILER-DAEMON@mx.example (Mail Delivery System)",
            "Subject: Undelivered Mail Returned to Sender",
            "MIME-Version: 1.0",
            "Content-Type: multipart/report; report-type=delivery-status;",
            '\tboundary="9B095B5ADSN=_01C2"',
            "",
            "--9B095B5ADSN=_01C2",
            "Content-Type: text/plain; charset=us-ascii",
            "",
            f"<{CANARY}>: host mx said: 550 5.1.1 <{CANARY}>: unknown",
            "",
            "--9B095B5ADSN=_01C2",
            "Content-Type: message/delivery-status",
            "",
            "Reporting-MTA: dns; mx.example",
            "X-Postfix-Queue-ID: 9B095B5ADSN",
            "",
            f"Final-Recipient: rfc822; {CANARY}",
            f"Action: {action}",
            f"Status: {status}",
            f"Diagnostic-Code: smtp; 550 5.1.1 <{CANARY}>",
            "",
            "--9B095B5ADSN=_01C2",
            f"Content-Type: {kind}",
            "",
            f"To: {CANARY}",
            f"Message-ID: {original}",
            "Subject: Visit",
            "",
            "Person: canary" if whole else "",
            "--9B095B5ADSN=_01C2--",
            "",
        )
    ).encode()


@pytest.mark.parametrize("whole", [True, False])
def test_a_report_of_failure_makes_a_sent_mail_undelivered(
    store: Store, now: datetime, *, whole: bool
) -> None:
    put(store, now)
    mail = claimed(store, now)
    assert mail is not None
    with store.begin() as connection:
        outbox.sent(connection, mail, now)
    found = bounces.read(report(whole=whole))
    assert found == bounces.Bounce("<1@office.example>", "5.1.1")

    with store.begin() as connection:
        marked = [
            undelivered.came_back(connection, found.message_id, found.status, now)
            for _ in range(2)
        ]
        (one,) = undelivered.listed(connection)
        lost = undelivered.lost(connection)
        again = undelivered.retry(connection, now)

    assert marked == [True, True]
    assert (one.state, one.reason) == ("came back", "came back, status 5.1.1")
    assert [each.message_id for each in lost] == ["<1@office.example>"]
    assert again == 0  # its text is gone: there is nothing to send
    assert "canary" not in repr(one) + repr(found)


def test_a_report_about_another_mail_marks_nothing(store: Store, now: datetime) -> None:
    put(store, now)

    with store.begin() as connection:
        assert not undelivered.came_back(connection, "<other@x>", "5.1.1", now)
        assert undelivered.dead(connection) == 0


@pytest.mark.parametrize(
    "content",
    [
        report(action="delayed", status="4.4.1"),
        report(action="delivered", status="2.0.0"),
        report(original=""),
        b"",
        b"\xff\xfe\x00garbage",
        b"Content-Type: multipart/report; boundary=x\n\n--x\n\n--x--\n",
        b"Content-Type: message/delivery-status\n\nAction: failed\n",
        letter().as_bytes(),
        b"x" * (bounces.LARGEST + 1),
    ],
    ids=range(9),
)
def test_what_is_no_report_of_failure_is_nothing(content: bytes) -> None:
    assert bounces.read(content) is None


def test_a_hostile_report_gives_no_words_of_its_own() -> None:
    found = bounces.read(report(status=f"5.1.1\x1b[31m {CANARY}"))

    assert found == bounces.Bounce("<1@office.example>", "5.1.1")
    unknown = bounces.read(report(status="unknown words"))
    assert unknown is not None
    assert unknown.status == "unknown"
