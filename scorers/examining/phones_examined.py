"""What `remon doctor` finds about the phones of a country."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from deploy.access import book
from deploy.connection import Server
from deploy.phones.gates import Forms, Gate, gate_of
from deploy.phones.reaching import beyond, published, short
from instrument_specs.workspace import Workspace

from .examined import KNOWN, Examined, looked


def on_phones(place: Workspace, server: Server, country: str) -> Iterator[Examined]:
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
        look = partial(_phone, place, gate, forms, one)
        yield from looked(f"phone {one.key}", look, otherwise=said)


def _phone(
    place: Workspace, gate: Gate, forms: Forms, one: book.Phone
) -> tuple[str, ...]:
    if one.server != place.need("server", "url"):
        return (f"it was set up for {one.server}: set it up again, or take it out",)
    reach = gate.reach(one.account, forms)
    if not one.lost:
        return (*short(gate, place, one, reach), *beyond(one, reach))
    return (_lost(one, gate),) if reach.sends or reach.beyond else ()


def _lost(phone: book.Phone, gate: Gate) -> str:
    said = (
        f"lost on {phone.lost}, and the account {phone.account} may still send: run "
        f"remon phone lost {phone.code} --country {phone.country}"
    )
    if not gate.has_passwords:  # a key is made anew by nobody but remon phone qr
        return said
    return f"{said}, and take the account out of [sharing] in remon.toml"
