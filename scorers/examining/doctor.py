"""Examine a workspace: what is missing before forms can be used."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from functools import partial

from deploy.sealing.held_keys import private_keys, trial
from instrument_specs import flags, workspace
from instrument_specs.country_ready import unattended
from instrument_specs.profile import Profile
from instrument_specs.profiles import ProfileError
from instrument_specs.registry import Instruments
from instrument_specs.workspace import Workspace, WorkspaceError
from scorers.operating.desks import limits_of, mail_server_of, second_route_of
from scorers.posting.post import connected

from .examined import KNOWN, Examined, looked, tried
from .server_examined import on_servers
from .settings_examined import unread
from .work_examined import on_work


def examined(instruments: Instruments, mail_to: str = "") -> Iterator[Examined]:
    """Look at the workspace, its profiles, the form server, mail and database.

    `mail_to` is an address that gets one test mail, which says nothing.
    """
    try:
        place = workspace.required()
    except WorkspaceError as error:
        yield Examined("workspace", well=False, said=str(error))
        return
    yield Examined("workspace", well=True, said=str(place.folder))
    well = "every section is read"
    yield from looked("settings", partial(unread, place), otherwise=well)
    countries = _chosen(place, instruments)
    for country in countries:
        yield from _profile(instruments, country)
    yield from on_servers(place, instruments, countries)
    yield tried("mail server", lambda: _mail(place, mail_to))
    yield from on_work(place, instruments, datetime.now(UTC))
    yield tried("settings of [watch]", lambda: _limits(place))
    yield _operator(place)


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
    if found.encryption_key:
        yield tried(f"key {country}", lambda: _key(country, found.encryption_key))
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


def _key(country: str, public: str) -> str:
    """Read a test form that was encrypted as a phone does it."""
    trial(public, private_keys(country, public))
    return "a test form was encrypted and read back"


def _mail(place: Workspace, mail_to: str) -> str:
    server = mail_server_of(place)
    sender = place.need("mail", "sender")
    with connected(server) as deliver:
        if not mail_to:
            return f"{server.host} takes mail"
        deliver(_test(sender, mail_to))
    return f"{server.host} has taken a test mail: see that it arrives, and not as spam"


def _test(sender: str, recipient: str) -> EmailMessage:
    """Write a mail of which nobody learns anything."""
    message = EmailMessage()
    try:
        message["From"], message["To"] = sender, recipient
    except ValueError:
        raise WorkspaceError(
            "--mail-to is no address: write one, as in me@x.org"
        ) from (None)
    message["Subject"] = "Visits: a test"
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].strip("> "))
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("This is a test. There is nothing to do.\n")
    return message


def _limits(place: Workspace) -> str:
    limits = limits_of(place)
    mail, server = _span(limits.mail), _span(limits.server)
    return f"mail is late after {mail}, the form server after {server}"


def _span(time: timedelta) -> str:
    """Say how long, as in: 30 minutes."""
    sizes = {"day": 86_400, "hour": 3600, "minute": 60, "second": 1}
    seconds = round(time.total_seconds())
    unit = next(unit for unit, size in sizes.items() if seconds % size == 0)
    number = seconds // sizes[unit]
    return f"{number} {unit}" + ("" if number == 1 else "s")


def _operator(place: Workspace) -> Examined:
    """Tell whether somebody hears of it when nothing goes out."""
    about = "operator"
    if not place.setting("watch", "operator"):
        said = (
            "nobody is told when mail or the form server is late: set operator under "
            "[watch] in remon.toml"
        )
        return Examined(about, well=False, said=said)
    try:
        second = second_route_of(place)
        if second is None:
            said = "is told by the same mail server; [operator_mail] gives another way"
        else:
            with connected(second):
                said = f"is told by {second.host}"
    except KNOWN as error:
        return Examined(about, well=False, said=str(error))
    return Examined(about, well=True, said=said)
