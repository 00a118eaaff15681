"""Examine a workspace: what is missing before forms can be used."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from deploy.connection import connect
from deploy.errors import ServerError
from instrument_specs import flags, workspace
from instrument_specs.country_ready import unattended
from instrument_specs.profile import Profile
from instrument_specs.profiles import ProfileError
from instrument_specs.registry import Instruments
from instrument_specs.workspace import Workspace, WorkspaceError

from .desks import mail_server_of, store_of
from .post import MailError, connected
from .store import StoreError

KNOWN = (ProfileError, WorkspaceError, ServerError, MailError, StoreError)


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
    today = date.today()  # noqa: DTZ011 - the office's own day
    to_do = [*instruments.unready(country), *unattended(found, today)]
    for said in to_do:
        yield Examined(about, well=False, said=said)
    if not to_do:
        yield Examined(about, well=True, said="complete")
    yield from _flags(about, found)
    if found.encryption_waived:
        said = f"forms are not encrypted: {found.encryption_waived}"
        yield Examined(about, well=True, said=said)


def _flags(about: str, found: Profile) -> Iterator[Examined]:
    """Tell which red flags are raised, which are not, and which nobody compared."""
    raised = flags.raised(found)
    open_ones = [code for code in raised if code not in found.flags_confirmed]
    if open_ones:
        said = (
            "red flags unconfirmed, compare them with the printed toolkit: "
            f"{', '.join(open_ones)}. They alert all the same"
        )
        yield Examined(about, well=False, said=said)
    for one in found.flags_off:
        said = f"red flag {one.flag} is off: {one.reason} ({one.by}, {one.on})"
        yield Examined(about, well=True, said=said)
    if found.flags_on:
        said = f"further red flags are on: {', '.join(found.flags_on)}"
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
