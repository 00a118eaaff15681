"""Runs an office again and again, disturbed and not, and compares what is left."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from faults import office, talks
from faults.databases import EMPTY, Databases
from faults.office import EARLIER, Task
from faults.state import Cell, Left, compared, differing, tables
from faults.stepping import may_repeat
from faults.talks import Phones
from mail_server import Inbox

PROJECT = Path(__file__).parents[2]
LATER, SENDING = "later", "sending"
BEGINNINGS = (EMPTY, LATER, SENDING)


class Zygote:
    """A process that runs tasks in copies of itself."""

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

    def run(self, task: Task) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(asdict(task)) + "\n")
        self.process.stdin.flush()
        found: dict[str, Any] = json.loads(self.process.stdout.readline())
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
    none sent.
    """

    databases: Databases
    zygote: Zygote
    inbox: Inbox
    task: Task
    whole: dict[str, Left] = field(default_factory=dict)
    steps: dict[str, list[str]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def prepare(self, phones: Phones) -> None:
        phones.publish()
        office.settled(Path(self.task.folder), phones.uids)
        talks.first_days(phones)
        address = self.databases.copy()
        self.finish(address, at=EARLIER.isoformat())
        self.databases.keep(LATER, address)
        talks.later_days(phones)
        self._learn(EMPTY)
        self._learn(LATER)
        address = self.databases.copy(LATER)
        at = self.steps[LATER].index("before mail NOOP")
        told = self.zygote.run(replace(self.task, database=address, dies_at=at))
        assert told["ended"] == "killed"
        self.databases.keep(SENDING, address)
        self._learn(SENDING)

    def finish(self, address: str, **changes: Any) -> dict[str, Any]:
        """Do a run that nothing disturbs."""
        told = self.zygote.run(replace(self.task, database=address, **changes))
        assert told["ended"] == "done", told["ended"]
        return told

    def left(self, address: str) -> Left:
        return Left(tables(address), tuple(self.inbox.ids))

    def killed(
        self, begins: str, *, at: int | None = None, after: float | None = None
    ) -> Cell:
        """Kill one run, do another, and compare."""
        address = self.databases.copy(begins)
        self.inbox.taken.clear()
        self.zygote.run(
            replace(self.task, database=address, dies_at=at, dies_after=after)
        )
        self.finish(address)
        return self.judged(begins, address, at)

    def judged(self, begins: str, address: str, at: int | None = None) -> Cell:
        left, whole = self.left(address), self.whole[begins]
        cell = compared(left, whole)
        where = self.steps[begins][at] if at is not None else "at some time"
        assert not differing(left.tables, whole.tables), (begins, where, cell)
        allowed = at is None or may_repeat(self.steps[begins], at)
        assert cell.repeats <= allowed, (begins, where)
        self.databases.drop(address)
        return cell

    def _learn(self, begins: str) -> None:
        address = self.databases.copy(begins)
        self.inbox.taken.clear()
        told = self.finish(address)
        self.steps[begins], self.seconds[begins] = told["steps"], told["seconds"]
        self.whole[begins] = self.left(address)
        self.databases.drop(address)
