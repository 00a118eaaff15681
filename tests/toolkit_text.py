"""The toolkit's own text, for comparison where it lies beside the project."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TEXT = Path(__file__).parents[2] / "shared/toolkit/toolkit.txt"
TOOL_1 = range(3000, 4013)


def lines(numbers: range) -> list[str]:
    """Give lines of the text, counted from 1; skip the test where there is none."""
    if not TEXT.is_file():
        pytest.skip("the toolkit's text does not lie beside the project")
    return TEXT.read_text(encoding="utf-8").splitlines()[
        numbers.start - 1 : numbers.stop
    ]


def numbered_items(numbers: range) -> set[str]:
    """Give every item number printed at the start of a line."""
    found = (re.match(r"\s*(\d+\.\d+(?:\.\d+)?)\.?\s", line) for line in lines(numbers))
    return {match[1] for match in found if match}
