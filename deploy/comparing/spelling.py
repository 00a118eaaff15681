"""Spell an XPath expression one way, whoever wrote the form."""

from __future__ import annotations

import re

QUOTED = re.compile(r"('[^']*'|\"[^\"]*\")")
TOKEN = re.compile(r"\$\{[^}]*\}|[\w.:-]+|[!<>]=|[^\s\w]")
RELATIVE = re.compile(r"(?:current\(\)/)?(?:\.\./)+(?:[\w.-]+/)*([\w.-]+)")


class Spelling:
    """Writes `${name}` for a node, and single spaces."""

    def __init__(self, root: str) -> None:
        """`root` is the name of the form's outermost node."""
        inside = rf"(?<![\w)])/{re.escape(root)}/(?:[\w.-]+/)*([\w.-]+)"
        self._absolute = re.compile(inside)

    def __call__(self, written: str) -> str:
        pieces = []
        for place, piece in enumerate(QUOTED.split(written)):
            if place % 2:
                pieces.append(piece)
                continue
            named = self._absolute.sub(r"${\1}", piece)
            named = RELATIVE.sub(r"${\1}", named)
            pieces += TOKEN.findall(named)
        return " ".join(pieces)
