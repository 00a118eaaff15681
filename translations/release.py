"""May a language be used with people? What its translations lack before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .catalogue import SOURCE_LANGUAGE
from .review import Section, sections

NAMED = 6  # sections that a sentence names


def agreed(folders: Sequence[Path], catalogue: str, language: str) -> bool:
    """Tell whether a whole catalogue may be used with people."""
    if language == SOURCE_LANGUAGE:
        return True
    found = sections(folders, catalogue, language)
    return bool(found) and all(one.stage == "agreed" for one in found)


def lacking(folders: Sequence[Path], catalogue: str, language: str) -> str:
    """Say in one line what a catalogue lacks before people hear it; or nothing."""
    if language == SOURCE_LANGUAGE:
        return ""
    found = sections(folders, catalogue, language)
    groups = [
        ("two reviewers have to agree on", [s for s in found if s.lacking > 1]),
        (
            "one more reviewer has to agree on",
            [s for s in found if s.lacking == 1 and s.needed > 1],
        ),
        (
            "one reviewer has to agree on",
            [s for s in found if s.lacking == 1 and s.needed == 1],
        ),
    ]
    said = [f"{words} {_named(some)}" for words, some in groups if some]
    stale = [one for one in found if one.stale]
    if stale:
        said.append(f"changed since its review: {_named(stale)}")
    return "; ".join(said)


def _named(some: Sequence[Section]) -> str:
    names = ", ".join(one.name for one in some[:NAMED])
    more = len(some) - NAMED
    return f"{names} and {more} more" if more > 0 else names
