"""Which version a form gets: `<content hash>-<n>`, and n is never used again.

Phones tell versions of a form apart by this text alone. A form in the server's
trash counts as well: phones may still hold it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_OURS = re.compile(r"([0-9a-f]{6,64})-([1-9][0-9]{0,8})", re.ASCII)
# What managed encryption adds to the version of a form.
_ADDED = re.compile(r"\[encrypted:[^\]]*\]$", re.ASCII)


def next_version(content: str, used: Iterable[str]) -> str:
    """Name the next version of a form whose content has this hash."""
    numbers = [int(found[2]) for one in used if (found := _OURS.fullmatch(plain(one)))]
    return f"{content}-{max(numbers, default=0) + 1}"


def plain(version: str) -> str:
    """Leave out what the server has added to a version."""
    return _ADDED.sub("", version)


def ours(version: str) -> bool:
    """Whether this program has named this version."""
    return _OURS.fullmatch(plain(version)) is not None


def made_from(content: str, version: str) -> bool:
    """Whether a version of this program has this content."""
    found = _OURS.fullmatch(plain(version))
    return found is not None and found[1] == content
