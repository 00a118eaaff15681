"""Catalogues: one PO file for each instrument and language.

Entries are keyed by `msgctxt`, the stable id of what is said (`q5_3:label`),
so that rewording a question never loses the place of its translation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import polib

from .errors import CatalogueError

SOURCE_LANGUAGE = "en"
# A text that is nothing else is given in each language by whoever fills it.
PLACEHOLDER = re.compile(r"\{[a-z0-9_]+\}")
Texts: TypeAlias = Callable[[str, str, str], str]
"""Give the text for a key, its source and a language code."""


@dataclass(slots=True)
class Catalogues:
    """The catalogues of one instrument, looked for in `folders` in order.

    A file is `<folder>/<instrument>.<language>.po`. What is asked for and not
    translated is remembered in `missing` as (language, key).
    """

    instrument: str
    folders: tuple[Path, ...]
    missing: list[tuple[str, str]] = field(default_factory=list)
    _read: dict[str, dict[str, polib.POEntry]] = field(default_factory=dict)

    def text(self, key: str, source: str, language: str) -> str:
        """Give the translation of `source`; the source itself when it has none."""
        if language == SOURCE_LANGUAGE or not source or PLACEHOLDER.fullmatch(source):
            return source
        entry = self._language(language).get(key)
        if entry is None or entry.fuzzy or entry.msgid != source or not entry.msgstr:
            self.missing.append((language, key))
            return source
        return str(entry.msgstr)

    def has(self, language: str) -> bool:
        """Tell whether there is a catalogue at all; the source needs none."""
        return language == SOURCE_LANGUAGE or any(
            (folder / f"{self.instrument}.{language}.po").is_file()
            for folder in self.folders
        )

    def require(self) -> None:
        """Refuse to go on when anything asked for was not translated."""
        if self.missing:
            language, key = self.missing[0]
            raise CatalogueError(
                f"{self.instrument}: {len(self.missing)} texts are not translated, "
                f"the first is {key} in '{language}': translate them in "
                f"{self.instrument}.{language}.po, or take the language out of the "
                "country profile"
            )

    def _language(self, language: str) -> dict[str, polib.POEntry]:
        if language not in self._read:
            entries: dict[str, polib.POEntry] = {}
            for entry in self._entries(language):
                entries.setdefault(entry.msgctxt or "", entry)
            self._read[language] = entries
        return self._read[language]

    def _entries(self, language: str) -> Iterable[polib.POEntry]:
        for folder in self.folders:
            path = folder / f"{self.instrument}.{language}.po"
            if path.is_file():
                yield from _parsed(path)


def _parsed(path: Path) -> polib.POFile:
    try:
        return polib.pofile(str(path))
    except (OSError, ValueError) as error:
        raise CatalogueError(f"{path} cannot be read as a PO file: {error}") from error
