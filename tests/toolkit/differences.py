"""Items that docs/decisions.md says are not asked as printed, read from there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from toolkit.shortfalls import Shortfall

DECISIONS = Path(__file__).parents[2] / "docs/decisions.md"
HEADING = "### Counted against the print"
COLUMNS = 4


def differences(tool: str) -> list[Shortfall]:
    """Give what is said to differ in a tool or consent form, each with a reason."""
    return sorted(
        Shortfall(item, aspect.partition(" on ")[0])
        for name, item, aspect, reason in _rows()
        if name.strip("`") == tool and reason
    )


def instead(tool: str) -> Mapping[str, tuple[str, ...]]:
    """Give what an item depends on instead: "condition on T or `round`"."""
    return {
        item: tuple(
            one.strip("` ") for one in aspect.partition(" on ")[2].split(" or ")
        )
        for name, item, aspect, _ in _rows()
        if name.strip("`") == tool and aspect.startswith("condition on ")
    }


def tools() -> set[str]:
    return {row[0].strip("`") for row in _rows()}


def _rows() -> Iterator[list[str]]:
    text = DECISIONS.read_text(encoding="utf-8").partition(HEADING)[2]
    section = text.partition("\n## ")[0]
    for line in section.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| `") and len(cells) == COLUMNS:
            yield cells
