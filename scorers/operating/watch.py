"""Keep going: one run after the other, until told to end.

Whatever goes wrong in a run is told and the next one comes all the same. The
time between two runs may be cut short by a wake-up; any number of wake-ups
before a run begins make one run.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from builder.telling import say
from scorers.apart import explained
from scorers.storing.store import IN_USE, StoreError

from .notices import AGAIN_AFTER
from .problems import SAYS
from .running import Outcome

GATHERING = timedelta(seconds=5)
SLICE = 0.5  # a signal is noticed within this many seconds on every system


@dataclass(slots=True)
class Waking:
    """Wake-ups that wait, and whether to end; shared between threads."""

    gathering: timedelta = GATHERING
    woken: threading.Event = field(default_factory=threading.Event)
    ending: threading.Event = field(default_factory=threading.Event)

    def wait(self, every: timedelta) -> None:
        """Wait for the time, or for wake-ups and until they have gathered."""
        until = time.monotonic() + every.total_seconds()
        while not self.ending.is_set() and (left := until - time.monotonic()) > 0:
            if self.woken.wait(min(SLICE, left)):
                self.ending.wait(min(self.gathering.total_seconds(), max(left, 0)))
                break
        # Who wakes us from now on brings what the next run may not see.
        self.woken.clear()


@dataclass(slots=True)
class Watch:
    """Runs again and again.

    `once` is one run; `alarm` tells the operator when nothing has been possible
    for longer than `limit`, and again when it is. `heartbeat` is a file that is
    touched after each run in which all went well.
    """

    once: Callable[[], Outcome]
    alarm: Callable[[bool], None]
    waking: Waking
    every: timedelta
    limit: timedelta
    heartbeat: Path | None = None
    blocked_since: datetime | None = None
    alarmed_at: datetime | None = None

    def go_on(self) -> None:
        """Run until told to end."""
        while not self.waking.ending.is_set():
            self.step(datetime.now(UTC))
            self.waking.wait(self.every)
        say(f"{_clock()} ended")

    def step(self, now: datetime) -> None:
        """Make one run and tell in one line how it went."""
        try:
            outcome = self.once()
        except Exception as error:  # noqa: BLE001 - a watch that ends is the worst
            say(f"{_clock()} NOT DONE: {explained(error)}")
            self._blocked(now, is_other=str(error) == IN_USE)
            return
        for failed in outcome.errors:
            say(f"{_clock()} {explained(failed)}")
        say(f"{_clock()} {_summary(outcome)}")
        if any(isinstance(failed, StoreError) for failed in outcome.errors):
            self._blocked(now, is_other=False)
        else:
            self._free()
        if outcome.is_well and self.heartbeat is not None:
            _touch(self.heartbeat)

    def _blocked(self, now: datetime, *, is_other: bool) -> None:
        self.blocked_since = self.blocked_since or now
        if now - self.blocked_since < self.limit:
            return
        say(f"{_clock()} LATE: {': '.join(SAYS['stopped'])}")
        if is_other:
            say("another run of remon holds the database and does not end")
        recently = self.alarmed_at is not None and now - self.alarmed_at < AGAIN_AFTER
        if not recently and self._alarm(is_over=False):
            self.alarmed_at = now

    def _free(self) -> None:
        self.blocked_since = None
        if self.alarmed_at is not None and self._alarm(is_over=True):
            self.alarmed_at = None

    def _alarm(self, *, is_over: bool) -> bool:
        try:
            self.alarm(is_over)
        except Exception as error:  # noqa: BLE001 - tried again after the next run
            say(f"the operator could not be told: {explained(error)}")
            return False
        return True


@contextmanager
def ending_on_signals(waking: Waking) -> Iterator[None]:
    """End between two steps when asked to; at once when asked a second time."""
    before: dict[int, Any] = {}

    def end(_: int, __: object) -> None:
        waking.ending.set()
        for known, handler in before.items():
            signal.signal(known, handler)

    for number in (signal.SIGINT, signal.SIGTERM):
        before[number] = signal.signal(number, end)
    try:
        yield
    finally:
        for known, handler in before.items():
            signal.signal(known, handler)


def _summary(outcome: Outcome) -> str:
    if outcome.stopped:
        return "stopped between two steps"
    shown = [one for one in outcome.problems if one.is_shown]
    kinds = ", ".join(sorted({one.kind for one in shown}))
    if outcome.is_late:
        return f"LATE: {kinds}"
    if not outcome.is_well:
        return f"not all was done{f': {kinds}' if kinds else ''}"
    return f"done; please look: {kinds}" if kinds else "done"


def _touch(path: Path) -> None:
    with suppress(OSError):
        path.write_text(_clock() + "\n", encoding="utf-8")


def _clock() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
