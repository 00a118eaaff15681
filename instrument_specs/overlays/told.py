"""What an import of a printed copy tells: a table for people, JSON for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from .importing import Imported
from .matching import Found, faults

WORDS = {
    "taken": "taken over",
    "ours": "our words stay",
    "differs": "differs from our form",
    "unclear": "not certain, not used",
    "missing": "not found",
}


COLUMNS = ("Part", "Item", "Result", "Why", "Discrepancies")


def rows(done: Imported, *, everything: bool) -> list[tuple[str, ...]]:
    """Give a row for each item: all of them, or those not simply taken over."""
    return [
        (one.part, one.item, WORDS[one.status], one.what, " ".join(_open(done, one)))
        for one in done.found
        if everything or one.status != "taken"
    ]


def summary(done: Imported) -> str:
    counts = Counter[str](one.status for one in done.found)
    said = ", ".join(f"{counts[one]} {WORDS[one]}" for one in WORDS if counts[one])
    return f"{len(done.found)} items: {said}."


def as_object(done: Imported) -> dict[str, Any]:
    """Give everything for a program, without a text of the copy."""
    counts = Counter[str](one.status for one in done.found)
    return {
        "copy": done.digest,
        "counts": {status: counts[status] for status in WORDS},
        "texts": {name: len(texts) for name, texts in done.texts.items()},
        "items": [
            {
                "part": one.part,
                "item": one.item,
                "status": one.status,
                "what": one.what,
                "discrepancies": list(_open(done, one)),
            }
            for one in done.found
        ],
    }


def sound(found: Sequence[Found]) -> bool:
    """Tell whether nobody has to look at anything."""
    return not any(True for _ in faults(found))


def _open(done: Imported, one: Found) -> tuple[str, ...]:
    return done.open.get((one.part, one.item), ())
