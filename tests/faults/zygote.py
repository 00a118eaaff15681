"""A process that has everything imported and makes copies of itself to do runs.

It reads lists of tasks, one a line; those of a list run at once, and only the
first may die. It answers how each ended: `done`, `killed`, or what went wrong.
It works out nothing itself, so its copies begin as a fresh process does, but a
hundred times faster.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import traceback
from typing import Any

from faults import office
from faults.office import COUNTRY, TOOLS, SmallInstruments, Task
from faults.stepping import Steps, watch


def main() -> None:
    for tool in TOOLS:
        office.made_with(SmallInstruments(), COUNTRY, tool)
    for line in sys.stdin:
        told = _copies([Task(**one) for one in json.loads(line)])
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


def _copies(tasks: list[Task]) -> list[dict[str, Any]]:
    begun = time.monotonic()
    copies = [_copy(task) for task in tasks]
    if tasks[0].dies_after is not None:
        time.sleep(tasks[0].dies_after)
        os.kill(copies[0][0], signal.SIGKILL)
    told = []
    for child, reading in copies:
        with os.fdopen(reading) as pipe:
            said = pipe.read()
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            told.append({"ended": "killed"})
        else:
            told.append({"seconds": time.monotonic() - begun, **json.loads(said)})
    return told


def _copy(task: Task) -> tuple[int, int]:
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _live(task, writing)
    os.close(writing)
    return child, reading


def _live(task: Task, writing: int) -> None:
    """Do the run, tell how it went, and end without looking back."""
    steps = Steps(task.dies_at)
    try:
        watch(steps)
        outcome = office.run(task)
        errors = "".join(
            part
            for error in outcome.errors
            for part in traceback.format_exception(error)
        )
        ended = errors or "done"
    except BaseException:  # noqa: BLE001 - told to whoever asked
        ended = traceback.format_exc()
    with os.fdopen(writing, "w") as told:
        json.dump({"ended": ended, "steps": steps.names}, told)
    os._exit(0)


if __name__ == "__main__":
    main()
