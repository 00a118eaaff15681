"""Mail servers that do not do what they should, each a real one on this machine."""

from __future__ import annotations

import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.x509.oid import NameOID
from mail_server import ABORT, OK, Inbox
from mail_server import serving as mailing

Served = tuple[Inbox, int]
DEPUTY = "protection.deputy@office.example"


@dataclass(frozen=True)
class MailFault:
    """A server, and how it is called upon; `others` if others have to be told."""

    serving: Callable[[], AbstractContextManager[Served]]
    others: bool = False
    settings: Mapping[str, Any] = field(default_factory=dict)


class Refusing(Inbox):
    """Refuses senders, or closes after each mail."""

    def __init__(self, sender: str = OK, **answers: Any) -> None:
        super().__init__(**answers)
        self.sender = sender

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if self.sender == OK:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return self.sender


@contextmanager
def answering(made: Callable[[], Inbox], **options: Any) -> Iterator[Served]:
    with mailing(inbox := made(), **options) as mail:
        yield inbox, mail.port


@contextmanager
def nobody() -> Iterator[Served]:
    """Give a port at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    yield Inbox(), port


@contextmanager
def scripted(greeting: bytes, last: str) -> Iterator[Served]:
    """Greet, answer politely, and hang up at the command `last`."""

    class Polite(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(greeting)
            for line in self.rfile:
                verb = line.split()[0].upper().decode("latin-1") if line.split() else ""
                if verb == last or (last == "TEXT" and verb.startswith("FROM:")):
                    return
                if verb in {"EHLO", "MAIL", "RCPT", "NOOP", "RSET"}:
                    self.wfile.write(b"250 fine\r\n")
                elif verb == "DATA":
                    self.wfile.write(b"354 go on\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Polite) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield Inbox(), server.server_address[1]
        server.shutdown()
        thread.join()


@contextmanager
def silent() -> Iterator[Served]:
    """Take calls and never say a word."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        yield Inbox(), door.getsockname()[1]


@cache
def untrusted() -> ssl.SSLContext:
    """Make a certificate that nobody has signed but ourselves."""
    key = generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with TemporaryDirectory() as folder:
        path = Path(folder, "both.pem")
        private = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
        context.load_cert_chain(path)
    return context


@contextmanager
def encrypting() -> Iterator[Served]:
    """Speak TLS with a certificate that cannot be trusted."""

    class Ending(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            try:
                untrusted().wrap_socket(self.request, server_side=True)
            except OSError:
                return

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Ending) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield Inbox(), server.server_address[1]
        server.shutdown()
        thread.join()


def once(answer: str) -> Callable[[str], str]:
    """Answer so the first time that somebody or something is named, then agree."""
    known: set[str] = set()

    def said(name: str) -> str:
        if name in known:
            return OK
        known.add(name)
        return answer

    return said


def every_other(answer: str) -> Callable[[str], str]:
    turns: list[str] = []

    def said(name: str) -> str:
        turns.append(name)
        return answer if len(turns) % 2 else OK

    return said


def to_recipients(said: Callable[[], Callable[[str], str]]) -> MailFault:
    return MailFault(partial(answering, lambda: Inbox(recipient=said())))


def to_mails(said: Callable[[], Callable[[str], str]], **named: Any) -> MailFault:
    return MailFault(partial(answering, lambda: Inbox(data=said())), **named)


def always(answer: str) -> Callable[[], Callable[[str], str]]:
    return lambda: lambda _: answer


SHORT = {"timeout": 0.3}
REFUSED = "550 no such user"
FAULTS: Mapping[str, MailFault] = {
    "refuses the connection": MailFault(nobody),
    "never greets": MailFault(silent, settings=SHORT),
    "greets with 421": MailFault(partial(scripted, b"421 busy\r\n", "EHLO")),
    "greets with 554": MailFault(partial(scripted, b"554 go away\r\n", "EHLO")),
    "hangs up at EHLO": MailFault(partial(scripted, b"220 hello\r\n", "EHLO")),
    "hangs up at MAIL": MailFault(partial(scripted, b"220 hello\r\n", "MAIL")),
    "hangs up at RCPT": MailFault(partial(scripted, b"220 hello\r\n", "RCPT")),
    "hangs up at DATA": MailFault(partial(scripted, b"220 hello\r\n", "DATA")),
    "hangs up within a mail": MailFault(partial(scripted, b"220 hello\r\n", "TEXT")),
    "never says whether it took the mail": MailFault(
        partial(scripted, b"220 hello\r\n", "QUIT"), settings=SHORT
    ),
    "has a certificate that nobody trusts": MailFault(
        encrypting, settings={"security": "ssl"}
    ),
    "speaks no TLS": MailFault(
        partial(answering, Inbox), settings={"security": "ssl", **SHORT}
    ),
    "offers no STARTTLS": MailFault(
        partial(answering, Inbox), settings={"security": "starttls"}
    ),
    "refuses the sender": MailFault(
        partial(answering, lambda: Refusing("550 not you"))
    ),
    "puts the sender off with 451": MailFault(
        partial(answering, lambda: Refusing("451 later")), others=True
    ),
    "greylists with 450": to_recipients(lambda: once("450 come again")),
    "full disk, 452 to recipients": to_recipients(always("452 full")),
    "closes with 421 at recipients": to_recipients(always("421 closing")),
    "refuses all recipients": MailFault(
        partial(answering, lambda: Inbox(recipient=lambda _: REFUSED)), others=True
    ),
    "refuses one of two recipients": MailFault(
        partial(
            answering,
            lambda: Inbox(recipient=lambda one: REFUSED if one == DEPUTY else OK),
        ),
        others=True,
    ),
    "hangs up instead of taking a recipient": to_recipients(always(ABORT)),
    "451 after the mail": to_mails(always("451 later")),
    "452 after the mail": to_mails(always("452 full")),
    "421 after the mail": to_mails(always("421 closing")),
    "554 after the mail": to_mails(always("554 spam"), others=True),
    "552 after the mail": to_mails(always("552 too large"), others=True),
    "takes the mail and hangs up": to_mails(always(ABORT)),
    "takes every other mail and hangs up": to_mails(lambda: every_other(ABORT)),
    "takes the mail and answers too late": MailFault(
        partial(answering, lambda: Inbox(delay=0.7)), settings=SHORT
    ),
}
