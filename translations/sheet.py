"""Translate in a spreadsheet: what goes out, and what is taken over.

Keys and English texts have to come back as they went out; what was altered, or
belongs to older forms, is refused, and then nothing is taken over. A cell that
was emptied, and a row that is gone, keep what was there. Several people may have
sheets at once: a row that nobody touched says nothing, and one that was changed
in the catalogue meanwhile is refused.
"""

from __future__ import annotations

import hashlib
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
    Column("as written", 10),
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
        problems += _problems(shelf, name, book.language, rows)
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
            "as written": _mark(current.text, _state(current), current.note),
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


def _mark(text: str, state: str, note: str) -> str:
    """Tell apart what a row says, so that one can see whether somebody touched it."""
    return hashlib.sha256(repr((text, state, note)).encode()).hexdigest()[:10]


def _touched(row: Row) -> bool:
    said = _mark(row["translation"], row["state"], row["note"])
    return said != row["as written"]


def _overtaken(row: Row, old: Said) -> bool:
    """Tell whether somebody else changed a text since the sheet was written."""
    now = _mark(old.text, _state(old), old.note)
    changed = bool(old.text) and now != row["as written"]
    return changed and _touched(row) and _typed(row, old) != old


def _problems(
    shelf: Shelf, name: str, language: str, rows: Sequence[Row]
) -> Iterator[str]:
    wanted = {one.key: one for one in shelf.wanted(name)}
    current = _current(shelf, name, language)
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
        elif _overtaken(row, current.get(key, Said(""))):
            yield (
                f"{place}: somebody changed {key} after this sheet was written. Write "
                "a new sheet, look at both, and type yours there"
            )
        seen.add(key)


def _changes(
    shelf: Shelf, catalogue: str, language: str, rows: Sequence[Row]
) -> tuple[dict[str, Said], int]:
    current = _current(shelf, catalogue, language)
    changes: dict[str, Said] = {}
    emptied = 0
    for row in rows:
        old = current.get(row["key"], Said(""))
        if old.text and not _touched(row):
            continue
        emptied += bool(old.text) and not row["translation"]
        new = _typed(row, old)
        if new != old:
            changes[row["key"]] = new
    return changes, emptied


def _typed(row: Row, old: Said) -> Said:
    """Give what a row makes of a text."""
    text = row["translation"] or old.text
    # Whoever corrects a text has looked at it, unless they say otherwise.
    again = row["state"] == AGAIN and (text == old.text or _state(old) != AGAIN)
    return Said(text, bool(text) and again, row["note"])
