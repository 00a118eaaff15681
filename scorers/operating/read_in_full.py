"""Whether all that the servers hold of a country is here, as an erasure needs.

Without that, nobody can say that nothing of a person is left, nor that nobody has to
be told of what the person said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from deploy.errors import ServerError
from instrument_specs.workspace import Workspace, WorkspaceError
from scorers.storing import cursors, rows
from scorers.storing.store import Store

from . import problems
from .projects import Project, known

NOT_READ = "it was not read in full before: see what was said of it"
DIFFERS = (
    "the form server and remon do not count the same number of submissions, so more of "
    "the person may be there: run remon pull --full"
)


class Counting(Protocol):
    """A form server that tells how many submissions it holds."""

    def count(self, uid: str) -> int: ...


@dataclass(frozen=True, slots=True)
class Lacking:
    """Why something may be on a server and not here, and whether that may pass."""

    why: str
    retryable: bool


def lacking(
    place: Workspace, store: Store, server: Counting, country: str, since: datetime
) -> Lacking | None:
    """Find what was not read of a country since a moment; None when all was."""
    return next(_lacking(place, store, server, country, since), None)


def _lacking(
    place: Workspace, store: Store, server: Counting, country: str, since: datetime
) -> Iterator[Lacking]:
    found = known(place, country)
    yield from (Lacking(str(error), retryable=False) for error in found.errors)
    keys = [one.key for one in found.projects]
    with store.begin() as connection:
        lost = list(problems.unread(connection, place, keys, country))
    yield from (Lacking(problems.said(one), retryable=False) for one in lost)
    for one in found.projects:
        try:
            why = _behind(store, server, one, since)
        except ServerError as error:
            yield Lacking(f"{one.key}: {error}", error.retryable)
        except WorkspaceError as error:
            yield Lacking(f"{one.key}: {error}", retryable=False)
        else:
            if why:
                yield Lacking(f"{one.key}: {why}", retryable=True)


def _behind(store: Store, server: Counting, one: Project, since: datetime) -> str:
    with store.begin() as connection:
        reached_at = cursors.progress(connection, one.key).reached_at
        here = rows.seen(connection, one.key)
    if reached_at is None or reached_at < since:
        # Who was just not reached is not asked, and waited for, once more.
        return NOT_READ
    return "" if server.count(one.uid) == here else DIFFERS
