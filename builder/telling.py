"""What commands say: results to standard output, everything else to the other.

On a terminal long work shows progress; elsewhere it is plain lines, so that
logs can be read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Any

from rich.console import Console
from rich.table import Table

# What stands in brackets or colons is text, such as "q5_3:label: ...".
out = Console(soft_wrap=True, highlight=False, markup=False, emoji=False)
err = Console(stderr=True, soft_wrap=True, highlight=False, markup=False, emoji=False)


class Format(StrEnum):
    """How a command answers: for a person, or for a program."""

    TEXT = "text"
    JSON = "json"


def say(line: str) -> None:
    """Tell a person what has happened."""
    err.print(line, markup=False)


def answer(text: str) -> None:
    """Print a result as it is, for a person or for a program."""
    out.print(text, markup=False)


def as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n"


def answer_json(value: Any) -> None:
    out.file.write(as_json(value))


def table(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    drawn = Table()
    for column in columns:
        # A code or a reference that is cut off is of no use to anybody.
        drawn.add_column(column, overflow="fold")
    for row in rows:
        drawn.add_row(*("" if cell is None else str(cell) for cell in row))
    out.print(drawn)


@contextmanager
def working(on: str) -> Iterator[None]:
    """Show that long work goes on."""
    if err.is_terminal:
        with err.status(on):
            yield
    else:
        say(f"{on} …")
        yield
