"""A real mail server on this machine that misbehaves as it is told."""

from __future__ import annotations

import asyncio
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from scorers.posting.post import MailServer

OK = "250 OK"
ABORT = "abort"


class Inbox:
    """What a server takes and how it answers.

    `recipient` gives the answer for an address, `data` for a mail that has been
    received whole; `ABORT` breaks the connection off instead. A mail counts as
    taken when its answer is OK, or when the line breaks after it arrived.
    """

    def __init__(
        self,
        recipient: Callable[[str], str] = lambda _: OK,
        data: Callable[[str], str] = lambda _: OK,
        *,
        delay: float = 0,
    ) -> None:
        self.recipient, self.data, self.delay = recipient, data, delay
        self.taken: list[bytes] = []
        self.senders: list[str] = []
        self.connections = 0

    @property
    def ids(self) -> list[str]:
        return [_identity(one) for one in self.taken]

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Any, envelope: Any, hostname: str, responses: Any
    ) -> Any:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        answer = self.recipient(address)
        if answer == ABORT:
            server.transport.abort()
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        await asyncio.sleep(self.delay)
        answer = self.data(_identity(envelope.content))
        if answer in {OK, ABORT}:
            self.taken.append(envelope.content)
            self.senders.append(envelope.mail_from)
        if answer == ABORT:
            server.transport.abort()
        return answer


@contextmanager
def serving(
    inbox: Inbox, *, timeout: float = 5, **options: Any
) -> Iterator[MailServer]:
    """Run the server; give how to reach it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield MailServer("127.0.0.1", port, "none", timeout=timeout)
    finally:
        controller.stop()


@contextmanager
def scripted(offers: str) -> Iterator[tuple[MailServer, list[str]]]:
    """Run a server that offers an extension, agrees to all and keeps the commands."""
    heard: list[str] = []

    class Agreeing(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 here\r\n")
            for line in self.rfile:
                heard.append(line.decode().strip())
                self.wfile.write(_answer(line, offers).encode())

    with socketserver.TCPServer(("127.0.0.1", 0), Agreeing) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield MailServer(*server.server_address[:2], "none", timeout=5), heard
        server.shutdown()
        thread.join()


def _answer(line: bytes, offers: str) -> str:
    match line.split()[:1]:
        case [b"ehlo"]:
            return f"250-here\r\n250 {offers}\r\n"
        case [b"data"]:
            return "354 go on\r\n"
        case [b"." | b"mail" | b"rcpt" | b"noop" | b"quit" | b"rset"]:
            return "250 fine\r\n"
        case _:
            return ""


def _identity(content: bytes) -> str:
    return str(message_from_bytes(content, policy=policy.default)["Message-ID"])
