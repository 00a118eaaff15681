"""The stages from server to mail, each of which may run alone and again.

What a stage has done is kept in one transaction together with the mark that it
was done, so a run that breaks off anywhere loses nothing and doubles nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Protocol, TypeAlias

from builder.form import Form

from . import archive, ledger, results
from .alerts import Alert, due
from .archive import Taken
from .interviews import Interviews, approved, work_out
from .letter import Desk
from .mails import compose
from .needed import paths, profiles
from .normalise import HIGHEST_NUMBER, Reader
from .post import Deliver, MailError
from .score import NOTHING_ASKED, score_interviews
from .store import Store
from .visits import visits

BATCH, OVERLAP = 200, 200
Row: TypeAlias = Mapping[str, Any]


class Source(Protocol):
    """A server that submissions come from."""

    def submissions(
        self, uid: str, *, after: int = 0, fields: Sequence[str] | None = None
    ) -> Iterator[Row]:
        """Yield rows with a number above `after`, in the order of their numbers."""
        ...


@dataclass(frozen=True, slots=True)
class Scored:
    """What the stored submissions say, and how many have alerts to be made."""

    interviews: Interviews
    newly_pending: int

    @property
    def submissions(self) -> int:
        return len(self.interviews.submissions)


@dataclass(frozen=True, slots=True)
class Alerted:
    """How many alerts were due, and in how many mails they went to the outbox."""

    alerts: int
    mails: int


@dataclass(frozen=True, slots=True)
class Posted:
    """How many mails a server took; what happened to the others, by role.

    `stopped` says why sending ended early, "" when it did not. Mails that were
    not taken stay in the outbox.
    """

    sent: int
    refused: tuple[tuple[str, str], ...] = ()
    stopped: str = ""

    @property
    def complete(self) -> bool:
        return not self.refused and not self.stopped


def pull(
    source: Source,
    uid: str,
    form: Form,
    store: Store,
    project: str,
    *,
    everything: bool = False,
) -> Taken:
    """Take over what the server has since the last time, or everything again."""
    with store.begin() as connection:
        # Rows that arrived late may have a number below the last one seen.
        seen = 0 if everything else archive.cursor(connection, project)
    after = max(0, seen - OVERLAP)
    rows = source.submissions(uid, after=after, fields=paths(form))
    reader, taken = Reader(form, uid), Taken()
    for batch in _batches(rows):
        read = [reader.read(row) for row in batch]
        with store.begin() as connection:
            taken += archive.take(connection, project, read, _last(batch))
    return taken


def score_stage(form: Form, store: Store, project: str) -> Scored:
    """Score everything that is stored, under every scoring profile of the form."""
    with store.begin() as connection:
        everything = work_out(form, archive.submissions(connection, project))
        figures = approved(everything)
        for profile in profiles(form) or (NOTHING_ASKED,):
            rows = score_interviews(figures, profile).to_dicts()
            results.keep_scores(connection, project, profile, rows)
        newly = results.keep_visits(connection, project, everything, visits(everything))
    return Scored(everything, newly)


def alerts_stage(store: Store, project: str, desk: Desk, now: datetime) -> Alerted:
    """Make the alerts that are due and put their mails into the outbox."""
    alerts = mails = 0
    with store.begin() as connection:
        pending = results.pending(connection, project)
        sent = ledger.known_keys(connection, [one.submission for one in pending])
        for visit in pending:
            for one in _by_address(due([visit], desk.profile, sent)):
                mail = compose(visit, one, desk, now)
                ledger.queue(connection, project, one, mail, now)
                alerts, mails = alerts + len(one), mails + 1
            results.settle(connection, project, visit.submission)
    return Alerted(alerts, mails)


def post_stage(store: Store, deliver: Deliver, now: datetime) -> Posted:
    """Send what waits in the outbox; one refused mail does not stop the others."""
    with store.begin() as connection:
        waiting = ledger.waiting(connection)
    sent = 0
    refused: list[tuple[str, str]] = []
    for one in waiting:
        try:
            deliver(one.message)
        except MailError as error:
            with store.begin() as connection:
                ledger.failed(connection, one.message_id, str(error))
            if not error.only_this:
                return Posted(sent, tuple(refused), str(error))
            refused.append((one.role, str(error)))
            continue
        # Only now: a mail sent twice is better than one lost.
        with store.begin() as connection:
            ledger.sent(connection, one.message_id, now)
        sent += 1
    return Posted(sent, tuple(refused))


def _by_address(alerts: Iterable[Alert]) -> list[list[Alert]]:
    """Put together what one person gets in one mail."""
    found: dict[str, list[Alert]] = {}
    for alert in alerts:
        found.setdefault(alert.recipient.email.strip().lower(), []).append(alert)
    return list(found.values())


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _last(batch: Sequence[Row]) -> int:
    numbers = (row.get("_id") for row in batch)
    known = (n for n in numbers if isinstance(n, int) and n <= HIGHEST_NUMBER)
    return max(known, default=0)
