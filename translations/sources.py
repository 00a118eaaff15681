"""What there is to translate: a text, where it stands, what to know about it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Source:
    """One English text under its stable key.

    Reviews are recorded by `section`; `reviewers` says how many have to agree
    on this text. `about` tells what kind of text it is without saying what it
    says, `context` may quote other texts. `room` is how many characters fit on
    a phone, 0 where there is no phone. Texts that share `among` must differ.
    `was` lists keys it had before.
    """

    key: str
    text: str
    section: str
    title: str = ""
    reviewers: int = 1
    about: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    room: int = 0
    among: str = ""
    was: tuple[str, ...] = ()

    def comment(self) -> str:
        """Give what translators read beside the text."""
        title = f": {self.title}" if self.title else ""
        lines = [f"{marked(self.section, self.reviewers)}{title}", *self.about]
        if self.room:
            lines.append(f"Room: {self.room} characters.")
        lines += self.context
        return "\n".join(line.replace("\n", " ") for line in lines)


Sources: TypeAlias = Mapping[str, Sequence[Source]]
"""The sources of each catalogue, in the order in which people meet them."""


# The comment of an entry begins so; reviews are counted by it.
SECTION = re.compile(r"Section (\S+), (one|two) reviewers?\b")


def marked(section: str, reviewers: int) -> str:
    """Begin the comment of an entry, as SECTION finds it again."""
    return f"Section {section}, {'two reviewers' if reviewers > 1 else 'one reviewer'}"
