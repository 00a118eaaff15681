"""Who changed a wording, when and why: said in the comment of each entry.

    # by: M&E officer
    # on: 2026-03-01
    # why: six people in Benin City asked what the word meant
    # agreed: case manager

Comments of this kind are kept by Poedit and Weblate.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import polib

LINE = re.compile(r"(by|on|why|agreed):\s*(.*\S)\s*", re.IGNORECASE)
SHORTEST_REASON = 10


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a text is worded otherwise; `by` and `agreed` are roles, no names."""

    by: str = ""
    on: str = ""
    why: str = ""
    agreed: str = ""

    def __str__(self) -> str:
        return f"{self.by}, {self.on}: {self.why}"

    def lacking(self) -> str:
        """Say what is missing; "" when all is said."""
        if not self.by:
            return 'nobody is named: add the comment "# by: ROLE", a role and no name'
        try:
            date.fromisoformat(self.on)
        except ValueError:
            return 'no date is given: add the comment "# on: 2026-03-01"'
        if len(self.why) < SHORTEST_REASON:
            return 'no reason is given: add the comment "# why: ..." in a few words'
        return ""

    @property
    def is_agreed(self) -> bool:
        """Tell whether a second role has looked at it."""
        return self.agreed.casefold() not in {"", self.by.casefold()}

    def comment(self) -> str:
        said = f"by: {self.by}\non: {self.on}\nwhy: {self.why}"
        return f"{said}\nagreed: {self.agreed}" if self.agreed else said


def reason_of(entry: polib.POEntry) -> Reason:
    """Read the comment of an entry; other lines of it may say anything."""
    lines = (LINE.fullmatch(line) for line in entry.tcomment.splitlines())
    said = {match[1].lower(): match[2] for match in lines if match}
    return Reason(*(said.get(name, "") for name in ("by", "on", "why", "agreed")))
