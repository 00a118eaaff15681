"""A phone is lost: shut it out at once, and say what people have to do.

The code is shut out on every server on whose `phones.toml` it stands: whoever has
the phone has all its keys. What fails on one server holds up no other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from deploy.access import book
from deploy.access.book import Phone
from deploy.connection import CENTRAL, KOBO, aimed, servers, signed_in
from deploy.errors import ServerError
from deploy.phones.gates import Gate, gate_of
from instrument_specs.workspace import Workspace, WorkspaceError

ALWAYS = (
    (
        "Ring the interviewer: where and when was it lost, had it a screen lock, was a "
        "form half filled in, was the list of codes or any paper with it?"
    ),
    (
        "Have the phone erased from afar (Google: Find My Device), if it can be. "
        "Drafts and forms that were not sent lie on it; drafts are never encrypted."
    ),
    (
        "Compare the interviewer's talks with what has arrived: remon pull, then the "
        "table of scores. What is missing was on the phone."
    ),
    (
        "Tell the data protection officer today. If somebody who has the phone could "
        "recognise a person, tell the protection focal point at once, and agree with "
        "the person how to stay safe."
    ),
    "Shred the page with the code, if it still exists.",
    (
        "Set up the next phone with remon phone qr. Name a new folder with --out: it "
        "gets a settings password that the lost phone does not know."
    ),
)
CARDS = (
    "This phone had names and numbers of people on it. Everyone who was on it has to "
    "be warned in the way their contact card says is safe."
)


@dataclass(frozen=True, slots=True)
class Shut:
    """What became of one access: how much was taken away, or why it failed.

    `advice` is what only people can do on this server.
    """

    account: str
    server: str
    taken: int = 0
    failed: ServerError | WorkspaceError | None = None
    cards: bool = False
    advice: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Search:
    """Which phone was lost; `account` names one access alone, on record or not.

    `to` names the only server to look at, as in `--to central`.
    """

    country: str
    code: str
    account: str = ""
    to: str = ""


def lose(home: Workspace, lost: Search, today: date) -> list[Shut]:
    """Shut a phone out wherever it is known; `WorkspaceError` when it is nowhere."""
    if lost.account:
        book.checked_code(lost.code)
    outcome = list[Shut]()
    for to in _looked_at(home, lost):
        server = to or home.setting("server", "kind", KOBO)
        try:
            phones = _of_code(home, to, lost)
        except WorkspaceError as error:  # a book that cannot be read may know it
            outcome.append(Shut(f"phone {lost.code}", server, failed=error))
        else:
            outcome += _shut_out_at(home, to, server, phones, today) if phones else ()
    if not outcome:
        raise _unknown(home, lost)
    return outcome


def steps(outcome: Sequence[Shut]) -> list[str]:
    """Say what only people can do, the most urgent first."""
    first = [said for one in outcome for said in one.advice]
    return [
        *dict.fromkeys(first),
        *([CARDS] if any(one.cards for one in outcome) else []),
        *ALWAYS,
    ]


def _looked_at(home: Workspace, lost: Search) -> list[str]:
    """Name the servers, also those that had a section in `remon.toml` once."""
    if lost.to:
        aimed(home, lost.to)
        return [lost.to]
    return ["", KOBO, CENTRAL]


def _of_code(home: Workspace, to: str, lost: Search) -> list[Phone]:
    # Not by `aimed`: what is on record is known without a section.
    place = Workspace(home.folder, home.settings, to)
    known = [one for one in book.phones(place, lost.country) if one.code == lost.code]
    if to and to not in servers(home):
        known = [one for one in known if not one.lost]
    elif lost.account and all(one.account != lost.account for one in known):
        known = [_unrecorded(lost)]
    return [one for one in known if lost.account in {"", one.account}]


def _unrecorded(lost: Search) -> Phone:
    today = date.today()  # noqa: DTZ011 - the office's own day
    return Phone(lost.country, lost.code, lost.account, server="", made=today)


def _unknown(home: Workspace, lost: Search) -> WorkspaceError:
    places = [Workspace(home.folder, {}, to) for to in _looked_at(home, lost)]
    known = [one.code for at in places for one in book.phones(at, lost.country)]
    return WorkspaceError(
        f"{book.BOOK} knows no phone {lost.code!r} of {lost.country}"
        + (f": it knows {', '.join(dict.fromkeys(known))}" if known else "")
        + ". If it was set up by hand, name its account with --account"
    )


def _shut_out_at(
    home: Workspace, to: str, server: str, phones: Sequence[Phone], today: date
) -> list[Shut]:
    outcome = list[Shut]()
    try:
        place = aimed(home, to)
        with signed_in(place) as there:
            gate = gate_of(there)
            for one in phones:
                outcome.append(_shut_out(place, gate, server, one, today))
    except (ServerError, WorkspaceError) as error:
        for one in phones[len(outcome) :]:
            outcome.append(Shut(one.account, server, failed=error, cards=one.cards))
    return outcome


def _shut_out(
    place: Workspace, gate: Gate, server: str, one: Phone, today: date
) -> Shut:
    """Take everything away from a lost phone."""
    told = Shut(one.account, server, cards=one.cards, advice=gate.advice(one.account))
    try:
        # In every country: the same account may serve in two.
        taken = gate.shut(one.account, place.identities())
        book.mark_lost(place, one, today)
    except (ServerError, WorkspaceError) as error:
        return replace(told, failed=error)
    return replace(told, taken=taken)
