"""Papers that are not forms: sheets to sign, and cards to leave.

A sheet takes its questions and texts from a form, so that both always say the
same, and adds what only paper has: lines to sign on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from .errors import SpecError
from .pages import page
from .printed import CITATION, Asked, asked, footer
from .questions import Question
from .saying import Saying

VERSION_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Taken:
    """A question of the form, printed as it is asked there."""

    name: str


@dataclass(frozen=True, slots=True)
class Headed:
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """A paragraph; its key in catalogues is `paper_<key>:label`."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line to write on, with what belongs there."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Signed:
    """A statement of one person: who makes it, what it says, room to sign."""

    key: str
    who: str
    text: str


PaperPart: TypeAlias = Taken | Headed | Said | Line | Signed


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed on one sheet, with the texts of the form of a tool."""

    tool: str
    parts: tuple[PaperPart, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """Sheets to print under a neutral title.

    A `card` is cut out and given away: `copies` of it on a page, without a
    title and without a footer. Every other sheet has room for its number.
    """

    name: str
    title: str
    sheets: tuple[Sheet, ...]
    card: bool = False
    copies: int = 1


@dataclass(frozen=True, slots=True)
class Filled:
    """A part in one language: what it is, its texts, its question."""

    kind: str
    text: str = ""
    who: str = ""
    question: Asked | None = None


def printed_paper(paper: Paper, sayings: Sequence[Saying]) -> str:
    """Write a paper as a page to print; one saying for each of its sheets."""
    sheets = [
        (
            # A card that somebody carries holds a contact and nothing else.
            *(() if paper.card else _leading(saying)),
            *(_filled(saying, part) for part in sheet.parts),
        )
        for saying, sheet in zip(sayings, paper.sheets, strict=True)
    ]
    version = hashlib.sha256(repr(sheets).encode()).hexdigest()[:VERSION_LENGTH]
    first = sayings[0]
    return page(
        "card.html" if paper.card else "paper.html",
        saying=first,
        title=paper.title,
        sheets=sheets,
        copies=paper.copies,
        footer=footer(first, paper.title, version),
        citation=CITATION,
    )


def _leading(saying: Saying) -> tuple[Filled, ...]:
    """Give what stands above everything in the form, such as that it is a draft."""
    name = saying.form.leading
    if not name:
        return ()
    said = saying.text(f"{name}:label", saying.form.entry(name).node.label)
    return (Filled("said", said),)


def _filled(saying: Saying, part: PaperPart) -> Filled:
    def own(key: str, text: str) -> str:
        return saying.text(f"paper_{key}:label", text)

    match part:
        case Taken(name):
            return Filled("taken", question=_question(saying, name))
        case Headed(key, text):
            return Filled("headed", own(key, text))
        case Said(key, text):
            return Filled("said", own(key, text))
        case Line(key, text):
            return Filled("line", own(key, text))
        case Signed(key, who, text):
            return Filled("signed", own(key, text), own(f"{key}_who", who))


def _question(saying: Saying, name: str) -> Asked:
    """Give the question by itself: without number, hint and condition."""
    node = saying.form.entry(name).node
    if not isinstance(node, Question):
        raise SpecError(f"{name} is no question, so no paper can take it")
    return replace(asked(saying, node), number="", hint="")
