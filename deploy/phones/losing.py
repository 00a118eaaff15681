"""A phone is lost: shut it out at once, and say what people have to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from deploy.access import book
from deploy.access.book import Phone
from deploy.errors import ServerError
from deploy.phones.gates import Gate
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
    """What became of one access: how much was taken away, or why it failed."""

    account: str
    taken: int = 0
    failed: ServerError | None = None


def of_code(place: Workspace, country: str, code: str, account: str) -> list[Phone]:
    """Find the accesses of a code; `account` names one alone, on record or not."""
    known = [one for one in book.phones(place, country) if one.code == code]
    if account:
        known = [one for one in known if one.account == account] or [
            _unrecorded(place, country, code, account)
        ]
    if known:
        return known
    others = ", ".join(dict.fromkeys(one.code for one in book.phones(place, country)))
    raise WorkspaceError(
        f"{book.BOOK} knows no phone {code!r} of {country}"
        + (f": it knows {others}" if others else "")
        + ". If it was set up by hand, name its account with --account"
    )


def _unrecorded(place: Workspace, country: str, code: str, account: str) -> Phone:
    today = date.today()  # noqa: DTZ011 - the office's own day
    server = place.need("server", "url")
    return Phone(country, book.checked_code(code), account, server, today)


def shut_out(
    place: Workspace, gate: Gate, lost: Sequence[Phone], today: date
) -> list[Shut]:
    """Take everything away from lost phones; one that fails holds up no other."""
    found = []
    for one in lost:
        try:
            # In every country: the same account may serve in two.
            taken = gate.shut(one.account, place.identities())
            found.append(Shut(one.account, taken))
        except ServerError as error:
            found.append(Shut(one.account, failed=error))
        else:
            book.mark_lost(place, one, today)
    return found


def steps(gate: Gate, lost: Sequence[Phone]) -> list[str]:
    """Say what only people can do, the most urgent first."""
    first = [said for one in lost for said in gate.advice(one.account)]
    return [
        *dict.fromkeys(first),
        *([CARDS] if any(one.cards for one in lost) else []),
        *ALWAYS,
    ]
