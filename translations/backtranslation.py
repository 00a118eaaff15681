"""Translate back: what a second translator sees, and what reviewers compare.

The second translator gets the translation and what kind of text it is, never
the English text nor anything that quotes it; rows have marks for names, as
keys may give a word away.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .catalogue import holds
from .errors import CatalogueError
from .review import Review
from .scripts import right_to_left
from .shelf import Shelf
from .workbook import Column, Row, Workbook, read, written

KIND, COMPARED = "back-translation", "comparison"
BACK = (
    Column("mark", 12),
    Column("section", 14),
    Column("kind", 40),
    Column("translation", 55),
    Column("back-translation", 55, open=True),
    Column("note", 30, open=True),
)
COMPARISON = (
    Column("key", 28),
    Column("section", 14),
    Column("English", 45),
    Column("back-translation", 45),
    Column("translation", 45),
    Column("note", 30),
    Column("remark", 30, open=True),
)
TOLD_BACK = (
    "Translate each text into English, as it stands, without making it better.",
    "Do not look at the English forms, and do not ask whoever translated them.",
    "Note what is hard to understand, sounds harsh, or has two meanings.",
)
TOLD_COMPARED = (
    "Do both columns of English say the same? Who does what, how often, yes or no?",
    "Correct translations in their catalogue. Then record who agreed: remon i18n agree",
)


@dataclass(frozen=True, slots=True)
class Compared:
    """Sources and results side by side, and how far each section has come."""

    workbook: bytes
    language: str
    done: tuple[str, ...]
    unfinished: tuple[str, ...]


def backtranslation(
    shelf: Shelf, language: str, catalogues: Sequence[str], sections: Sequence[str]
) -> bytes:
    """Write what is to be translated back; all sections where none are named."""
    rows = {name: list(_rows(shelf, name, language, sections)) for name in catalogues}
    filled = {name: some for name, some in rows.items() if some}
    if not filled:
        raise CatalogueError(
            f"nothing is translated into {language!r} there: translate it first"
        )
    book = Workbook(KIND, language, filled)
    return written(book, BACK, TOLD_BACK, mirrored=right_to_left(language))


def compared(shelf: Shelf, path: Path, given: Review) -> Compared:
    """Lay results beside the sources; record the sections that are whole."""
    book = read(path, KIND, BACK)
    sheets: dict[str, list[Row]] = {}
    done: list[str] = []
    unfinished: list[str] = []
    whole: dict[str, list[str]] = {}
    for name, rows in book.sheets.items():
        sheets[name] = list(_beside(shelf, name, book.language, path, rows))
        for section in dict.fromkeys(row["section"] for row in sheets[name]):
            if _finished(shelf, name, book.language, section, sheets[name]):
                whole.setdefault(name, []).append(section)
                done.append(f"{name} {section}")
            else:
                unfinished.append(f"{name} {section}")
    made = Workbook(COMPARED, book.language, sheets)
    workbook = written(made, COMPARISON, TOLD_COMPARED, mirrored=False)
    for name, names in whole.items():
        found = [shelf.section(name, book.language, one) for one in names]
        shelf.reviewed(name, book.language, found, given)
    return Compared(workbook, book.language, tuple(done), tuple(unfinished))


def _rows(
    shelf: Shelf, catalogue: str, language: str, sections: Sequence[str]
) -> Iterator[Row]:
    entries = shelf.entries(catalogue, language)
    for name in sections:
        shelf.section(catalogue, language, name)
    for source in shelf.wanted(catalogue):
        entry = entries.get(source.key)
        if sections and source.section not in sections:
            continue
        if entry is not None and holds(entry, source.text):
            yield {
                "mark": _mark(catalogue, source.key),
                "section": source.section,
                "kind": "\n".join(source.about),
                "translation": entry.msgstr,
            }


def _beside(
    shelf: Shelf, catalogue: str, language: str, path: Path, rows: Sequence[Row]
) -> Iterator[Row]:
    """Give the source of each row; rows whose translation changed say so."""
    by_mark = {_mark(catalogue, one.key): one for one in shelf.wanted(catalogue)}
    entries = shelf.entries(catalogue, language)
    for row in rows:
        source = by_mark.get(row["mark"])
        if source is None:
            raise CatalogueError(
                f"{path}, sheet {catalogue}, row {row['row']}: no text of the forms "
                "has this mark: write a new sheet"
            )
        entry = entries.get(source.key)
        same = entry is not None and entry.msgstr == row["translation"]
        changed = "" if same else "The translation has changed since. "
        yield {
            "key": source.key,
            "section": source.section,
            "English": source.text,
            "back-translation": row["back-translation"],
            "translation": row["translation"],
            "note": changed + row["note"],
            "now": "yes" if same else "",
        }


def _finished(
    shelf: Shelf, catalogue: str, language: str, section: str, rows: Sequence[Row]
) -> bool:
    """Tell whether every text of a section was translated back as it stands now."""
    back = {
        row["key"] for row in rows if row["back-translation"].strip() and row["now"]
    }
    wanted = {one.key for one in shelf.wanted(catalogue) if one.section == section}
    return wanted <= back and not shelf.section(catalogue, language, section).open


def _mark(catalogue: str, key: str) -> str:
    return hashlib.sha256(f"{catalogue} {key}".encode()).hexdigest()[:10]
