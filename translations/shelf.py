"""The catalogues of several folders as one; the first folder is written to.

In a workspace the first folder is the office's own, and behind it stand the
package's catalogues: the office's folder holds only what it says differently,
and the languages that the package does not speak.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polib

from . import files, review
from .catalogue import SOURCE_LANGUAGE, effective, holds
from .errors import CatalogueError
from .merging import FUZZY, Merged, describe, merge
from .sources import Source, Sources


@dataclass(frozen=True, slots=True)
class Said:
    """What a person made of a text: words, whether to look again, a note."""

    text: str
    fuzzy: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What there is to say, and where it is said."""

    folders: tuple[Path, ...]
    sources: Sources

    def languages(self) -> list[str]:
        """Name the languages that have a catalogue in one of the folders."""
        return sorted(
            {
                path.name.split(".")[1]
                for folder in self.folders
                for path in folder.glob("*.*.po")
                if path.name.split(".")[0] in self.sources
            }
        )

    def wanted(self, catalogue: str) -> Sequence[Source]:
        if catalogue not in self.sources:
            raise CatalogueError(
                f"there is no catalogue {catalogue!r}, only {', '.join(self.sources)}"
            )
        return self.sources[catalogue]

    def entries(self, catalogue: str, language: str) -> dict[str, polib.POEntry]:
        return effective(self.folders, catalogue, language)

    def merge(self, catalogue: str, language: str) -> Merged:
        """Bring the first folder's catalogue up to date; add what is lacking."""
        wanted = self.wanted(catalogue)
        behind = effective(self.folders[1:], catalogue, language)
        elsewhere = {
            one.key
            for one in wanted
            if one.key in behind and holds(behind[one.key], one.text)
        }
        file = self._file(catalogue, language)
        done = merge(file, wanted, elsewhere)
        if len(file) or self._path(catalogue, language).is_file():
            files.write(self._path(catalogue, language), file)
        return done

    def put(self, catalogue: str, language: str, said: Mapping[str, Said]) -> None:
        """Write what people made of texts; each has to be known by its key."""
        if not said:
            return
        wanted = {one.key: one for one in self.wanted(catalogue)}
        file = self._file(catalogue, language)
        merge(file, self.wanted(catalogue), elsewhere=wanted)
        known = {one.msgctxt: one for one in file if not one.obsolete}
        for key, one in said.items():
            if key not in known:
                known[key] = polib.POEntry(msgctxt=key, msgid=wanted[key].text)
                file.append(known[key])
            _say(known[key], one, wanted[key])
        merge(file, self.wanted(catalogue), elsewhere=wanted)
        files.write(self._path(catalogue, language), file)

    def sections(self, catalogue: str, language: str) -> tuple[review.Section, ...]:
        wanted = self.wanted(catalogue)
        return review.sections(self.folders, catalogue, language, wanted)

    def section(self, catalogue: str, language: str, name: str) -> review.Section:
        found = self.sections(catalogue, language)
        for one in found:
            if one.name == name:
                return one
        known = ", ".join(one.name for one in found) or "none: translate it first"
        raise CatalogueError(
            f"{catalogue} in {language!r} has no section {name!r}; sections: {known}"
        )

    def reviewed(
        self,
        catalogue: str,
        language: str,
        sections: Sequence[review.Section],
        given: review.Review,
    ) -> None:
        """Record a review of sections; all of them, or none when one is refused."""
        file = self._file(catalogue, language)
        for section in sections:
            review.record(file, section, given)
        files.write(self._path(catalogue, language), file)

    def _path(self, catalogue: str, language: str) -> Path:
        return files.path_of(self.folders[0], catalogue, language)

    def _file(self, catalogue: str, language: str) -> polib.POFile:
        if language == SOURCE_LANGUAGE:
            raise CatalogueError(
                f"{language!r} is the language that is translated from: its texts "
                "stand in the forms"
            )
        path = self._path(catalogue, language)
        return files.read(path) if path.is_file() else files.blank(language)


def _say(entry: polib.POEntry, said: Said, source: Source) -> None:
    entry.msgstr, entry.tcomment = said.text, said.note
    if said.fuzzy and not entry.fuzzy:
        entry.flags.append(FUZZY)
    if not said.fuzzy:
        entry.previous_msgid = entry.previous_msgctxt = None
        entry.flags = [flag for flag in entry.flags if flag != FUZZY]
    describe(entry, source)
