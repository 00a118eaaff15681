"""Mails leave through a real SMTP server, or say why they did not."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from mail_server import ABORT, OK, Inbox, scripted, serving

from scorers.posting.post import (
    About,
    MailError,
    MailServer,
    Security,
    connected,
    into_folder,
)


def letter(to: str = "a@office.example", number: int = 1) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "v@office.example", to
    message["Subject"], message["Message-ID"] = "Visit", f"<{number}@office.example>"
    message.set_content("text")
    return message


def test_a_mail_arrives() -> None:
    inbox = Inbox()

    with serving(inbox) as server, connected(server) as deliver:
        deliver(letter())

    assert b"Message-ID: <1@office.example>" in inbox.taken[0]


def test_one_refused_recipient_does_not_stop_the_others() -> None:
    inbox = Inbox(lambda to: "550 no such b@office" if to[0] == "b" else OK)

    with serving(inbox) as server, connected(server) as deliver:
        with pytest.raises(MailError) as refused:
            deliver(letter("b@office.example", 1))
        deliver(letter("a@office.example", 2))

    assert refused.value.about == "refused"
    assert "refused the recipient (code 550)" in str(refused.value)
    assert "b@office" not in str(refused.value)
    assert inbox.ids == ["<2@office.example>"]


def test_one_of_two_recipients_refused_is_never_passed_over() -> None:
    inbox = Inbox(lambda to: "550 no" if to[0] == "b" else OK)

    with (
        serving(inbox) as server,
        connected(server) as deliver,
        pytest.raises(MailError, match="code 550"),
    ):
        deliver(letter("a@office.example, b@office.example"))


@pytest.mark.parametrize(
    ("recipient", "data", "says", "about"),
    [
        (OK, "554 mailbox of amina full", r"mail itself \(code 554\)", "refused"),
        (OK, "552 too much for amina", r"mail itself \(code 552\)", "refused"),
        ("450 amina is greylisted", OK, r"recipient off \(code 450\)", "later"),
        (OK, "451 later, amina", r"mail itself off \(code 451\)", "later"),
        ("421 amina says goodbye", OK, "is closing", "unclear"),
        (OK, "421 amina says goodbye", "is closing", "unclear"),
        (ABORT, OK, "broke off the connection", "unclear"),
        (OK, ABORT, "broke off the connection", "unclear"),
    ],
)
def test_what_a_server_answers_is_told_without_its_words(
    recipient: str, data: str, says: str, about: About
) -> None:
    inbox = Inbox(lambda _: recipient, lambda _: data)

    with (
        serving(inbox) as server,
        connected(server) as deliver,
        pytest.raises(MailError, match=says) as error,
    ):
        deliver(letter())

    assert error.value.about == about
    assert "amina" not in str(error.value)
    assert error.value.__cause__ is None


def test_a_server_that_does_not_answer_in_time_breaks_the_line() -> None:
    with (
        serving(Inbox(delay=1), timeout=0.2) as server,
        connected(server) as deliver,
        pytest.raises(MailError, match="broke off") as error,
    ):
        deliver(letter())

    assert error.value.about == "unclear"


def test_after_a_broken_line_the_next_mail_goes_over_a_new_one() -> None:
    answers = [ABORT, OK]
    inbox = Inbox(lambda _: answers.pop(0))

    with serving(inbox) as server, connected(server) as deliver:
        with pytest.raises(MailError):
            deliver(letter(number=1))
        deliver(letter(number=2))

    assert inbox.ids == ["<2@office.example>"]
    assert inbox.connections == 2


def test_a_server_that_is_gone_for_good_is_told_as_such() -> None:
    with serving(Inbox(lambda _: ABORT)) as server:
        line = connected(server)
        deliver = line.__enter__()
        with pytest.raises(MailError):
            deliver(letter())

    with pytest.raises(MailError, match="cannot be reached") as error:
        deliver(letter())
    line.__exit__(None, None, None)

    assert error.value.about == "server"


@pytest.mark.parametrize("to", ["ä@office.example", ""])
def test_an_address_that_cannot_be_written_is_this_mail_s_fault(to: str) -> None:
    inbox = Inbox(lambda to: OK if to else "550 nobody")

    with serving(inbox, enable_SMTPUTF8=False) as server, connected(server) as deliver:
        with pytest.raises(MailError) as error:
            deliver(letter(to, 1))
        deliver(letter(number=2))

    assert error.value.about == "refused"
    assert inbox.ids == ["<2@office.example>"]


def test_reports_of_failure_go_to_the_address_for_bounces() -> None:
    inbox = Inbox()

    with serving(inbox) as server:
        for bounces in ("", "watched@office.example"):
            one = MailServer(server.host, server.port, "none", bounces=bounces)
            with connected(one) as deliver:
                deliver(letter())

    assert inbox.senders == ["v@office.example", "watched@office.example"]


def test_reports_are_asked_for_and_must_not_quote_the_mail() -> None:
    with scripted(offers="DSN") as (server, heard), connected(server) as deliver:
        deliver(letter())

    assert "mail FROM:<v@office.example> RET=HDRS" in heard
    assert "rcpt TO:<a@office.example> NOTIFY=FAILURE,DELAY" in heard


def test_nobody_listens() -> None:
    with (
        pytest.raises(
            MailError, match=r"127.0.0.1:9 cannot be reached \(ConnectionRefusedError\)"
        ),
        connected(MailServer("127.0.0.1", 9, "none", timeout=2)),
    ):
        pass


def test_no_mail_travels_in_the_clear() -> None:
    with (
        pytest.raises(MailError, match="would travel in the clear"),
        connected(MailServer("mail.office.example", 25, "none")),
    ):
        pass


@pytest.mark.parametrize(
    ("security", "says"),
    [
        ("starttls", "does not offer what the settings ask for"),
        ("ssl", "does not speak the encryption asked for"),
    ],
)
def test_a_server_without_encryption_is_refused(security: Security, says: str) -> None:
    with serving(Inbox()) as server:
        asked = MailServer(server.host, server.port, security, timeout=5)
        with (
            pytest.raises(MailError, match=says),
            connected(asked),
        ):
            pass


def test_a_server_whose_certificate_nobody_vouches_for_is_refused(
    tmp_path: Path,
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_own_certificate(tmp_path))

    with serving(Inbox(), tls_context=context) as server:
        asked = MailServer(server.host, server.port, "starttls", timeout=5)
        with (
            pytest.raises(MailError, match="no certificate that can be trusted"),
            connected(asked),
        ):
            pass


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_a_wrong_password_is_told_and_never_shown() -> None:
    def nobody(*_: Any) -> bool:
        return False

    with serving(
        Inbox(), auth_required=True, auth_require_tls=False, auth_callback=nobody
    ) as server:
        asked = MailServer(
            server.host, server.port, "none", "remon", "s3cret", timeout=5
        )
        with (
            pytest.raises(
                MailError, match="did not accept the user name or the password"
            ) as error,
            connected(asked),
        ):
            pass

    assert "s3cret" not in str(error.value) + repr(asked)


def test_a_folder_takes_the_same_mail_once(tmp_path: Path) -> None:
    deliver = into_folder(tmp_path / "mailbox")

    for one in (letter(number=1), letter(number=2), letter(number=1)):
        deliver(one)

    assert len(list((tmp_path / "mailbox").glob("*.eml"))) == 2


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    deliver = into_folder(tmp_path / "mailbox")
    (tmp_path / "mailbox").rmdir()

    with pytest.raises(MailError, match="could not be written"):
        deliver(letter())


def _own_certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path
