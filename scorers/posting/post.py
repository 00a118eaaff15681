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
from email.errors import MessageError
from email.message import EmailMessage
from pathlib import Path
from typing import Literal, TypeAlias

Deliver: TypeAlias = Callable[[EmailMessage], None]
Security: TypeAlias = Literal["starttls", "ssl", "none"]
About: TypeAlias = Literal["server", "unclear", "later", "refused"]
OK, CLOSING, FOR_GOOD, TOO_LARGE = 250, 421, 500, 552
# What a header or an address that cannot be written raises.
UNWRITABLE = (ValueError, LookupError)


@dataclass(frozen=True, slots=True)
class MailServer:
    """How to reach the mail server; `none` is for this machine only.

    `bounces` is the address that hears of mails that could not be delivered, the
    sender when empty.
    """

    host: str
    port: int
    security: Security = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 30.0
    bounces: str = ""


class MailError(Exception):
    """A mail was not taken; a later run tries again.

    `about` tells what is wrong: the server, so that no mail gets out; this mail,
    for now or for good; or unclear, when it may be the mail or the server.
    """

    def __init__(self, text: str, *, about: About = "server") -> None:
        super().__init__(text)
        self.about = about


@contextmanager
def connected(server: MailServer) -> Iterator[Deliver]:
    """Connect and log in; give what delivers one mail or raises `MailError`.

    Where the line has broken since the last mail, it connects again.
    """
    line = _Line(server, _open(server))
    try:
        yield line.deliver
    finally:
        with suppress(smtplib.SMTPException, OSError):
            line.smtp.quit()


@dataclass(slots=True)
class _Line:
    """A connection that lasts for many mails."""

    server: MailServer
    smtp: smtplib.SMTP

    def deliver(self, message: EmailMessage) -> None:
        if not self._lives():
            self.smtp.close()
            self.smtp = _open(self.server)
        # A report that a mail could not be delivered must not quote it.
        reports = self.smtp.has_extn("dsn")
        try:
            refused = self.smtp.send_message(
                message,
                from_addr=self.server.bounces or None,
                mail_options=("RET=HDRS",) if reports else (),
                rcpt_options=("NOTIFY=FAILURE,DELAY",) if reports else (),
            )
            if refused:
                raise smtplib.SMTPRecipientsRefused(refused)
        except (smtplib.SMTPException, MessageError, OSError, *UNWRITABLE) as error:
            raise _of_mail(error, self.server) from None

    def _lives(self) -> bool:
        try:
            return self.smtp.noop()[0] == OK
        except (smtplib.SMTPException, OSError):
            return False


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
        smtp.ehlo_or_helo_if_needed()
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
    ssl.SSLCertVerificationError: "has no certificate that can be trusted",
    ssl.SSLError: "does not speak the encryption asked for: check port and security",
    smtplib.SMTPServerDisconnected: "broke off the connection",
    ConnectionError: "broke off the connection",
}
AGAIN = "What was not sent waits: run the command again."


def _explained(error: Exception, server: MailServer) -> MailError:
    """Say why nobody can be reached."""
    for kind, says in _SAYS.items():
        if isinstance(error, kind) and not isinstance(error, ConnectionRefusedError):
            return MailError(f"{_at(server)} {says}. {AGAIN}")
    return MailError(
        f"{_at(server)} cannot be reached ({type(error).__name__}). Check the address "
        f"and the connection. {AGAIN}"
    )


def _of_mail(error: Exception, server: MailServer) -> MailError:
    """Say why one mail was not taken, and whether others may be."""
    match error:
        case smtplib.SMTPRecipientsRefused() if error.recipients:
            code = next(reply[0] for reply in error.recipients.values())
            advice = "Check the address of this role in the country profile."
            return _answered(code, "the recipient", advice, server)
        case smtplib.SMTPSenderRefused() if FOR_GOOD <= error.smtp_code != TOO_LARGE:
            said = (
                f"refused the sender (code {error.smtp_code}): check the address mails "
                "come from"
            )
        case smtplib.SMTPResponseException():
            return _answered(error.smtp_code, "the mail itself", "", server)
        case (
            smtplib.SMTPRecipientsRefused()
            | smtplib.SMTPNotSupportedError()
            | MessageError()
            | ValueError()
            | LookupError()
        ):
            return MailError(
                f"The mail cannot be written as {server.host} wants it. Check the "
                "address of this role in the country profile for letters that "
                "addresses rarely have.",
                about="refused",
            )
        case _:
            said = "broke off the connection"
    return MailError(f"{_at(server)} {said}. {AGAIN}", about="unclear")


def _answered(code: int, what: str, advice: str, server: MailServer) -> MailError:
    """Read the answer of a server: later, never, or that it is closing."""
    if code == CLOSING:
        return MailError(f"{_at(server)} is closing. {AGAIN}", about="unclear")
    if code < FOR_GOOD:
        return MailError(
            f"{_at(server)} put {what} off (code {code}). It is tried again by itself.",
            about="later",
        )
    told = f"{_at(server)} refused {what} (code {code}). {advice} {AGAIN}"
    return MailError(" ".join(told.split()), about="refused")


def _at(server: MailServer) -> str:
    return f"The mail server {server.host}:{server.port}"
