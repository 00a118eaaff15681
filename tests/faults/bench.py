"""Runs an office again and again, disturbed and not, and compares what is left."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from faults import office, state, talks
from faults.databases import EMPTY, Databases
from faults.office import EARLIER, NOW, Task
from faults.state import Cell, Left
from faults.stepping import may_repeat
from faults.talks import Phones
from mail_server import Inbox

# Seconds for a server that is to be too late, and for nobody else.
SHORT = 0.5
PROJECT = Path(__file__).parents[2]
LATER, SENDING, MENDED = "later", "sending", "mended"
# By then everything that waits for another try is due.
AFTER_MENDING = (NOW + timedelta(minutes=16)).isoformat()


class Zygote:
    """A process that runs tasks in copies of itself, those of a call at once."""

    def __init__(self) -> None:
        paths = os.pathsep.join([str(PROJECT), str(PROJECT / "tests")])
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "faults.zygote"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=os.environ | {"PYTHONPATH": paths},
        )

    def run(self, *tasks: Task) -> list[dict[str, Any]]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps([asdict(one) for one in tasks]) + "\n")
        self.process.stdin.flush()
        found: list[dict[str, Any]] = json.loads(self.process.stdout.readline())
        return found


@contextmanager
def zygote() -> Iterator[Zygote]:
    made = Zygote()
    with made.process as process:
        yield made
        assert process.stdin is not None
        process.stdin.close()


@dataclass
class Bench:
    """An office whose phones have sent everything, and databases from before.

    `whole` is what an undisturbed run leaves behind, `steps` are those it takes,
    for each beginning: nothing there yet, some days later, and mails made but
    none sent. `MENDED` is that with a second run after a while.
    """

    databases: Databases
    zygote: Zygote
    inbox: Inbox
    task: Task
    whole: dict[str, Left] = field(default_factory=dict)
    steps: dict[str, list[str]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    before: list[str] = field(default_factory=list)

    def prepare(self, phones: Phones) -> None:
        phones.publish()
        office.settled(Path(self.task.folder), phones.uids)
        talks.first_days(phones)
        address = self.databases.copy()
        self.finish(address, at=EARLIER.isoformat())
        self.before = list(self.inbox.ids)
        self.databases.keep(LATER, address)
        talks.later_days(phones)
        self._learn(EMPTY)
        self._learn(LATER)
        address = self.databases.copy(LATER)
        at = self.steps[LATER].index("before mail NOOP")
        self.run(address, dies_at=at)
        self.databases.keep(SENDING, address)
        self._learn(SENDING)

    def run(self, address: str, **changes: Any) -> str:
        """Do a run; give how it ended."""
        (told,) = self.zygote.run(replace(self.task, database=address, **changes))
        return str(told["ended"])

    def finish(self, address: str, **changes: Any) -> dict[str, Any]:
        """Do a run that nothing disturbs."""
        (told,) = self.zygote.run(replace(self.task, database=address, **changes))
        assert told["ended"] == "done", told["ended"]
        return told

    def left(self, address: str, *inboxes: Inbox) -> Left:
        """Read what is there; drop the database."""
        ids = [one for box in (*inboxes, self.inbox) for one in box.ids]
        found = state.left(address, ids)
        self.databases.drop(address)
        return found

    def killed(
        self,
        begins: str,
        *,
        at: int | None = None,
        after: float | None = None,
        beside: bool = False,
    ) -> Cell:
        """Kill one run, maybe beside another, let one more finish, and compare."""
        with self.trial(begins) as address:
            dying = replace(self.task, database=address, dies_at=at, dies_after=after)
            living = [replace(self.task, database=address)] if beside else []
            self.zygote.run(dying, *living)
            self.finish(address)
            here, whole = self.left(address), self.whole[begins]
        # Of two runs that share the work, one may list what the other has just found:
        # the same alerts then go out in other mails.
        shared = beside and self.databases.name == "PostgreSQL"
        tables = state.READ if shared else ()
        compare = state.told_alike if shared else state.same
        cell = compare(here, whole)
        where = (begins, at if at is None else self.steps[begins][at], cell)
        assert not state.differing(here, whole, tables), where
        unknown = at is None or beside
        assert cell.repeats <= (unknown or may_repeat(self.steps[begins], at)), where
        return cell

    @contextmanager
    def trial(self, begins: str) -> Iterator[str]:
        self.inbox.taken.clear()
        yield self.databases.copy(begins)

    def disturbed_mail(
        self, serving: Callable[[], Any], *, others: bool, **changes: Any
    ) -> Cell:
        """Let mail meet a bad server, then a good one."""
        if MENDED not in self.whole:
            self._learn_mended()
        with self.trial(SENDING) as address, serving() as (inbox, port):
            ended = self.run(address, port=port, **changes)
            self.finish(address, at=AFTER_MENDING)
            here, whole = self.left(address, inbox), self.whole[MENDED]
        cell = state.told_alike(self._with_before(here), whole, others=others)
        missing = set(whole.ids) - set(here.ids) - set(self.before)
        assert not missing, ended
        assert not state.differing(here, whole, state.READ), ended
        return cell

    def disturbed_reading(self, url: str) -> tuple[Cell, str]:
        """Let a run read from a bad form server, then one from the good one."""
        with self.trial(LATER) as address:
            ended = self.run(address, server=url, patience=SHORT)
            self.finish(address, everything=True)
            here, whole = self.left(address), self.whole[LATER]
        cell = state.told_alike(self._with_before(here), self._with_before(whole))
        assert not state.differing(here, whole, state.READ), ended
        return cell, ended

    def _with_before(self, found: Left) -> Left:
        return replace(found, ids=(*found.ids, *self.before))

    def _learn(self, begins: str) -> None:
        with self.trial(begins) as address:
            told = self.finish(address)
            self.steps[begins], self.seconds[begins] = told["steps"], told["seconds"]
            self.whole[begins] = self.left(address)

    def _learn_mended(self) -> None:
        with self.trial(SENDING) as address:
            self.finish(address)
            self.finish(address, at=AFTER_MENDING)
            self.whole[MENDED] = self._with_before(self.left(address))
