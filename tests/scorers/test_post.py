"""Mails leave through a real SMTP server, or say why they did not."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from scorers.post import MailError, MailServer, Security, connected, into_folder


class Inbox:
    """An SMTP server's behaviour: takes all, refuses some, or breaks off."""

    def __init__(
        self, *, refuses: str = "", data: str = "250 OK", drops: bool = False
    ) -> None:
        self.refuses, self.data, self.drops = refuses, data, drops
        self.taken: list[bytes] = []

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if self.drops:
            server.transport.abort()
        if address == self.refuses:
            return f"550 no such user {address}"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.data.startswith("250"):
            self.taken.append(envelope.content)
        return self.data


@contextmanager
def serving(inbox: Inbox, **options: Any) -> Iterator[MailServer]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield MailServer("127.0.0.1", port, "none", timeout=5)
    finally:
        controller.stop()


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
    inbox = Inbox(refuses="b@office.example")

    with serving(inbox) as server, connected(server) as deliver:
        with pytest.raises(MailError) as refused:
            deliver(letter("b@office.example", 1))
        deliver(letter("a@office.example", 2))

    assert refused.value.only_this
    assert "refused the recipient (code 550)" in str(refused.value)
    assert "b@office" not in str(refused.value)
    assert len(inbox.taken) == 1


@pytest.mark.parametrize(
    ("inbox", "says", "only_this"),
    [
        (Inbox(data="554 mailbox of amina full"), "refused the mail itself", True),
        (Inbox(drops=True), "broke off the connection", False),
    ],
)
def test_refusals_are_told_without_the_words_of_the_server(
    inbox: Inbox,
    says: str,
    only_this: bool,
) -> None:
    with (
        serving(inbox) as server,
        connected(server) as deliver,
        pytest.raises(MailError, match=says) as error,
    ):
        deliver(letter())

    assert error.value.only_this is only_this
    assert "amina" not in str(error.value)
    assert error.value.__cause__ is None


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
