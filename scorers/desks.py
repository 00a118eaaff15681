"""What a workspace says about the office that scores: store, mail, desk."""

from __future__ import annotations

from typing import cast

from builder.telling import say
from instrument_specs.registry import Instruments
from instrument_specs.workspace import Workspace, WorkspaceError, secret
from translations.catalogue import Texts
from translations.errors import CatalogueError

from .letter import Desk
from .post import MailServer, Security
from .store import Store, open_store

SECURITIES = ("starttls", "ssl", "none")
SQLITE = "sqlite:///"


def store_of(workspace: Workspace) -> Store:
    """Open the database; a SQLite file without a full path lies in the workspace."""
    url = workspace.setting("store", "url", f"{SQLITE}remon.db")
    if url.startswith(SQLITE) and not url.startswith(f"{SQLITE}/"):
        return open_store(workspace.folder / url.removeprefix(SQLITE))
    return open_store(url)


def desk_of(workspace: Workspace, instruments: Instruments, country: str) -> Desk:
    return Desk(
        instruments.profile(country),
        _readable(instruments.catalogues("mails").text),
        workspace.need("mail", "sender"),
        workspace.setting("mail", "link"),
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


def mail_server_of(workspace: Workspace) -> MailServer:
    security = workspace.setting("mail", "security", "starttls")
    if security not in SECURITIES:
        raise WorkspaceError(
            f"[mail] security is {security!r}: write one of {', '.join(SECURITIES)}"
        )
    port = workspace.setting("mail", "port", "587")
    if not port.isdecimal():
        raise WorkspaceError(f"[mail] port is {port!r}: write a number, such as 587")
    return MailServer(
        workspace.need("mail", "host"),
        int(port),
        cast("Security", security),
        secret("mail_user"),
        secret("mail_password"),
    )
