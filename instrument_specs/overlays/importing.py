"""Lay a user's own copy of the toolkit over our English, as local catalogues.

One file for each form, `wording/toolkit/<form>.en.po`, under the same keys as
translations. It holds text under licence: it is written into the workspace
only, where git ignores it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polib

from builder.form import Form
from builder.papers import Signed
from builder.registry import Registry
from translations import files
from translations.catalogue import SHARED, SOURCE_LANGUAGE

from . import consent_pieces, places
from .contradictions import contradictions
from .matching import Found, Matched, Matching, Worded
from .printed_copy import Joining, PrintedCopy
from .printed_items import Printed, printed_items
from .printed_parts import parts

TOOLS = ("survey", "case_study", "key_informant", "advisory_group")
CONSENT: Mapping[str, tuple[str, ...]] = {
    "consent_survivor": ("survey", "case_study"),
    "consent_stakeholder": ("key_informant",),
}
NOTICE = """\
The printed wording of: International Organization for Migration (IOM) and Samuel
Hall, 2023. Monitoring the Reintegration of Trafficking Survivors: Study and
Toolkit. IOM, Geneva. CC BY-NC-ND 3.0 IGO.

Read from your own copy (SHA-256 begins {digest}) on {day}, by remon.
For use with that copy. Do not share this file, sell what is made with it, or
change its texts. A translation or an altered wording of the original needs the
publisher's permission: publications@iom.int."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What a copy gave: texts by catalogue, and what became of each item.

    `open` gives, by part and item, the numbers of our readings where the print
    contradicts itself or leaves something open.
    """

    texts: Mapping[str, Sequence[Worded]]
    found: tuple[Found, ...]
    digest: str
    open: Mapping[tuple[str, str], tuple[str, ...]]


def imported(registry: Registry, copy: PrintedCopy) -> Imported:
    """Match a copy with our forms; WorkspaceError when it is no whole toolkit."""
    joining = Joining.of(copy.lines)
    cut = parts(copy.lines)
    matched: dict[str, list[Matched]] = {name: [] for name in (*TOOLS, SHARED)}
    forms = {tool: registry.forms(tool)[0] for tool in TOOLS}
    for tool, form in forms.items():
        printed = _printed(form, cut[tool], joining)
        matched[tool].append(Matching(form, printed).matched())
    sources = {tool: _labels(form) for tool, form in forms.items()}
    sources[SHARED] = _signed(registry)
    for part, tools in CONSENT.items():
        pieces = consent_pieces.pieces(cut[part], joining)
        done = consent_pieces.matched(part, pieces, sources, tools)
        for name, one in done.items():
            matched[name].append(one)
    texts = {
        name: _once(worded for one in several for worded in one.texts)
        for name, several in matched.items()
    }
    found = tuple(
        f for several in matched.values() for one in several for f in one.found
    )
    return Imported(texts, found, copy.digest, contradictions(forms.values()))


def written(done: Imported, folder: Path, today: date) -> list[Path]:
    """Write the catalogues; one that holds nothing any more is taken away."""
    paths = []
    for name, texts in done.texts.items():
        path = files.path_of(folder, name, SOURCE_LANGUAGE)
        if not texts:
            path.unlink(missing_ok=True)
            continue
        file = files.blank(SOURCE_LANGUAGE)
        file.header = NOTICE.format(digest=done.digest, day=today.isoformat())
        file.extend(
            polib.POEntry(msgctxt=one.key, msgid=one.source, msgstr=one.text)
            for one in texts
        )
        files.write(path, file)
        paths.append(path)
    return paths


def _printed(form: Form, lines: Sequence[str], joining: Joining) -> dict[str, Printed]:
    items = {entry.node.item for entry in form.entries if entry.node.item}
    return printed_items(
        lines,
        joining,
        alone={item for item in items if item.isdigit()},
        parents=places.LETTERED.get(form.name, ()),
        ticked=form.name in places.TICKED,
    )


def _labels(form: Form) -> dict[str, str]:
    return {f"{one.name}:label": one.label for one in form.questions()}


def _signed(registry: Registry) -> dict[str, str]:
    """Give what is signed on paper, by key."""
    return {
        f"paper_{part.key}:label": part.text
        for paper in registry.papers().values()
        for sheet in paper.sheets
        for part in sheet.parts
        if isinstance(part, Signed)
    }


def _once(texts: Iterable[Worded]) -> tuple[Worded, ...]:
    """Keep a key once; one that would say two things is left out."""
    found: dict[str, Worded | None] = {}
    for one in texts:
        if one.key not in found:
            found[one.key] = one
        elif found[one.key] != one:
            found[one.key] = None
    return tuple(one for one in found.values() if one is not None)
