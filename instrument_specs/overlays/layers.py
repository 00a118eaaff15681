"""The texts of a form with other wordings laid over ours.

The first wording that has a text gives it; what none has is looked up as ever.
A wording made for an older text of ours is refused, never used unseen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polib

from translations import files
from translations.catalogue import Texts, holder, holds
from translations.errors import CatalogueError

from .reasons import reason_of


@dataclass(frozen=True, slots=True)
class Layer:
    """A folder of catalogues that are laid over ours.

    With `reasons` each text must say who changed it, when and why. `again` says
    what to do about a text whose original has changed.
    """

    name: str
    folder: Path
    reasons: bool
    again: str

    def about(self, entry: polib.POEntry) -> str:
        """Say whose wording an entry is, for the code book."""
        return f"{self.name}: {reason_of(entry)}" if self.reasons else self.name

    def refusal(self, entry: polib.POEntry, source: str) -> str:
        """Say why an entry cannot be used; "" when it can."""
        if not holds(entry, source):
            return f"our text has changed since, or this is marked fuzzy. {self.again}"
        return reason_of(entry).lacking() if self.reasons else ""


@dataclass(slots=True)
class Laid:
    """Texts of one catalogue, with layers over `base`; the first layer goes first."""

    catalogue: str
    base: Texts
    layers: Sequence[Layer]
    _read: dict[Path, dict[str, polib.POEntry]] = field(default_factory=dict)

    def text(self, key: str, source: str, language: str) -> str:
        """Give a text; CatalogueError for one that was made for another original."""
        found = self._found(key, source, language)
        return str(found[1].msgstr) if found else self.base(key, source, language)

    def origin(self, key: str, source: str, language: str) -> str:
        """Say whose wording a text is; "" for ours."""
        found = self._found(key, source, language)
        return found[0].about(found[1]) if found else ""

    def _found(
        self, key: str, source: str, language: str
    ) -> tuple[Layer, polib.POEntry] | None:
        for layer in self.layers if source else ():
            name = holder(self.catalogue, key)
            path = files.path_of(layer.folder, name, language)
            entry = self._entries(path).get(key)
            if entry is None or not entry.msgstr:
                continue
            if refusal := layer.refusal(entry, source):
                raise CatalogueError(f"{path}, {key}: {refusal}")
            return layer, entry
        return None

    def _entries(self, path: Path) -> dict[str, polib.POEntry]:
        if path not in self._read:
            found = {entry.msgctxt or "": entry for entry in files.entries(path)}
            self._read[path] = found
        return self._read[path]
