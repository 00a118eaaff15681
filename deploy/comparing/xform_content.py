"""Read an XForm as a `Content`.

ODK XForms specification. Nodes that servers add beside the form's own, and
those that only tell instances apart, are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from deploy.comparing.content import Content, Item, Texts
from deploy.comparing.spelling import Spelling
from deploy.wire.safe_xml import parsed

XFORMS = "{http://www.w3.org/2002/xforms}"
XHTML = "{http://www.w3.org/1999/xhtml}"
JAVAROSA = "{http://openrosa.org/javarosa}"
OPENROSA = "{http://openrosa.org/xforms}"
ADDED = frozenset({"formhub", "__version__", "_version_", "meta"})
BOUND = {
    "relevant": "relevant",
    "constraint": "constraint",
    "calculate": "calculation",
    "required": "required",
    f"{JAVAROSA}preload": "preload",
}
KINDS = {"int": "integer", "string": "text", "binary": "upload"}
CONTROLS = {"select1": "select_one", "select": "select_multiple"}
SUBMISSION = {
    "base64RsaPublicKey": "public_key",
    "action": "submission_url",
    f"{OPENROSA}auto-send": "auto_send",
    f"{OPENROSA}auto-delete": "auto_delete",
}
ITEXT = re.compile(r"jr:itext\('(.*)'\)$")


@dataclass(slots=True)
class _Control:
    """What the body of the form says of one node."""

    kind: str
    list: str = ""
    logic: dict[str, str] = field(default_factory=dict)
    texts: dict[str, dict[str, str]] = field(default_factory=dict)


def content_of(xform: bytes) -> Content:
    """Read a form; `ValueError` (`UnsafeXmlError` is one) when it is none."""
    return _Reader(parsed(xform)).content()


class _Reader:
    """One XForm, and what is looked up in it again and again."""

    def __init__(self, html: etree._Element) -> None:
        model = html.find(f".//{XFORMS}model")
        instance = model.find(f"{XFORMS}instance") if model is not None else None
        if model is None or instance is None or not len(instance):
            raise ValueError("this is no XForm")
        self.html, self.model, self.root = html, model, instance[0]
        self._xpath = Spelling(etree.QName(self.root).localname)
        self.binds = {
            _leaf(bind.get("nodeset", "")): bind
            for bind in model.iter(f"{XFORMS}bind")
            if "/meta/" not in bind.get("nodeset", "")
        }
        self.languages = list(model.iter(f"{XFORMS}translation"))
        self.spoken = {
            (each.get("lang", ""), text.get("id", "")): text
            for each in self.languages
            for text in each
        }
        self.controls: dict[str, _Control] = {}
        self._body(html.find(f"{XHTML}body"))

    def content(self) -> Content:
        choices = dict(self._choices())
        return Content(
            tuple(sorted(each.get("lang", "") for each in self.languages)),
            self._settings(),
            {item.name: item for item in self._items(self.root, (), "")},
            {
                name: {code: said.get("label", {}) for code, said in codes.items()}
                for name, codes in choices.items()
            },
            {
                f"{name}/{code}": said["audio"]
                for name, codes in choices.items()
                for code, said in codes.items()
                if "audio" in said
            },
        )

    def _settings(self) -> dict[str, str]:
        default = [
            each.get("lang", "") for each in self.languages if each.get("default")
        ]
        title = (self.html.findtext(f".//{XHTML}title") or "").strip()
        found = {"title": title, "default_language": "".join(default)}
        for node in self.model.iter(f"{XFORMS}submission"):
            for attribute, name in SUBMISSION.items():
                if value := "".join((node.get(attribute) or "").split()):
                    found[name] = value
        return found

    def _items(
        self, parent: etree._Element, path: tuple[str, ...], repeat: str
    ) -> Iterator[Item]:
        seen = set(ADDED) if parent is self.root else set[str]()
        for node in parent.iterchildren("*"):
            name = etree.QName(node).localname
            if name in seen:  # a repeat stands twice, first as its template
                continue
            seen.add(name)
            yield self._item(name, node, path, repeat)
            inner = name if self._kind(name, node) == "repeat" else repeat
            yield from self._items(node, (*path, name), inner)

    def _item(
        self, name: str, node: etree._Element, path: tuple[str, ...], repeat: str
    ) -> Item:
        control = self.controls.get(name) or _Control("")
        logic = self._logic(name) | control.logic
        if not len(node) and (default := (node.text or "").strip()):
            logic["default"] = default
        return Item(
            name,
            self._kind(name, node),
            "/".join(path),
            repeat,
            control.list,
            dict(sorted(logic.items())),
            dict(sorted((control.texts | self._message(name)).items())),
        )

    def _kind(self, name: str, node: etree._Element) -> str:
        control = self.controls.get(name) or _Control("")
        bind = self.binds.get(name)
        bound = bind.get("type", "string") if bind is not None else "string"
        if len(node):
            return "repeat" if control.kind == "repeat" else "group"
        if control.kind in CONTROLS.values():
            return control.kind
        if bind is not None and (moment := bind.get(f"{JAVAROSA}preloadParams")):
            return moment
        if not control.kind:
            return "calculate"
        if control.kind == "input":
            readonly = bind is not None and bind.get("readonly") == "true()"
            note = readonly and bound == "string"
            return "note" if note else KINDS.get(bound, bound)
        return control.kind if bound == "string" else KINDS.get(bound, bound)

    def _logic(self, name: str) -> dict[str, str]:
        bind = self.binds.get(name)
        logic = {
            written: self._xpath(bind.get(attribute, ""))
            for attribute, written in BOUND.items()
            if bind is not None and attribute in bind.attrib
        }
        for node in self.html.iter(f"{XFORMS}setvalue"):
            if _leaf(node.get("ref", "")) == name:
                logic["default"] = self._xpath(node.get("value", ""))
        return logic

    def _message(self, name: str) -> dict[str, dict[str, str]]:
        bind = self.binds.get(name)
        found: dict[str, dict[str, str]] = {}
        for attribute, column in (
            ("constraintMsg", "constraint_message"),
            ("requiredMsg", "required_message"),
        ):
            if bind is not None and (said := bind.get(f"{JAVAROSA}{attribute}")):
                found |= self._spoken(column, said, said)
        return found

    def _body(self, body: etree._Element | None) -> None:
        for node in body.iter("*") if body is not None else ():
            tag = etree.QName(node).localname
            name = _leaf(node.get("ref") or node.get("nodeset") or "")
            if not name or tag in {"label", "hint", "itemset", "value", "setvalue"}:
                continue
            if tag == "repeat":
                self.controls.setdefault(name, _Control("repeat")).kind = "repeat"
            control = self.controls.setdefault(name, _Control(CONTROLS.get(tag, tag)))
            self._says(control, node)

    def _says(self, control: _Control, node: etree._Element) -> None:
        if appearance := " ".join((node.get("appearance") or "").split()):
            control.logic["appearance"] = appearance
        for said in node.iterchildren(f"{XFORMS}label", f"{XFORMS}hint"):
            column = etree.QName(said).localname
            control.texts |= self._spoken(column, said.get("ref", ""), self._text(said))
        for source in node.iterchildren(f"{XFORMS}itemset"):
            nodeset = source.get("nodeset", "")
            found = re.match(r"instance\('(.*?)'\)/root/item(?:\[(.*)\])?", nodeset)
            control.list = found[1] if found else nodeset
            if found and found[2]:
                control.logic["choice_filter"] = self._xpath(found[2])

    def _spoken(
        self, column: str, reference: str, written: str
    ) -> dict[str, dict[str, str]]:
        """Give a text in each language; one without languages stands under ""."""
        key = ITEXT.match(reference)
        if key is None:
            return {column: {"": " ".join(written.split())}} if written.strip() else {}
        found: dict[str, dict[str, str]] = {}
        for each in self.languages:
            language = each.get("lang", "")
            text = self.spoken.get((language, key[1]))
            for value in text.iterchildren() if text is not None else ():
                form = value.get("form", "")
                kind = f"{form}_hint" if form == "guidance" else form or column
                said = self._text(value)
                # A recording is named as jr://audio/q2.fr-0123456789.mp3.
                shown = said.rpartition("/")[2] if form == "audio" else said
                found.setdefault(kind, {})[language] = shown
        return found

    def _choices(self) -> Iterator[tuple[str, dict[str, Texts]]]:
        for instance in self.model.iter(f"{XFORMS}instance"):
            name = instance.get("id")
            if name is None:
                continue
            codes: dict[str, Texts] = {}
            for item in instance.iter(f"{XFORMS}item"):
                key = item.findtext(f"{XFORMS}itextId")
                reference = f"jr:itext('{key}')" if key else ""
                label = item.findtext(f"{XFORMS}label") or ""
                said = self._spoken("label", reference, label)
                codes[item.findtext(f"{XFORMS}name") or ""] = said
            yield name, codes

    def _text(self, node: etree._Element) -> str:
        """Give a text with `${name}` where an answer is filled in."""
        parts = [node.text or ""]
        for inner in node:
            if etree.QName(inner).localname == "output":
                parts.append(self._xpath(inner.get("value", "")))
            parts.append(inner.tail or "")
        return " ".join("".join(parts).split())


def _leaf(path: str) -> str:
    return path.rpartition("/")[2]
