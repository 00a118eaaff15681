"""What an XForm says to people: its texts, recordings and choices, by language.

ODK XForms specification.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from deploy.comparing.content import Texts
from deploy.comparing.spelling import Spelling

XFORMS = "{http://www.w3.org/2002/xforms}"
ITEXT = re.compile(r"jr:itext\('(.*)'\)$")


class Spoken:
    """The texts of one form, looked up by their key."""

    def __init__(self, model: etree._Element, xpath: Spelling) -> None:
        self._model, self._xpath = model, xpath
        self.languages = list(model.iter(f"{XFORMS}translation"))
        self._texts = {
            (each.get("lang", ""), text.get("id", "")): text
            for each in self.languages
            for text in each
        }

    def of(
        self, column: str, reference: str, written: str
    ) -> dict[str, dict[str, str]]:
        """Give a text in each language; one without languages stands under ""."""
        key = ITEXT.match(reference)
        if key is None:
            return {column: {"": " ".join(written.split())}} if written.strip() else {}
        found: dict[str, dict[str, str]] = {}
        for each in self.languages:
            language = each.get("lang", "")
            text = self._texts.get((language, key[1]))
            for value in text.iterchildren() if text is not None else ():
                form = value.get("form", "")
                kind = f"{form}_hint" if form == "guidance" else form or column
                said = self.text(value)
                # A recording is named as jr://audio/q2.fr-0123456789.mp3.
                shown = said.rpartition("/")[2] if form == "audio" else said
                found.setdefault(kind, {})[language] = shown
        return found

    def choices(self) -> Iterator[tuple[str, dict[str, Texts]]]:
        """Give each list with what its codes say."""
        for instance in self._model.iter(f"{XFORMS}instance"):
            name = instance.get("id")
            if name is None:
                continue
            codes: dict[str, Texts] = {}
            for item in instance.iter(f"{XFORMS}item"):
                key = item.findtext(f"{XFORMS}itextId")
                reference = f"jr:itext('{key}')" if key else ""
                label = item.findtext(f"{XFORMS}label") or ""
                said = self.of("label", reference, label)
                codes[item.findtext(f"{XFORMS}name") or ""] = said
            yield name, codes

    def text(self, node: etree._Element) -> str:
        """Give a text with `${name}` where an answer is filled in."""
        parts = [node.text or ""]
        for inner in node:
            if etree.QName(inner).localname == "output":
                parts.append(self._xpath(inner.get("value", "")))
            parts.append(inner.tail or "")
        return " ".join("".join(parts).split())
