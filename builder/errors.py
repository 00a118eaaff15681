"""What goes wrong when a form is written or built, told to its author."""

from __future__ import annotations

import traceback
from pathlib import Path


class SpecError(ValueError):
    """A spec says something that cannot be meant: raised at the author's line."""


def author_line(error: SpecError) -> str:
    """Name the line of the spec that the language refused, as `file.py:12`.

    It is the innermost one outside this folder; "" when there is none.
    """
    here = Path(__file__).parent
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.is_absolute() and here not in path.parents:
            return f"{path.parent.name}/{path.name}:{frame.lineno}"
    return ""
