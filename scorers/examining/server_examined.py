"""What `remon doctor` finds on the form server."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from builder.form import Form
from deploy.access import book
from deploy.access.around import around
from deploy.connection import Server, connect
from deploy.phones.gates import Forms, Gate, gate_of
from deploy.phones.reaching import beyond, published
from deploy.publishing.finding import live_content
from deploy.publishing.publications import publications_of
from deploy.rights import May, rights
from deploy.wire import clock
from instrument_specs.registry import Instruments
from instrument_specs.workspace import Workspace

from .examined import KNOWN, Examined, looked

APART = timedelta(minutes=2)
# What the account can be used for, and the command that needs it.
USES: tuple[tuple[May, str], ...] = (
    ("read", "read answers (remon pull)"),
    ("publish", "publish (remon deploy)"),
    ("share", "share (remon deploy, remon phone)"),
    ("erase", "delete answers (remon erase)"),
)


def on_server(
    place: Workspace, instruments: Instruments, countries: Iterable[str]
) -> Iterator[Examined]:
    """Look at address, login and clock, then at each form and phone there."""
    about = "form server"
    try:
        server = connect(place)
        account, url = server.whoami(), place.need("server", "url")
    except KNOWN as error:
        yield Examined(about, well=False, said=str(error))
        return
    yield Examined(about, well=True, said=f"connected as {account} to {url}")
    yield from looked("clock", partial(_clock, url), otherwise="agrees with the server")
    said = "only those with an account, or a key, may send"
    yield from looked("who may send", partial(_open, server), otherwise=said)
    for country in countries:
        for key, uid in published(place, country).items():
            form = _Form(place, instruments, server, country, key, uid)
            yield from form.examined()
        yield from _phones(place, server, country)


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
            "anybody may send answers to all forms of this account, without a login: "
            "turn on the need to log in, in the account settings on the server"
        )


@dataclass(frozen=True, slots=True)
class _Form:
    """One published form; `key` is its tool, and its project if it has one."""

    place: Workspace
    instruments: Instruments
    server: Server
    country: str
    key: str
    uid: str

    def examined(self) -> Iterator[Examined]:
        name = f"{self.country}/{self.key}"
        yield from looked(
            f"form {name}", self._live, otherwise="as published from here"
        )
        yield from looked(f"rights {name}", self._rights, otherwise="may do everything")
        well = "as remon.toml states"
        yield from looked(f"sharing {name}", self._around, otherwise=well)

    def _live(self) -> Iterator[str]:
        standing = self.server.standing(self.uid)
        if standing.live is None or standing.archived:
            yield "phones cannot get it: run remon deploy, or remon unarchive"
            return
        content = live_content(self.server, self.uid)
        wanted = self._form().settings.get("public_key", "")
        if content.public_key != wanted:
            yield _encryption(wanted, content.public_key)
        records = publications_of(self.place)
        last = records.last(f"{self.country}/{self.key}", self.uid)
        if last is None:
            yield "no publication of it is on record here: run remon deploy"
        elif last.digest != content.digest:
            yield "it was edited on the server after it was published: run remon plan"

    def _rights(self) -> Iterator[str]:
        held = rights(self.server, self.uid)
        if held is None:
            yield "the server does not say what the account may do: look there"
            return
        for may, said in USES:
            if may not in held:
                yield f"the account may not {said}: ask the owner of the form for it"

    def _around(self) -> Iterator[str]:
        form = self._form()
        found = around(self.server, self.place, self.country, form, self.uid)
        for said in found.worries:
            yield f"{said}: take it away on the server, or with remon deploy --exact"
        for said in found.to_do:
            yield f"{said}: run remon deploy"

    def _form(self) -> Form:
        return self.instruments.form(self.country, self.key.partition("@")[0])


def _encryption(wanted: str, live: str) -> str:
    if not live:
        return "phones do NOT encrypt it, and the profile has a key: run remon deploy"
    if not wanted:
        return (
            "phones encrypt it with a key, and the profile has none: put the key into "
            "encryption_key, or nobody may be able to read the answers"
        )
    return "phones encrypt it with another key than the profile's: run remon plan"


def _phones(place: Workspace, server: Server, country: str) -> Iterator[Examined]:
    """Look at what each phone reaches; a lost one must reach nothing."""
    try:
        known = book.phones(place, country)
    except KNOWN as error:
        yield Examined(f"phones {country}", well=False, said=str(error))
        return
    gate = gate_of(server)
    forms = published(place, country)
    for one in known:
        said = "lost, and shut out" if one.lost else "reaches what it should"
        look = partial(_phone, place.need("server", "url"), gate, forms, one)
        yield from looked(f"phone {one.key}", look, otherwise=said)


def _phone(url: str, gate: Gate, forms: Forms, one: book.Phone) -> tuple[str, ...]:
    if one.server != url:
        return (f"it was set up for {one.server}: set it up again, or take it out",)
    reach = gate.reach(one.account, forms)
    if not one.lost:
        return beyond(one, reach)
    return (_lost(one),) if reach.sends or reach.beyond else ()


def _lost(phone: book.Phone) -> str:
    return (
        f"lost on {phone.lost}, and the account {phone.account} may still send: run "
        f"remon phone lost {phone.code} --country {phone.country}, and take the "
        "account out of [sharing] in remon.toml"
    )
