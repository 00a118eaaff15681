"""Which right name was probably meant by a wrong one."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def meant(wrong: str, right: Iterable[str]) -> str:
    """Name the nearest right name, or all of them where none is near."""
    names = sorted(right)
    folded = {name.casefold(): name for name in names}
    near = get_close_matches(wrong.casefold(), folded, n=1)
    return f"is {folded[near[0]]} meant?" if near else f"known are {', '.join(names)}"
