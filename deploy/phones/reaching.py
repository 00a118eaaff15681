"""What a phone should reach, what it does reach, and what to do about the rest.

An interviewer's phone has every form but the contact card, the only one that
holds who a person is; the phones of those who reach people have that one alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from deploy.access.book import Phone
from deploy.errors import ServerError
from deploy.phones.gates import Forms, Gate, Reach
from instrument_specs.workspace import MARK, Workspace, WorkspaceError

CARDS = "contact_card"


def forms_for(place: Workspace, country: str, *, cards: bool) -> Forms:
    """Give the published forms of one kind of phone; none at all is an error."""
    found = {
        tool: uid
        for tool, uid in published(place, country).items()
        if (tool.partition("@")[0] == CARDS) == cards
    }
    if not found:
        what = CARDS if cards else "form"
        raise WorkspaceError(
            f"no {what} of {country} is published from this workspace: run remon "
            "deploy first"
        )
    return found


def published(place: Workspace, country: str) -> Forms:
    """Give the identity on the server of each form of a country."""
    own = f"{country}/"
    known = place.identities().items()
    return {key.removeprefix(own): uid for key, uid in known if key.startswith(own)}


def beyond(phone: Phone, reach: Reach) -> tuple[str, ...]:
    """Say what a phone may do and should not."""
    return (
        *(
            f"the account {phone.account} may {one}: a phone should only send"
            for one in reach.beyond
        ),
        *_both(phone, reach),
    )


def notes(gate: Gate, place: Workspace, phone: Phone) -> Iterator[str]:
    """Say what is not as it should be with an access that was just opened."""
    try:
        reach = gate.reach(phone.account, published(place, phone.country))
    except ServerError as error:
        yield f"what the account {phone.account} may do is not known: {error}"
        return
    yield from short(gate, place, phone, reach)
    yield from beyond(phone, reach)


def short(gate: Gate, place: Workspace, phone: Phone, reach: Reach) -> Iterator[str]:
    """Say what a phone should send and may not; no form is an error."""
    wanted = forms_for(place, phone.country, cards=phone.cards).keys()
    if closed := sorted(wanted - reach.sends):
        said = f"the account {phone.account} may not send {', '.join(closed)} yet"
        yield f"{said}: {_opening(gate, phone)}"


def without(forms: Forms, tools: Sequence[str]) -> list[str]:
    """Name the tools that are not among the forms, in any project."""
    there = {key.partition("@")[0] for key in forms}
    return [tool for tool in tools if tool not in there]


def _opening(gate: Gate, phone: Phone) -> str:
    """Say how a phone gets the forms it should have."""
    if not gate.has_passwords:  # a key is given forms by remon phone qr alone
        words = f"remon phone qr --country {phone.country} --for {phone.code}"
        return f"run {words}" + (" --cards" if phone.cards else "")
    section = f"sharing.{phone.country}" + (f".{CARDS}" if phone.cards else "")
    return f"add it to enumerators under [{section}] in {MARK} and run remon deploy"


def _both(phone: Phone, reach: Reach) -> Iterator[str]:
    """Warn when one phone holds who people are and what they said."""
    tools = {tool.partition("@")[0] for tool in reach.sends}
    if phone.cards and tools - {CARDS}:
        yield (
            f"the account {phone.account} is for {CARDS} and may send other forms too: "
            "use another account for those"
        )
    if not phone.cards and CARDS in tools:
        yield (
            f"phone {phone.code} has {CARDS} beside the other forms: take it away from "
            f"the account {phone.account} on the server, and let others fill it in, "
            "with a phone set up by remon phone qr --cards"
        )
