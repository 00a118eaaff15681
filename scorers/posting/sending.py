"""Sending what waits in the outbox: at least once to the server, once in the ledger.

A mail is marked as sent after a server has taken it, so a run that dies in
between sends it again, under the same Message-ID. One mail that cannot go out
holds up no other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from scorers.storing.store import Store

from . import outbox
from .outbox import Mail
from .post import Deliver, MailError

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
# After a refusal nothing may change by itself, but people mend addresses.
REFUSED_WAITS = (
    *(timedelta(minutes=minutes) for minutes in (15, 60, 3 * 60, 6 * 60)),
    outbox.NO_WAIT_IS_LONGER,
)
NOTHING_WAITS = "no mail waits"


@dataclass(frozen=True, slots=True)
class Posted:
    """How many mails a server took; what happened to the others.

    `held` names each mail that was not taken, with the reason; `stopped` says why
    sending ended early, "" when it did not. Mails that were not taken stay. Of those
    sent, `unnamed` went outside the office and are not spoken of.
    """

    sent: int
    held: tuple[tuple[str, str], ...] = ()
    stopped: str = ""
    unnamed: int = 0

    @property
    def complete(self) -> bool:
        return not self.held and not self.stopped


def post_stage(
    store: Store, deliver: Deliver, now: datetime, kind: str | None = None
) -> Posted:
    """Send what is due, of one kind or all; end early where no mail would get out."""
    sent, unnamed, held = 0, 0, list[tuple[str, str]]()
    broke_off = False
    while (done := _one(store, deliver, now, kind)) is not None:
        mail, error = done
        if error is None:
            sent, broke_off = sent + 1, False
            unnamed += mail.name == outbox.A_MAIL
            continue
        if error.about != "server":
            held.append((mail.name, str(error)))
        # Once may be this mail or chance, twice in a row is the server.
        if error.about == "server" or (error.about == "unclear" and broke_off):
            return Posted(sent, tuple(held), str(error), unnamed)
        broke_off = error.about == "unclear"
    return Posted(sent, tuple(held), unnamed=unnamed)


def told(posted: Posted) -> Iterator[str]:
    """Say what happened to the mails."""
    shown = posted.sent - posted.unnamed
    if shown or not posted.complete:
        yield f"{shown} mails sent"
    else:
        yield NOTHING_WAITS
    for name, why in posted.held:
        yield f"{name} waits: {why}"
    if posted.stopped:
        yield f"the other mails wait: {posted.stopped}"


def next_wait(attempts: int) -> timedelta:
    """Give how long a mail waits that was put off, tried `attempts` times before."""
    return min(FIRST_WAIT * (1 << min(attempts, 10)), LONGEST_WAIT)


def _one(
    store: Store, deliver: Deliver, now: datetime, kind: str | None
) -> tuple[Mail, MailError | None] | None:
    """Try one mail; None when none is due."""
    with store.begin() as connection:
        mail = outbox.claim(connection, now, kind)
        if mail is None:
            return None
        if store.shares:
            # Ours while it is sent; if this process dies, at once another's.
            error = _delivered(deliver, mail)
            _note(connection, mail, error, now)
            return mail, error
    # No other run sends beside this one, and nobody may have to wait for a mail
    # server before they can write.
    error = _delivered(deliver, mail)
    with store.begin() as connection:
        _note(connection, mail, error, now)
    return mail, error


def _delivered(deliver: Deliver, mail: Mail) -> MailError | None:
    try:
        deliver(mail.message)
    except MailError as error:
        return error
    return None


def _note(
    connection: Connection, mail: Mail, error: MailError | None, now: datetime
) -> None:
    if error is None:
        outbox.sent(connection, mail, now)
        return
    match error.about:
        case "server":
            pass  # the mail has nothing to do with it
        case "unclear" | "later":
            until = now + next_wait(mail.attempts)
            outbox.put_off(connection, mail, str(error), until)
        case "refused" if mail.refusals < len(REFUSED_WAITS):
            until = now + REFUSED_WAITS[mail.refusals]
            outbox.refused(connection, mail, str(error), until)
        case "refused":
            outbox.give_up(connection, mail, str(error), now)
