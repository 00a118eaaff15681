"""How a country words texts otherwise, with who, when and why.

One catalogue for each form and language, `wording/<COUNTRY>/<form>.<language>.po`,
with the same keys as translations and only the texts that differ. Words change;
codes, order, conditions and what a text fills in do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polib

from builder.wording import BRACED
from translations import files
from translations.catalogue import holds
from translations.errors import CatalogueError

from .reasons import Reason, reason_of

FILE = re.compile(r"([a-z_]+)\.([A-Za-z-]{2,8})\.po")


@dataclass(frozen=True, slots=True)
class Change:
    """One text that a country says in other words; `problem` when it cannot be used."""

    country: str
    catalogue: str
    language: str
    key: str
    text: str
    instead_of: str
    reason: Reason
    problem: str = ""

    def told(self) -> dict[str, str]:
        return {
            "country": self.country,
            "form": self.catalogue,
            "language": self.language,
            "key": self.key,
            "text": self.text,
            "instead_of": self.instead_of,
            "by": self.reason.by,
            "on": self.reason.on,
            "why": self.reason.why,
            "problem": self.problem,
        }


def folder_of(workspace: Path, country: str) -> Path:
    return workspace / "wording" / country


def entry_of(change: Change, sources: Mapping[str, Mapping[str, str]]) -> polib.POEntry:
    """Give the entry of a change; CatalogueError says why it cannot stand."""
    source = sources.get(change.catalogue, {}).get(change.key)
    if source is None:
        raise CatalogueError(
            f"{change.catalogue} has no text {change.key!r}: keys are as in "
            "q5_3:label, q5_3:hint or yes_no:yes, with names from the code book"
        )
    entry = polib.POEntry(
        msgctxt=change.key,
        msgid=source,
        msgstr=change.text,
        tcomment=change.reason.comment(),
    )
    if problem := _problem(entry, source):
        raise CatalogueError(f"{change.catalogue}, {change.key}: {problem}")
    return entry


def made(
    change: Change, sources: Mapping[str, Mapping[str, str]], workspace: Path
) -> Path:
    """Write a change into the workspace, in place of an older one."""
    entry = entry_of(change, sources)
    path = files.path_of(
        folder_of(workspace, change.country), change.catalogue, change.language
    )
    file = files.read(path) if path.is_file() else files.blank(change.language)
    file[:] = [one for one in file if one.msgctxt != change.key] + [entry]
    files.write(path, file)
    return path


def catalogues(workspace: Path, country: str) -> list[str]:
    """Name the catalogues in which a country says something otherwise."""
    folder = folder_of(workspace, country)
    return [path.name.partition(".")[0] for path in sorted(folder.glob("*.po"))]


def changes(
    workspace: Path, country: str, sources: Mapping[str, Mapping[str, str]]
) -> Iterator[Change]:
    """Give all changes of a country, each with what keeps it from being used."""
    folder = folder_of(workspace, country)
    for path in sorted(folder.glob("*.po")):
        name = FILE.fullmatch(path.name)
        if name is None or name[1] not in sources:
            raise CatalogueError(
                f"{path} is no catalogue of a form: call it like survey.en.po"
            )
        for entry in files.entries(path):
            key = entry.msgctxt or ""
            if entry.msgstr:
                problem = _problem(entry, sources[name[1]].get(key))
                yield Change(
                    country,
                    name[1],
                    name[2],
                    key,
                    entry.msgstr,
                    entry.msgid,
                    reason_of(entry),
                    problem,
                )


def unagreed(workspace: Path, country: str) -> list[str]:
    """Name the catalogues with words that only one role has looked at."""
    return [
        f"wording/{country}/{path.name}"
        for path in sorted(folder_of(workspace, country).glob("*.po"))
        if any(
            one.msgstr and not reason_of(one).is_agreed for one in files.entries(path)
        )
    ]


def _problem(entry: polib.POEntry, source: str | None) -> str:
    if source is None:
        return "our forms have no such text"
    if not entry.msgstr.strip() or entry.msgstr.strip() == "-":
        return "there are no words"
    if not holds(entry, source):
        return "our text has changed since, or this is marked fuzzy: look at it again"
    if lacking := reason_of(entry).lacking():
        return lacking
    wanted, found = (set(BRACED.findall(one)) for one in (source, entry.msgstr))
    if wanted != found:
        return (
            f"our text fills in {' '.join(sorted(wanted)) or 'nothing'}, this "
            f"{' '.join(sorted(found)) or 'nothing'}: copy what stands in braces"
        )
    return ""
