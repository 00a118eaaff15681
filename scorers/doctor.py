"""Examine a workspace: what is missing before forms can be used."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from deploy.connection import connect
from deploy.errors import ServerError
from instrument_specs import workspace
from instrument_specs.profiles import ProfileError
from instrument_specs.registry import Instruments
from instrument_specs.workspace import Workspace, WorkspaceError

from .desks import mail_server_of, store_of
from .post import MailError, connected
from .store import StoreError

KNOWN = (ProfileError, WorkspaceError, ServerError, MailError, StoreError)
NUMBER_STAYS_GOOD = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing that was looked at, and what was found."""

    about: str
    well: bool
    said: str


def examined(instruments: Instruments) -> Iterator[Examined]:
    """Look at the workspace, its profiles, the form server, mail and database."""
    try:
        place = workspace.required()
    except WorkspaceError as error:
        yield Examined("workspace", well=False, said=str(error))
        return
    yield Examined("workspace", well=True, said=str(place.folder))
    for country in _chosen(place, instruments):
        yield from _profile(instruments, country)
    yield _tried("form server", lambda: f"connected as {connect(place).whoami()}")
    yield _tried("mail server", lambda: _mail(place))
    yield _tried("database", lambda: _database(place))


def _chosen(place: Workspace, instruments: Instruments) -> list[str]:
    """Name the countries this office works with: its own files, or all."""
    own = sorted(path.stem for path in (place.folder / "countries").glob("*.toml"))
    return own or list(instruments.countries())


def _profile(instruments: Instruments, country: str) -> Iterator[Examined]:
    about = f"profile {country}"
    try:
        found = instruments.profile(country)
    except ProfileError as error:
        yield Examined(about, well=False, said=str(error))
        return
    if found.examples:
        said = "replace these invented examples: " + ", ".join(found.examples)
        yield Examined(about, well=False, said=said)
    else:
        yield Examined(about, well=True, said="complete")
    if date.today() - min(n.checked for n in found.duty_numbers) > NUMBER_STAYS_GOOD:  # noqa: DTZ011 - the office's own day
        said = f"call the duty number: checked too long ago"
        yield Examined(about, well=False, said=said)
    if found.encryption_waived:
        said = f"forms are not encrypted: {found.encryption_waived}"
        yield Examined(about, well=True, said=said)


def _tried(about: str, attempt: Callable[[], str]) -> Examined:
    try:
        return Examined(about, well=True, said=attempt())
    except KNOWN as error:
        return Examined(about, well=False, said=str(error))


def _mail(place: Workspace) -> str:
    server = mail_server_of(place)
    place.need("mail", "sender")
    with connected(server):
        return f"{server.host} takes mail"


def _database(place: Workspace) -> str:
    store_of(place).close()
    return "opened"
