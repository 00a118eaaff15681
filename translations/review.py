"""Who has looked at a translation: draft, back-translated, agreed.

Reviews are kept in the catalogue itself, in a header for each section, with the
date and the reviewer's role. They are bound to the words they were given for:
when one of them changes, the section is a draft again by itself.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import polib

from . import files
from .catalogue import effective
from .errors import CatalogueError
from .sources import SECTION, Source

Kind = Literal["back-translated", "agreed"]
Stage = Literal["draft", "back-translated", "agreed"]
HEADER = "X-Remon-Review-"
REVIEW = re.compile(r"(back-translated|agreed) (\d{4}-\d{2}-\d{2}) ([^;]+)")
ROLE = re.compile(r"[^\W\d_][^;:\"\\\n]{1,58}[^\s;:\"\\]")
NO_SECTION = "rest"


@dataclass(frozen=True, slots=True)
class Review:
    """One look at a section: what came of it, when, and in which role."""

    kind: Kind
    on: date
    by: str

    def __str__(self) -> str:
        return f"{self.kind} {self.on} {self.by}"


@dataclass(frozen=True, slots=True)
class Section:
    """The state of a section in one language.

    `needed` reviewers have to agree; `open` counts its texts without a usable
    translation; `stale` tells that its reviews were given for other words.
    """

    name: str
    digest: str
    texts: int
    open: int
    needed: int
    reviews: tuple[Review, ...] = ()
    stale: bool = False

    @property
    def agreed_by(self) -> tuple[str, ...]:
        """Name the roles that agreed; one that agreed twice is one."""
        roles = {_role(one.by): one.by for one in self.reviews if one.kind == "agreed"}
        return tuple(roles.values())

    @property
    def stage(self) -> Stage:
        if not self.lacking:
            return "agreed"
        back = any(one.kind == "back-translated" for one in self.reviews)
        return "back-translated" if back and not self.open else "draft"

    @property
    def lacking(self) -> int:
        """Tell how many reviewers have yet to agree."""
        return self.needed if self.open else max(0, self.needed - len(self.agreed_by))


def sections(
    folders: Sequence[Path],
    catalogue: str,
    language: str,
    wanted: Sequence[Source] = (),
) -> tuple[Section, ...]:
    """Give the state of each section of a catalogue, in the order of the talk.

    What is `wanted` and not there, or says another source, leaves it open.
    """
    by_section: dict[str, list[polib.POEntry]] = {}
    needed: dict[str, int] = {}
    entries = list(_ordered(folders, catalogue, language))
    known = {entry.msgctxt: entry.msgid for entry in entries}
    entries += [_lacking(one) for one in wanted if known.get(one.key) != one.text]
    for entry in entries:
        match = SECTION.match(entry.comment)
        name = match[1] if match else NO_SECTION
        by_section.setdefault(name, []).append(entry)
        # Where an editor lost the comments, nothing tells which words weigh most.
        two = match is None or match[2] == "two"
        needed[name] = max(needed.get(name, 1), 2 if two else 1)
    given = _given(folders, catalogue, language)
    return tuple(
        _section(name, entries, needed[name], given)
        for name, entries in by_section.items()
    )


def record(file: polib.POFile, section: Section, review: Review) -> None:
    """Write a review into a catalogue, beside those for the same words."""
    if section.open:
        raise CatalogueError(
            f"{section.name}: {section.open} texts are not translated or marked as "
            "fuzzy: translate them first"
        )
    if not ROLE.fullmatch(review.by):
        raise CatalogueError(
            f"{review.by!r} is no role: write one such as protection officer, in 3 to "
            "60 characters, without ; : or quotation marks, and no name of a person"
        )
    if review.kind == "agreed" and _role(review.by) in map(_role, section.agreed_by):
        raise CatalogueError(
            f"{section.name}: the {review.by} has agreed already; another reviewer "
            "has to look at it"
        )
    said = "; ".join(str(one) for one in (*section.reviews, review))
    file.metadata[HEADER + section.name] = f"{section.digest} {said}"


def _lacking(source: Source) -> polib.POEntry:
    return polib.POEntry(
        msgctxt=source.key, msgid=source.text, comment=source.comment()
    )


def _section(
    name: str,
    entries: Sequence[polib.POEntry],
    needed: int,
    given: Sequence[tuple[str, str]],
) -> Section:
    digest = _digest(entries)
    unusable = sum(not one.msgstr or one.fuzzy for one in entries)
    records = [value for section, value in given if section == name]
    reviews = tuple(
        dict.fromkeys(
            review
            for value in records
            if value.startswith(f"{digest} ")
            for review in _reviews(value)
        )
    )
    stale = bool(records) and not reviews
    return Section(name, digest, len(entries), unusable, needed, reviews, stale)


def _ordered(
    folders: Sequence[Path], catalogue: str, language: str
) -> Iterable[polib.POEntry]:
    """Give the entries that count; one that says no section stands in another's.

    A text that an office writes by hand in its own file has no comment: what
    is known about it stands in the file behind.
    """
    known: dict[str, str] = {}
    for folder in folders:
        for entry in files.entries(files.path_of(folder, catalogue, language)):
            if SECTION.match(entry.comment):
                known.setdefault(entry.msgctxt or "", entry.comment)
    for key, entry in effective(tuple(folders), catalogue, language).items():
        if SECTION.match(entry.comment) or key not in known:
            yield entry
        else:
            yield polib.POEntry(
                msgctxt=key,
                msgid=entry.msgid,
                msgstr=entry.msgstr,
                flags=entry.flags,
                comment=known[key],
            )


def _given(
    folders: Sequence[Path], catalogue: str, language: str
) -> list[tuple[str, str]]:
    """Give what the headers of all folders say, as section and record."""
    return [
        (name.removeprefix(HEADER), " ".join(str(value).split()))
        for folder in folders
        for name, value in files.kept(
            files.path_of(folder, catalogue, language)
        ).metadata.items()
        if name.startswith(HEADER)
    ]


def _reviews(value: str) -> Iterator[Review]:
    for kind, day, role in REVIEW.findall(value):
        try:
            yield Review(kind, date.fromisoformat(day), role.strip())
        except ValueError:  # a day that does not exist: a slip of the hand
            continue


def _digest(entries: Sequence[polib.POEntry]) -> str:
    said = sorted((one.msgctxt or "", one.msgid, one.msgstr) for one in entries)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:12]


def _role(by: str) -> str:
    return " ".join(by.casefold().split())
