"""Catalogues: what is said in a language, looked up by key.

There is one for each instrument and language, and one called `pages` for what
all of them share. Entries are keyed by `msgctxt`, the stable id of what is said
(`q5_3:label`), so that rewording a question never loses the place of its
translation.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import polib

from . import files
from .errors import CatalogueError

SOURCE_LANGUAGE = "en"
# A text that is nothing else is given in each language by whoever fills it.
PLACEHOLDER = re.compile(r"\{[a-z0-9_]+\}")
# What printed pages, scores and reports say, whichever the instrument.
SHARED = "pages"
SHARED_KEYS = (
    "sentence:",
    "print:",
    "paper_",
    "score:",
    "report:",
    "review:",
    "setup:",
)
Texts: TypeAlias = Callable[[str, str, str], str]
"""Give the text for a key, its source and a language code."""


def holder(instrument: str, key: str) -> str:
    """Name the catalogue that a text of an instrument stands in."""
    return SHARED if key.startswith(SHARED_KEYS) else instrument


def speaks_for_itself(source: str) -> bool:
    """Tell whether a source needs no translation."""
    return not source or PLACEHOLDER.fullmatch(source) is not None


@dataclass(slots=True)
class Catalogues:
    """The catalogues of one instrument, looked for in `folders` in order.

    A file is `<folder>/<instrument>.<language>.po`. Text by text the first
    folder goes first: what it leaves untranslated is taken from the next. What
    is asked for and not translated is remembered in `missing` as (language, key).
    """

    instrument: str
    folders: tuple[Path, ...]
    missing: list[tuple[str, str]] = field(default_factory=list)
    _read: dict[str, dict[str, polib.POEntry]] = field(default_factory=dict)

    def text(self, key: str, source: str, language: str) -> str:
        """Give the translation of `source`; the source itself when it has none."""
        if language == SOURCE_LANGUAGE or speaks_for_itself(source):
            return source
        entry = self._language(language).get(key)
        if entry is None or not holds(entry, source):
            self.missing.append((language, key))
            return source
        return str(entry.msgstr)

    def has(self, language: str) -> bool:
        """Tell whether there is a catalogue at all; the source needs none."""
        return language == SOURCE_LANGUAGE or any(
            files.path_of(folder, self.instrument, language).is_file()
            for folder in self.folders
        )

    def require(self) -> None:
        """Refuse to go on when anything asked for was not translated."""
        if self.missing:
            language, key = self.missing[0]
            file = f"{holder(self.instrument, key)}.{language}.po"
            raise CatalogueError(
                f"{self.instrument}: {len(self.missing)} texts are not translated, "
                f"the first is {key} in '{language}': translate them in {file}, or "
                "take the language out of the country profile"
            )

    def _language(self, language: str) -> dict[str, polib.POEntry]:
        if language not in self._read:
            names = dict.fromkeys((self.instrument, SHARED))
            found: dict[str, polib.POEntry] = {}
            for name in names:
                for key, entry in effective(self.folders, name, language).items():
                    found.setdefault(key, entry)
            self._read[language] = found
        return self._read[language]


def holds(entry: polib.POEntry, source: str) -> bool:
    """Tell whether an entry is a translation of `source` that may be used."""
    return bool(entry.msgstr) and entry.msgid == source and not entry.fuzzy


def effective(
    folders: tuple[Path, ...], catalogue: str, language: str
) -> dict[str, polib.POEntry]:
    """Give the entries that count, by key; the first folder's go first."""
    found: dict[str, polib.POEntry] = {}
    for folder in folders:
        for entry in files.entries(files.path_of(folder, catalogue, language)):
            known = found.get(entry.msgctxt or "")
            if known is None or not known.msgstr:
                found[entry.msgctxt or ""] = entry
    return found
