"""Bring a catalogue up to date with the sources: nothing that was said is lost.

A text that changed keeps its translation, marked fuzzy, with the old source
beside it and the change in words. What is gone stays at the end of the file,
and comes back when its source does.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

import polib

from .sources import Source

CHANGED = "Changed since it was translated: "
FUZZY = "fuzzy"


@dataclass(slots=True)
class Merged:
    """What a merge did, as keys."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.gone or self.returned)


def merge(
    file: polib.POFile, sources: Sequence[Source], elsewhere: Collection[str] = ()
) -> Merged:
    """Bring `file` up to date, in the order of `sources`.

    Texts that are translated `elsewhere` and not in the file are not added: a
    file that overrides a few texts stays short.
    """
    done = Merged()
    known = _by_key(file)
    made: list[polib.POEntry] = []
    for source in sources:
        keys = (key for key in (source.key, *source.was) if key in known)
        entry = known.pop(next(keys, ""), None)
        if entry is None and source.key in elsewhere:
            continue
        made.append(_updated(entry, source, done))
    for entry in known.values():
        if entry.obsolete or entry.msgstr or entry.tcomment:
            if not entry.obsolete:
                done.gone.append(entry.msgctxt or entry.msgid)
            made.append(_obsolete(entry))
    file[:] = made
    return done


def _by_key(file: polib.POFile) -> dict[str, polib.POEntry]:
    """Give the entries by key; a live one goes before one that is obsolete."""
    known: dict[str, polib.POEntry] = {}
    for entry in sorted(file, key=lambda one: bool(one.obsolete)):
        # Entries without a context are nobody's; they are kept as obsolete.
        known.setdefault(entry.msgctxt or f"\x04{entry.msgid}", entry)
    return known


def _updated(
    entry: polib.POEntry | None, source: Source, done: Merged
) -> polib.POEntry:
    if entry is None:
        done.added.append(source.key)
        entry = polib.POEntry(msgid=source.text)
    elif entry.obsolete:
        done.returned.append(source.key)
        entry.obsolete = False
    entry.msgctxt = source.key
    if entry.msgid != source.text:
        _changed(entry, source, done)
    describe(entry, source)
    return entry


def _changed(entry: polib.POEntry, source: Source, done: Merged) -> None:
    if entry.msgstr:
        done.changed.append(source.key)
        if not (entry.fuzzy and entry.previous_msgid):
            entry.previous_msgid = entry.msgid
        if not entry.fuzzy:
            entry.flags.append(FUZZY)
    entry.msgid = source.text


def describe(entry: polib.POEntry, source: Source) -> None:
    """Write beside an entry what translators need to know, and where it stands."""
    lines = [source.comment()]
    if entry.fuzzy and entry.previous_msgid:
        lines.append(CHANGED + difference(entry.previous_msgid, source.text))
    entry.comment = "\n".join(lines)
    entry.occurrences = [(f"{source.section}/{source.key.partition(':')[0]}", "")]


def _obsolete(entry: polib.POEntry) -> polib.POEntry:
    entry.obsolete = True
    entry.comment, entry.occurrences = "", []
    # The file format keeps no earlier source of what is obsolete.
    entry.previous_msgid = entry.previous_msgctxt = None
    return entry


def difference(old: str, new: str) -> str:
    """Say in words what changed: “month” is now “week”; “please” is gone."""
    before, after = old.split(), new.split()
    said = []
    for what, a, b, c, d in SequenceMatcher(a=before, b=after).get_opcodes():
        was, now = " ".join(before[a:b]), " ".join(after[c:d])
        match what:
            case "replace":
                said.append(f"“{was}” is now “{now}”")
            case "delete":
                said.append(f"“{was}” is gone")
            case "insert":
                said.append(f"“{now}” is new")
    return "; ".join(said) or "spaces or line breaks only"
