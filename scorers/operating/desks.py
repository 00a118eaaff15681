"""What a workspace says about the office that scores: store, mail, desk."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial
from typing import cast

from builder.telling import say
from instrument_specs.registry import Instruments
from instrument_specs.workspace import Workspace, WorkspaceError, secret
from scorers.alerting.letter import Desk
from scorers.posting.post import MailServer, Security
from translations.catalogue import Texts
from translations.errors import CatalogueError

from .notices import Operator
from .problems import Limits

SECURITIES = ("starttls", "ssl", "none")
SECOND_ROUTE = "operator_mail"
TIME = re.compile(r"(\d{1,4}) ?([smhd])")
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def desk_of(workspace: Workspace, instruments: Instruments, country: str) -> Desk:
    return Desk(
        instruments.profile(country),
        _readable(instruments.catalogues("mails").text),
        workspace.need("mail", "sender"),
        workspace.setting("mail", "link"),
        partial(instruments.agreed, "mails"),
    )


def _readable(texts: Texts) -> Texts:
    """Give English where a catalogue of mails cannot be read: an alert must go out."""

    def text(key: str, source: str, language: str) -> str:
        try:
            return texts(key, source, language)
        except CatalogueError as error:
            say(f"mails are written in English: {error}")
            return source

    return text


def mail_server_of(workspace: Workspace, section: str = "mail") -> MailServer:
    """Give the mail server that a section of the settings describes."""
    security = workspace.setting(section, "security", "starttls")
    if security not in SECURITIES:
        raise WorkspaceError(
            f"[{section}] security is {security!r}: write one of "
            f"{', '.join(SECURITIES)}"
        )
    port = workspace.setting(section, "port", "587")
    if not port.isdecimal():
        raise WorkspaceError(
            f"[{section}] port is {port!r}: write a number, such as 587"
        )
    return MailServer(
        workspace.need(section, "host"),
        int(port),
        cast("Security", security),
        secret(f"{section}_user"),
        secret(f"{section}_password"),
        bounces=workspace.setting(section, "bounces"),
    )


def operator_of(workspace: Workspace) -> Operator | None:
    """Give who keeps remon running, if anybody is named."""
    address = workspace.setting("watch", "operator")
    if not address:
        return None
    sender = workspace.setting(SECOND_ROUTE, "sender")
    return Operator(address, sender or workspace.need("mail", "sender"))


def second_route_of(workspace: Workspace) -> MailServer | None:
    """Give the mail server for the operator alone, if there is one."""
    if not workspace.setting(SECOND_ROUTE, "host"):
        return None
    return mail_server_of(workspace, SECOND_ROUTE)


def limits_of(workspace: Workspace) -> Limits:
    return Limits(
        duration(workspace.setting("watch", "mail_late", "30m"), "[watch] mail_late"),
        duration(
            workspace.setting("watch", "server_late", "6h"), "[watch] server_late"
        ),
    )


def duration(written: str, what: str) -> timedelta:
    """Read a time such as 90s, 5m, 6h or 1d; nothing is not a time."""
    found = TIME.fullmatch(written.strip())
    if not found or not int(found[1]):
        raise WorkspaceError(f"{what} is {written!r}: write it as in 90s, 5m, 6h or 1d")
    return timedelta(**{UNITS[found[2]]: int(found[1])})
