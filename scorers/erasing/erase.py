"""Forget a person: on the form server first, then here, and never take them in again.

Each row goes in two steps, deleted and seen to be gone there, then deleted and
counted here; so an erasure that breaks off anywhere goes on where it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection

from deploy.errors import ServerError
from instrument_specs.workspace import WorkspaceError
from scorers.erasing.holding import Holding, holding
from scorers.storing import audit, cursors, rows, tombstones, work
from scorers.storing.store import Store
from scorers.storing.tombstones import Key, Kind

from . import erasures, known, removal
from .certificate import Certificate, kept, written
from .erasures import Erasure

ASTRAY = "rows that nobody knows the number of"
STILL_THERE = "The server says it deleted a submission, and still shows it"
MAY_NOT = (
    "Ask whoever owns the form on the server for the right to delete submissions, "
    "then run the command again."
)


class Server(Protocol):
    """A form server that submissions can be deleted on."""

    def delete(self, uid: str, number: int) -> None: ...
    def holds(self, uid: str, number: int) -> bool: ...
    def count(self, uid: str) -> int: ...


@dataclass(frozen=True, slots=True)
class Left:
    """An erasure that could not be finished, and why."""

    erasure: str
    why: str
    retryable: bool


@dataclass(frozen=True, slots=True)
class Eraser:
    """Erases in one country: its forms by project and id on the server."""

    store: Store
    server: Server
    country: str
    uids: Mapping[str, str]
    folder: Path
    key: Key
    now: datetime

    def finish(self) -> Iterator[Certificate | Left]:
        """Carry on with all that was asked for; give what became of each."""
        with self.store.begin() as connection:
            waiting = erasures.pending(connection, self.country)
        for one in waiting:
            try:
                yield self._finish(one)
            except ServerError as error:
                yield Left(one.id, str(error), error.retryable)
            except WorkspaceError as error:
                yield Left(one.id, str(error), retryable=False)
        self.store.let_go()

    def _finish(self, one: Erasure) -> Certificate | Left:
        with self.store.begin() as connection:
            if lacks_second(connection, one):
                return Left(one.id, TWO, retryable=False)
            found = _found(connection, one)
        for project, submission in found:
            self._submission(one, project, submission)
        holding_it = self._files(one)
        with self.store.begin() as connection:
            held = erasures.hold(connection, one.id)
            if held is None:
                return Left(one.id, "another run is at it", retryable=True)
            if lacks_second(connection, held):
                return Left(one.id, TWO, retryable=False)
            if _found(connection, held):
                return Left(one.id, "more has come in meanwhile", retryable=True)
            done = self._over(connection, held, holding_it)
        write_certificates(self.store, self.folder)
        return done

    def _submission(self, one: Erasure, project: str, submission: str) -> None:
        uid = self.uids.get(project)
        if uid is None:
            raise ServerError(
                f"The form {project} is not among the published ones, so its rows "
                "cannot be deleted on the server",
                where="assets.toml",
                advice="Put back the line of this form.",
            )
        with self.store.begin() as connection:
            numbers = rows.numbers_of(connection, project, submission)
        for number in numbers:
            self._on_server(uid, number)
        with self.store.begin() as connection:
            self._here(connection, one, project, submission, numbers)

    def _on_server(self, uid: str, number: int) -> None:
        """Delete a row and see that it is gone; who may not look sees nothing."""
        self.server.count(uid)
        try:
            self.server.delete(uid, number)
        except ServerError as error:
            if error.retryable:
                raise
            raise ServerError(
                "The server refuses to delete a submission",
                where=f"form {uid}, number {number}",
                advice=MAY_NOT,
            ) from None
        if self.server.holds(uid, number):
            where = f"form {uid}, number {number}"
            raise ServerError(
                STILL_THERE, where=where, advice="Run remon run later.", retryable=True
            )

    def _here(
        self,
        connection: Connection,
        one: Erasure,
        project: str,
        submission: str,
        numbers: Sequence[int],
    ) -> None:
        cursors.hold(connection, project)
        list(rows.forget(connection, project, numbers))
        person = known.person_of(connection, project, submission)
        gone = removal.forget_submission(connection, project, submission)
        if one.asked.kind == "submission" and person not in {None, submission}:
            # What else the person said is worked out again without it.
            work.queue(connection, project, [str(person)], self.now)
            gone["cases"] += removal.forget_empty_cases(connection, self.country)
        gone["rows on the form server"] += len(numbers)
        gone[ASTRAY] += not numbers
        identity = submission.partition("~")[0]
        if not known.of_identity(connection, self.country, identity):
            # Else somebody else's shares it, and the code's own mark must do.
            self._bury(connection, "submission", identity)
        erasures.add(connection, one.id, gone)

    def _files(self, one: Erasure) -> list[Holding]:
        """Delete the tables that we made and that hold the code; find the others."""
        if one.asked.kind != "code":
            return []
        found = list(holding(self.folder, one.asked.name))
        for each in found:
            if each.made_here:
                each.path.unlink(missing_ok=True)
                with self.store.begin() as connection:
                    erasures.add(connection, one.id, {"score tables": 1})
        return [each for each in found if not each.made_here]

    def _over(
        self, connection: Connection, held: Erasure, others: Sequence[Holding]
    ) -> Certificate:
        asked = held.asked
        gone = Counter(held.counts)
        astray = gone.pop(ASTRAY, 0)
        mark = self.key.mark(self.country, asked.kind, asked.name)
        if asked.kind == "code":
            gone += removal.forget_person(connection, self.country, asked.name)
        self._bury(connection, asked.kind, asked.name.partition("~")[0])
        done = Certificate(
            id=held.id,
            country=self.country,
            reason=asked.reason,
            asked_on=held.asked_at.date(),
            erased_on=self.now.date(),
            by=asked.by,
            second=asked.second,
            counts=dict(sorted(gone.items())),
            mark=mark[:12],
            other_files=len(others),
            unread_rows=known.unread(connection, self.country),
            astray=astray,
        )
        erasures.over(connection, held.id, written(done))
        audit.note(
            connection,
            "erase",
            f"person erased ({asked.reason})",
            count=gone["submissions"],
            project=self.country,
            role=" and ".join(filter(None, (asked.by, asked.second))),
            now=self.now,
        )
        return done

    def _bury(self, connection: Connection, kind: Kind, name: str) -> None:
        day = self.now.date()
        tombstones.bury(connection, self.country, self.key, [(kind, name)], day)


TWO = (
    "A case of this person is open that two people have to decide on: give a second, "
    "different role with --and, or close the case first."
)


def lacks_second(connection: Connection, one: Erasure) -> bool:
    """Tell whether a second role has to agree and has not."""
    if one.asked.second:
        return False
    country, name = one.asked.country, one.asked.name
    is_code = one.asked.kind == "code"
    people = known.people_of(_found(connection, one), name if is_code else "")
    if not is_code:
        people += known.told_of(connection, country, name)
    return known.needs_two(connection, one.asked.country, people) or (
        known.unsettled(connection, one.asked.country, people)
    )


def write_certificates(store: Store, folder: Path) -> list[Path]:
    """Write the certificates that are not a file yet, then forget them here."""
    with store.begin() as connection:
        waiting = erasures.unwritten(connection)
    paths = []
    for erasure, text in waiting:
        paths.append(kept(folder, text))
        with store.begin() as connection:
            erasures.filed(connection, erasure)
    return paths


def _found(connection: Connection, one: Erasure) -> list[tuple[str, str]]:
    country, name = one.asked.country, one.asked.name
    if one.asked.kind == "submission":
        return known.of_identity(connection, country, name)
    return known.of_code(connection, country, name)
