"""The places of files that a form names, and what was put there."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote
from xml.sax.saxutils import escape

from lxml import etree

XFORMS = "{http://www.w3.org/2002/xforms}"
NAMED = re.compile(r"jr://(image|audio|video|file|file-csv)s?/(.+)")


@dataclass(slots=True)
class Place:
    """Where a file is to be put: its kind, and what is there."""

    kind: str
    content: bytes | None = None
    type: str = ""
    updated: str | None = None

    @property
    def md5(self) -> str | None:
        if self.content is None:
            return None
        return hashlib.md5(self.content, usedforsecurity=False).hexdigest()


def named_in(html: etree._Element) -> Iterator[tuple[str, Place]]:
    """Find what a form names: sound and pictures of texts, and lists of choices."""
    for value in html.iter(f"{XFORMS}value"):
        if found := NAMED.fullmatch((value.text or "").strip()):
            yield found[2], Place(found[1])
    for instance in html.iter(f"{XFORMS}instance"):
        if found := NAMED.fullmatch(instance.get("src", "")):
            yield found[2], Place("file")


def carried(made: Mapping[str, Place], before: Mapping[str, Place]) -> dict[str, Place]:
    """Give the places of a new draft with what was there before, name by name."""
    return {
        name: replace(before[name])
        if name in before and before[name].kind == place.kind
        else place
        for name, place in made.items()
    }


def in_manifest(places: Mapping[str, Place], address: str) -> str:
    """Write what phones read of the files; empty places are left out."""
    return "".join(
        f"<mediaFile><filename>{escape(name)}</filename>"
        f"<hash>md5:{place.md5}</hash>"
        f"<downloadUrl>{address}/{quote(name, safe='')}</downloadUrl></mediaFile>"
        for name, place in places.items()
        if place.content is not None
    )
