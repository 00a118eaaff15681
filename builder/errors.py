"""What goes wrong when a form is written or built, told to its author."""

from __future__ import annotations

import traceback
from pathlib import Path

LIBRARIES = frozenset({"site-packages", "dist-packages"})
# What stands between an author's line and the error, beside this folder.
MACHINERY = frozenset(
    {"builder", "translations", "deploy", "scorers", "remon.py", "typer", "click"}
)


class SpecError(ValueError):
    """A spec says something that cannot be meant: raised at the author's line."""


def author_line(error: SpecError) -> str:
    """Name the line of the spec that the language refused, as `file.py:12`.

    It is the innermost one outside the framework, the commands and libraries; ""
    when no author's line is to blame.
    """
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.is_absolute() and not _is_machinery(path):
            return f"{path.parent.name}/{path.name}:{frame.lineno}"
    return ""


def _is_machinery(path: Path) -> bool:
    root = Path(__file__).parents[1]
    if path.is_relative_to(root):
        return path.relative_to(root).parts[0] in MACHINERY
    library = path.is_relative_to(Path(traceback.__file__).parent)
    return library or not LIBRARIES.isdisjoint(path.parts)


def unforeseen(error: Exception) -> str:
    """Tell where something went wrong that nobody foresaw, and not its own text.

    That text may quote what somebody answered. The lines are enough to mend it.
    """
    root = Path(__file__).parents[1]
    lines = [
        f"{Path(frame.filename).relative_to(root)}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(root)
    ]
    return (
        f"Something went wrong that nobody foresaw ({type(error).__name__}). Nothing "
        "that was done before is lost. Please report this line: "
        f"{' > '.join(lines[-4:])}"
    )
