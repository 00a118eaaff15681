"""What `remon doctor` finds on a form server."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial

from deploy.central import Central
from deploy.connection import Server, aimed, servers, signed_in
from deploy.phones.reaching import published, without
from deploy.wire import clock
from instrument_specs.registry import Instruments
from instrument_specs.workspace import Workspace, WorkspaceError

from .examined import KNOWN, Examined, looked, tried
from .forms_examined import LiveForm, on_rights
from .phones_examined import on_phones

ABOUT = "form server"
APART = timedelta(minutes=2)


def on_servers(
    home: Workspace, instruments: Instruments, countries: Sequence[str]
) -> Iterator[Examined]:
    """Look at the server of the workspace, and at others that it has sections of."""
    for to in servers(home):
        try:
            place = aimed(home, to)
        except WorkspaceError as error:
            yield Examined(f"{to}: {ABOUT}", well=False, said=str(error))
            continue
        for one in _on_server(place, instruments, countries):
            yield _there(one, to) if to else one


def _there(one: Examined, to: str) -> Examined:
    """Say of which server this is, and that the commands named are for that one."""
    more = f" (with --to {to})" if "remon " in one.said and not one.well else ""
    return Examined(f"{to}: {one.about}", well=one.well, said=one.said + more)


def _on_server(
    place: Workspace, instruments: Instruments, countries: Sequence[str]
) -> Iterator[Examined]:
    """Look at address, login and clock, then at each form and phone there."""
    try:
        with signed_in(place) as server:
            account, url = server.whoami(), place.need("server", "url")
            said = f"connected as {account} to {url}"
            yield Examined(ABOUT, well=True, said=said)
            yield from _itself(server, url)
            if isinstance(server, Central) and not place.identities():
                yield from on_rights("rights", server, "")
            for country in countries:
                forms = published(place, country)
                for key, uid in forms.items():
                    form = LiveForm(place, instruments, server, country, key, uid)
                    yield from form.examined()
                if forms:
                    lacking = without(forms, instruments.tools())
                    yield from _unpublished(place, country, lacking)
                yield from on_phones(place, server, country)
    except KNOWN as error:
        yield Examined(ABOUT, well=False, said=str(error))


def _unpublished(
    place: Workspace, country: str, lacking: Sequence[str]
) -> Iterator[Examined]:
    """Tell which forms of a country that works with this server are not there."""
    for tool in lacking:
        name = f"{country}/{tool}"
        over = name + (f"@{place.to}" if place.to else "")
        if not place.setting("ended", over):
            said = "not published here: run remon deploy"
            yield Examined(f"form {name}", well=False, said=said)


def _itself(server: Server, url: str) -> Iterator[Examined]:
    """Look at what holds for all forms of the server."""
    yield from looked("clock", partial(_clock, url), otherwise="agrees with the server")
    for about, probe in server.probes().items():
        yield tried(about, probe)
    said = "only those with an account, or a key, may send"
    yield from looked("who may send", partial(_open, server), otherwise=said)


def _clock(url: str) -> Iterator[str]:
    apart = clock.ahead(url)
    if apart is None:
        yield "the server does not tell the time: compare the clock here with a watch"
    elif abs(apart) > APART:
        way = "ahead of" if apart > timedelta() else "behind"
        minutes = round(abs(apart) / timedelta(minutes=1))
        yield (
            f"the clock here is {minutes} minutes {way} the server's, so deadlines are "
            "wrong: set it by the internet, and the time zone too"
        )


def _open(server: Server) -> Iterator[str]:
    if server.lets_anybody_send():
        yield (
            "anybody may send answers without a login: on KoboToolbox turn on the need "
            "to log in, in the account settings; on ODK Central delete the forms' "
            "public links"
        )
