"""What the server holds, taken over: new rows, edits, late ones, deletions.

Most pulls read what is new. KoboToolbox dates no edit and no deletion, so every few
hours, and whenever server and store count differently, all rows are compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Protocol, TypeAlias

from builder.form import Form
from scorers.reading.closed import Unread
from scorers.reading.encrypted_rows import SEAL
from scorers.reading.needed import paths
from scorers.reading.normalise import HIGHEST_NUMBER, Reader, status_of
from scorers.reading.submission import SetAside, Submission

from . import archive, cursors, rows, taking
from .store import Store
from .taking import Taken
from .tombstones import OPEN_TO_ALL, Guard

BATCH, OVERLAP = 200, 200
SWEEP_EVERY = timedelta(hours=6)
FEW = 10
Row: TypeAlias = Mapping[str, Any]


class Source(Protocol):
    """A server that submissions come from."""

    def submissions(
        self, uid: str, *, after: int = 0, fields: Sequence[str] | None = None
    ) -> Iterator[Row]:
        """Yield rows with a number above `after`, in the order of their numbers.

        Others may come before them: changed, or late.
        """
        ...

    def rows(self, uid: str, numbers: Sequence[int]) -> Iterator[Row]:
        """Yield the rows of these numbers with all that is in them."""
        ...

    def count(self, uid: str) -> int:
        """How many rows the server holds."""
        ...

    def holds(self, uid: str, number: int) -> bool:
        """Ask for one row directly; false only when the server says it is gone."""
        ...


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull brought, and whether the server's count agrees with ours.

    `gone` are rows that the server no longer has and that are still kept here,
    as they are too many to be dropped without asking. `moved`: the form has another
    identity on the server than at the last pull.
    """

    taken: Taken
    there: int
    here: int
    gone: int = 0
    moved: bool = False

    @property
    def complete(self) -> bool:
        return self.there == self.here and not self.gone


@dataclass(frozen=True, slots=True)
class Sync:
    """One form of one server, and the store it is taken over into.

    `version` is the content hash of the form built here; rows of another
    version are read whole, as their questions may stand elsewhere. `guard` knows
    whose submissions are not taken in, as they were erased.
    """

    source: Source
    uid: str
    form: Form
    store: Store
    project: str
    version: str = ""
    guard: Guard = OPEN_TO_ALL

    def pull(
        self, now: datetime, *, everything: bool = False, drop_many: bool = False
    ) -> Pulled:
        """Take over what is new, or compare everything when that is due."""
        with self.store.begin() as connection:
            moved = cursors.read_as(connection, self.project, self.uid)
            so_far = cursors.progress(connection, self.project)
        # A clock that ran ahead must not put it off.
        due = so_far.swept_at is None or abs(now - so_far.swept_at) >= SWEEP_EVERY
        if not (everything or due):
            pulled = self._caught_up(self._read(so_far.last_id, now), now)
            if pulled.complete:
                self._reached(now, swept=False)
                return replace(pulled, moved=moved)
        # Deletions, and most edits, show only where everything is compared.
        pulled = self._caught_up(self._sweep(now, drop_many=drop_many), now)
        self._reached(now, swept=True)
        return replace(pulled, moved=moved)

    def _read(self, last_id: int, now: datetime) -> Pulled:
        # Rows that arrived late may have a number below the last one seen.
        taken = self._again(now)
        more, _ = self._take(max(0, last_id - OVERLAP), now)
        return self._counted(taken + more)

    def _caught_up(self, pulled: Pulled, now: datetime) -> Pulled:
        """Read once more where rows have come in while we were reading."""
        if pulled.there <= pulled.here:
            return pulled
        with self.store.begin() as connection:
            so_far = cursors.progress(connection, self.project)
        more = self._read(so_far.last_id, now)
        return Pulled(pulled.taken + more.taken, more.there, more.here, pulled.gone)

    def _sweep(self, now: datetime, *, drop_many: bool) -> Pulled:
        with self.store.begin() as connection:
            known = rows.numbers(connection, self.project)
        taken, seen = self._take(0, now)
        gone = [n for n in sorted(known - seen) if not self.source.holds(self.uid, n)]
        if len(gone) > max(FEW, len(known) // 10) and not drop_many:
            return self._counted(taken, len(gone))
        with self.store.begin() as connection:
            taken += taking.drop(connection, self.project, gone, now)
        return self._counted(taken)

    def _take(self, after: int, now: datetime) -> tuple[Taken, set[int]]:
        taken, seen = Taken(), set[int]()
        found = self.source.submissions(self.uid, after=after, fields=paths(self.form))
        for batch in _batches(found):
            numbers = list(_numbers(batch))
            taken += self._take_batch(batch, max(numbers, default=0), now)
            seen.update(numbers)
        return taken, seen

    def _take_batch(self, batch: Sequence[Row], last_id: int, now: datetime) -> Taken:
        reader = Reader(self.form, self.uid)
        fresh = [row for row in batch if not isinstance(row, Unread)]
        read = self._whole([(row, reader.read(row)) for row in fresh], reader)
        statuses = {
            number: status_of(row)
            for row in batch
            if isinstance(row, Unread)
            for number in _numbers([row])
        }
        seals = {
            n: row[SEAL] for row in fresh if row.get(SEAL) for n in _numbers([row])
        }
        with self.store.begin() as connection:
            read += archive.with_status(connection, self.project, statuses)
            taken = taking.take(
                connection, self.project, read, last_id, now, self.guard
            )
            rows.sealed(connection, self.project, seals)
        return taken

    def _again(self, now: datetime) -> Taken:
        """Try once more what could not be read: a file may have come in late."""
        with self.store.begin() as connection:
            aside = archive.set_aside(connection, self.project)
        numbers = [one.number for one in aside if one.number is not None]
        found = self.source.rows(self.uid, numbers[:BATCH]) if numbers else ()
        taken = self._take_batch(list(found), 0, now)
        # They are counted where they stand in the order.
        return replace(taken, set_aside=0, unchanged=0)

    def _whole(
        self, pairs: list[tuple[Row, Submission | SetAside]], reader: Reader
    ) -> list[Submission | SetAside]:
        """Read again, with all their fields, what another version of the form sent.

        Of an encrypted row there is never less than all.
        """
        read = [one for _, one in pairs]
        others = {
            one.server_id: place
            for place, (row, one) in enumerate(pairs)
            if isinstance(one, Submission)
            and one.server_id is not None
            and one.content_hash != self.version
            and SEAL not in row
        }
        if self.version and others:
            for row in self.source.rows(self.uid, list(others)):
                number = row.get("_id")
                if number in others:
                    read[others[number]] = reader.read(row)
        return read

    def _counted(self, taken: Taken, gone: int = 0) -> Pulled:
        there = self.source.count(self.uid)
        with self.store.begin() as connection:
            here = rows.seen(connection, self.project)
        return Pulled(taken, there, here, gone)

    def _reached(self, now: datetime, *, swept: bool) -> None:
        with self.store.begin() as connection:
            cursors.reached(connection, self.project, now, swept=swept)


def _batches(found: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(found, BATCH)):
        yield batch


def _numbers(batch: Iterable[Row]) -> Iterator[int]:
    for row in batch:
        number = row.get("_id")
        if isinstance(number, int) and 0 <= number <= HIGHEST_NUMBER:
            yield number
