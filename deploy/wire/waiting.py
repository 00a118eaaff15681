"""Ask again and again, less and less often, until a time limit."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: the first pause, the longest pause, and when to give up."""

    first: float = 0.2
    longest: float = 5.0
    limit: float = 300.0
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic

    def turns(self) -> Iterator[float]:
        """Yield the seconds waited so far, at least once, then pause."""
        start = self.clock()
        pause = self.first
        waited = 0.0
        while waited <= self.limit:
            yield waited
            self.sleep(pause)
            pause = min(pause * 1.5, self.longest)
            waited = self.clock() - start
