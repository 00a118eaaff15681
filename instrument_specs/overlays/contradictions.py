"""Where the printed toolkit contradicts itself, by form and item.

Read from `traces/discrepancies.toml`, which names our readings and the
questions they bear on.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from builder.form import Form

FILE = Path(__file__).parents[1] / "traces" / "discrepancies.toml"


def contradictions(forms: Iterable[Form]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Give the numbers of discrepancies, such as D-27, for each form and item."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for form in forms:
        for number, name in _named():
            tool, _, node = name.partition(".")
            if tool == form.name and node in form:
                item = form.entry(node).node.item
                if item is not None:
                    known = found.get((tool, item), ())
                    found[tool, item] = (*known, number)
    return {place: tuple(dict.fromkeys(known)) for place, known in found.items()}


@cache
def _named() -> tuple[tuple[str, str], ...]:
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(
        (number, where) for number, one in read.items() for where in one["where"]
    )
