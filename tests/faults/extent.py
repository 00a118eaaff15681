"""How much is tried: a sample by default, all of it when REMON_FAULTS names a folder.

Whoever tries all of it gets the counts in that folder, one file for each test;
`docs/make_faults.py` makes a table of them.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from faults.state import Cell

FOLDER = os.environ.get("REMON_FAULTS", "")
WHOLE = bool(FOLDER)


def much(whole: int, sample: int) -> int:
    """Give how many are tried."""
    return whole if WHOLE else sample


def dice(what: str) -> random.Random:
    """Give the same chances every time."""
    return random.Random(f"faults {what}")


def note(part: str, column: str, rows: Mapping[str, Cell]) -> None:
    """Write counts down for the table, if it is to be made; nothing may be lost."""
    if WHOLE:
        folder = Path(FOLDER)
        folder.mkdir(parents=True, exist_ok=True)
        told = {name: asdict(cell) for name, cell in rows.items()}
        path = folder / f"{part} {column}.json"
        path.write_text(json.dumps(told, indent=1), encoding="utf-8")
    for name, cell in rows.items():
        assert (cell.lost, cell.doubled) == (0, 0), (name, cell)
