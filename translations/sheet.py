"""Translate in a spreadsheet: what goes out, and what is taken over.

Keys and English texts have to come back as they went out; what was altered, or
belongs to older forms, is refused, and then nothing is taken over. A cell that
was emptied, and a row that is gone, keep what was there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .errors import CatalogueError
from .merging import CHANGED, difference
from .scripts import right_to_left
from .shelf import Said, Shelf
from .sources import Source
from .workbook import Column, Row, Workbook, read, written

KIND = "translation"
DONE, AGAIN, OPEN = "translated", "look again", "to translate"
COLUMNS = (
    Column("key", 28),
    Column("section", 14),
    Column("context", 45),
    Column("English", 50),
    Column("translation", 50, open=True),
    Column("state", 13, open=True, offered=(DONE, AGAIN, OPEN)),
    Column("note", 30, open=True),
)
TOLD = (
    "Type into the white columns. Nothing else is taken over.",
    "Copy what stands in braces, such as {organization}, without a change.",
    f"Is the state “{AGAIN}”? The English text has changed. Correct the translation,",
    f"or choose “{DONE}” when it still says the same.",
    "Notes are for you and the reviewers. Nobody else sees them.",
)
SHOWN = 8  # problems that a message lists


@dataclass(frozen=True, slots=True)
class Taken:
    """What a sheet changed, by catalogue; how many cells had been emptied."""

    language: str
    changed: dict[str, list[str]] = field(default_factory=dict)
    emptied: int = 0


def sheet(shelf: Shelf, language: str, catalogues: Sequence[str]) -> bytes:
    """Write catalogues of a language as a workbook, one sheet for each."""
    rows = {name: list(_rows(shelf, name, language)) for name in catalogues}
    book = Workbook(KIND, language, rows)
    return written(book, COLUMNS, TOLD, mirrored=right_to_left(language))


def taken_over(shelf: Shelf, path: Path) -> Taken:
    """Take over what was typed into a workbook."""
    book = read(path, KIND, COLUMNS)
    if book.language not in shelf.languages():
        raise CatalogueError(
            f"{path} is in {book.language!r}, and there is no catalogue in it: run "
            f"remon i18n merge --language {book.language}"
        )
    problems: list[str] = []
    for name, rows in book.sheets.items():
        problems += _problems(shelf, name, rows)
    if problems:
        more = len(problems) - SHOWN
        shown = problems[:SHOWN] + ([f"and {more} more"] if more > 0 else [])
        raise CatalogueError(
            f"{path}: nothing was taken over:\n"
            + "\n".join(f"  - {one}" for one in shown)
            + "\nKeys and English texts must stay as they were written. If the forms "
            "have changed meanwhile, write a new sheet and copy the translations"
        )
    taken, emptied = Taken(book.language), 0
    for name, rows in book.sheets.items():
        said, lost = _changes(shelf, name, book.language, rows)
        shelf.put(name, book.language, said)
        emptied += lost
        if said:
            taken.changed[name] = list(said)
    return Taken(taken.language, taken.changed, emptied)


def _rows(shelf: Shelf, catalogue: str, language: str) -> Iterator[Row]:
    entries = shelf.entries(catalogue, language)
    now = _current(shelf, catalogue, language)
    for source in shelf.wanted(catalogue):
        entry = entries.get(source.key)
        current = now.get(source.key, Said(""))
        context = [*source.about, *source.context]
        if source.room:
            context.append(f"Room: {source.room} characters.")
        if entry is not None and current.fuzzy:
            was = entry.previous_msgid or entry.msgid
            context.append(CHANGED + difference(was, source.text))
        yield {
            "key": source.key,
            "section": source.section,
            "context": "\n".join(context),
            "English": source.text,
            "translation": current.text,
            "state": _state(current),
            "note": current.note,
        }


def _current(shelf: Shelf, catalogue: str, language: str) -> dict[str, Said]:
    """Give what is said now; the translation of another source is fuzzy."""
    wanted = {one.key: one.text for one in shelf.wanted(catalogue)}
    return {
        key: Said(
            entry.msgstr,
            bool(entry.msgstr) and (entry.fuzzy or entry.msgid != wanted[key]),
            entry.tcomment,
        )
        for key, entry in shelf.entries(catalogue, language).items()
        if key in wanted
    }


def _state(said: Said) -> str:
    return (AGAIN if said.fuzzy else DONE) if said.text else OPEN


def _problems(shelf: Shelf, name: str, rows: Sequence[Row]) -> Iterator[str]:
    wanted = {one.key: one for one in shelf.wanted(name)}
    seen: set[str] = set()
    for row in rows:
        place, key = f"{name}, row {row['row']}", row["key"]
        source: Source | None = wanted.get(key)
        if source is None:
            yield f"{place}: there is no key {key!r}"
        elif key in seen:
            yield f"{place}: the key {key!r} stands there twice"
        elif row["English"] != source.text:
            yield f"{place}: the English text of {key} is another one"
        elif row["state"] not in {DONE, AGAIN, OPEN}:
            yield f"{place}: the state is {row['state']!r}: choose one from the list"
        seen.add(key)


def _changes(
    shelf: Shelf, catalogue: str, language: str, rows: Sequence[Row]
) -> tuple[dict[str, Said], int]:
    current = _current(shelf, catalogue, language)
    changes: dict[str, Said] = {}
    emptied = 0
    for row in rows:
        old = current.get(row["key"], Said(""))
        text = row["translation"]
        if not text and old.text:
            text, emptied = old.text, emptied + 1
        # Whoever corrects a text has looked at it, unless they say otherwise.
        again = row["state"] == AGAIN and (text == old.text or _state(old) != AGAIN)
        new = Said(text, bool(text) and again, row["note"])
        if new != old:
            changes[row["key"]] = new
    return changes, emptied
