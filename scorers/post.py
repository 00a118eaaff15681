"""The way out for mails: an SMTP server, or a folder on this machine.

An error says what went wrong and what to do; it never quotes the server's
text, which may hold an address.
"""

from __future__ import annotations

import hashlib
import ipaddress
import smtplib
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Literal, TypeAlias

Deliver: TypeAlias = Callable[[EmailMessage], None]
Security: TypeAlias = Literal["starttls", "ssl", "none"]


@dataclass(frozen=True, slots=True)
class MailServer:
    """How to reach the mail server; `none` is for this machine only."""

    host: str
    port: int
    security: Security = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 30.0


class MailError(Exception):
    """A mail was not taken; a later run tries again.

    `only_this` tells that other mails may still go through.
    """

    def __init__(self, text: str, *, only_this: bool = False) -> None:
        super().__init__(text)
        self.only_this = only_this


@contextmanager
def connected(server: MailServer) -> Iterator[Deliver]:
    """Connect and log in; give what delivers one mail or raises `MailError`."""
    smtp = _open(server)

    def deliver(message: EmailMessage) -> None:
        try:
            smtp.send_message(message)
        except (smtplib.SMTPException, OSError) as error:
            raise _explained(error, server) from None

    try:
        yield deliver
    finally:
        with suppress(smtplib.SMTPException, OSError):
            smtp.quit()


def into_folder(folder: Path) -> Deliver:
    """Deliver into a folder, one `.eml` file a mail; the same mail, the same file."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def deliver(message: EmailMessage) -> None:
        name = hashlib.sha256(str(message["Message-ID"]).encode()).hexdigest()[:16]
        try:
            (folder / f"{name}.eml").write_bytes(message.as_bytes())
        except OSError as error:
            raise MailError(
                f"The mail could not be written ({type(error).__name__}). Check that "
                "the mailbox folder can be written to."
            ) from None

    return deliver


def _open(server: MailServer) -> smtplib.SMTP:
    if server.security == "none" and not _is_here(server.host):
        raise MailError(
            f"Mail to {server.host} would travel in the clear. Set the security of the "
            "mail server to 'starttls' or 'ssl'."
        )
    try:
        return _logged_in(server)
    except (smtplib.SMTPException, OSError) as error:
        raise _explained(error, server) from None


def _logged_in(server: MailServer) -> smtplib.SMTP:
    smtp: smtplib.SMTP
    secure = ssl.create_default_context()
    if server.security == "ssl":
        smtp = smtplib.SMTP_SSL(
            server.host, server.port, timeout=server.timeout, context=secure
        )
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=server.timeout)
    try:
        if server.security == "starttls":
            smtp.starttls(context=secure)
        if server.user:
            smtp.login(server.user, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


_SAYS: Mapping[type[Exception], str] = {
    smtplib.SMTPAuthenticationError: "did not accept the user name or the password",
    smtplib.SMTPNotSupportedError: "does not offer what the settings ask for "
    "(encryption or login): check port and security",
    smtplib.SMTPSenderRefused: "refused the sender: check the address mails come from",
    smtplib.SMTPDataError: "refused the mail itself",
    ssl.SSLCertVerificationError: "has no certificate that can be trusted",
    ssl.SSLError: "does not speak the encryption asked for: check port and security",
    smtplib.SMTPServerDisconnected: "broke off the connection",
    ConnectionResetError: "broke off the connection",
}


def _explained(error: Exception, server: MailServer) -> MailError:
    at = f"The mail server {server.host}:{server.port}"
    again = "What was not sent waits: run the command again."
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = next((reply[0] for reply in error.recipients.values()), 0)
        return MailError(
            f"{at} refused the recipient (code {code}). Check the address of this role "
            f"in the country profile. {again}",
            only_this=True,
        )
    for kind, says in _SAYS.items():
        if isinstance(error, kind):
            only_this = kind is smtplib.SMTPDataError
            return MailError(f"{at} {says}. {again}", only_this=only_this)
    return MailError(
        f"{at} cannot be reached ({type(error).__name__}). Check the address and the "
        f"connection. {again}"
    )
