"""One word for one thing: the glossary of a language.

`glossary.<language>.csv` has the columns term, translation and note. A
translation may give several forms, with `|` between them; `*` at an end of a
form stands for any letters. A translation in brackets is there for people only:
it depends too much on the sentence to be checked.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from .errors import CatalogueError

COLUMNS = ["term", "translation", "note"]


@dataclass(frozen=True, slots=True)
class Term:
    """An English word and the forms it has in a language."""

    english: str
    forms: tuple[str, ...]


def glossary(folders: Sequence[Path], language: str) -> tuple[Term, ...]:
    """Read the terms to be checked; the first folder's word for a thing counts."""
    found: dict[str, Term] = {}
    for folder in folders:
        for term in _read(folder / f"glossary.{language}.csv"):
            found.setdefault(term.english.casefold(), term)
    return tuple(one for one in found.values() if one.forms)


def unused(terms: Sequence[Term], source: str, said: str) -> Iterator[Term]:
    """Give the terms that the source holds as a word and the translation does not."""
    for term in terms:
        if _word(term.english).search(source) and not any(
            _form(form).search(said) for form in term.forms
        ):
            yield term


def _read(path: Path) -> Iterator[Term]:
    if not path.is_file():
        return
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if rows.fieldnames != COLUMNS:
                raise CatalogueError(
                    f"{path}: the first line must be {','.join(COLUMNS)}"
                )
            for row in rows:
                yield _term(path, rows.line_num, row)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CatalogueError(f"{path} cannot be read: {error}") from error


def _term(path: Path, line: int, row: dict[str, str | None]) -> Term:
    english = (row["term"] or "").strip()
    translation = (row["translation"] or "").strip()
    if not english or None in row:
        raise CatalogueError(
            f"{path}, line {line}: write term, translation and note; put quotation "
            "marks around what holds a comma"
        )
    if translation.startswith("(") and translation.endswith(")"):
        return Term(english, ())
    forms = tuple(form.strip() for form in translation.split("|") if form.strip(" *"))
    return Term(english, forms)


@lru_cache(maxsize=2048)
def _word(english: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(english)}(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=2048)
def _form(form: str) -> re.Pattern[str]:
    start = "" if form.startswith("*") else r"(?<!\w)"
    end = "" if form.endswith("*") else r"(?!\w)"
    return re.compile(f"{start}{re.escape(form.strip('*'))}{end}", re.IGNORECASE)
