"""How far a language has come: what is translated, and what is agreed on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .catalogue import SOURCE_LANGUAGE, effective, holds
from .review import sections
from .sources import Source, Sources


@dataclass(frozen=True, slots=True)
class Progress:
    """One catalogue in one language; the source language is always whole.

    The sections of the last three are counted apart; `percent` is 100 only when
    nothing is left to do.
    """

    language: str
    catalogue: str
    texts: int
    translated: int
    fuzzy: int
    draft: int = 0
    back_translated: int = 0
    agreed: int = 0

    @property
    def missing(self) -> int:
        return self.texts - self.translated - self.fuzzy

    @property
    def percent(self) -> int:
        return 100 * self.translated // self.texts if self.texts else 100

    @property
    def released(self) -> bool:
        """Tell whether it may be used with people."""
        whole = self.translated == self.texts and not self.draft + self.back_translated
        return whole and (self.agreed > 0 or self.language == SOURCE_LANGUAGE)

    def told(self) -> dict[str, str | int | bool]:
        names = ("language", "catalogue", "texts", "translated", "fuzzy", "missing")
        states = ("percent", "draft", "back_translated", "agreed", "released")
        return {name: getattr(self, name) for name in (*names, *states)}


def progress(
    folders: Sequence[Path], sources: Sources, languages: Sequence[str]
) -> Iterator[Progress]:
    """Count each language and catalogue."""
    for language in languages:
        for catalogue, wanted in sources.items():
            yield _counted(folders, catalogue, wanted, language)


def _counted(
    folders: Sequence[Path], catalogue: str, wanted: Sequence[Source], language: str
) -> Progress:
    if language == SOURCE_LANGUAGE:
        return Progress(language, catalogue, len(wanted), len(wanted), 0)
    entries = effective(tuple(folders), catalogue, language)
    known = [(entries.get(one.key), one) for one in wanted]
    translated = sum(e is not None and holds(e, one.text) for e, one in known)
    said = sum(entry is not None and bool(entry.msgstr) for entry, _ in known)
    found = sections(folders, catalogue, language, wanted)
    stages = Counter(one.stage for one in found)
    return Progress(
        language,
        catalogue,
        len(wanted),
        translated,
        said - translated,
        stages["draft"],
        stages["back-translated"],
        stages["agreed"],
    )
