"""Read an XForm as a `Content`.

ODK XForms specification. Nodes that servers add beside the form's own, and
those that only tell instances apart, are left out; whatever else stands there,
also in `meta`, is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from deploy.comparing.content import Content, Item
from deploy.comparing.spelling import Spelling
from deploy.comparing.xform_logic import ACTIONS, JAVAROSA, Logic, called
from deploy.comparing.xform_texts import XFORMS, Spoken
from deploy.wire.safe_xml import parsed

XHTML = "{http://www.w3.org/1999/xhtml}"
OPENROSA = "{http://openrosa.org/xforms}"
ADDED = frozenset({"formhub", "__version__", "_version_"})
# What tells instances apart; `instanceName` stands among the settings.
APART = frozenset({"instanceID", "deprecatedID", "rootUuid", "instanceName"})
# Told in another way, or without effect on the talk.
TOLD = frozenset({"ref", "nodeset", "appearance"})
KINDS = {"int": "integer", "string": "text", "binary": "upload"}
PARTS = frozenset({"label", "hint", "itemset", "value", *ACTIONS})
CONTROLS = {"select1": "select_one", "select": "select_multiple"}
SUBMISSION = {
    "base64RsaPublicKey": "public_key",
    "action": "submission_url",
    f"{OPENROSA}auto-send": "auto_send",
    f"{OPENROSA}auto-delete": "auto_delete",
}


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
        self._spoken = Spoken(model, self._xpath)
        self._logic = Logic(html, self._xpath)
        self.controls: dict[str, _Control] = {}
        self._body(html.find(f"{XHTML}body"))

    def content(self) -> Content:
        choices = dict(self._spoken.choices())
        return Content(
            tuple(sorted(each.get("lang", "") for each in self._spoken.languages)),
            self._settings(),
            self._by_name(),
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

    def _by_name(self) -> dict[str, Item]:
        """Give each item by its name; one that has another's is called by its path."""
        found: dict[str, Item] = {}
        for item in self._items(self.root, (), ""):
            name = f"{item.path}/{item.name}" if item.name in found else item.name
            found[name] = replace(item, name=name)
        return found

    def _settings(self) -> dict[str, str]:
        default = [
            each.get("lang", "")
            for each in self._spoken.languages
            if each.get("default")
        ]
        title = (self.html.findtext(f".//{XHTML}title") or "").strip()
        found = {"title": title, "default_language": "".join(default)}
        for node in self.model.iter(f"{XFORMS}submission"):
            for attribute, name in SUBMISSION.items():
                if value := "".join((node.get(attribute) or "").split()):
                    found[name] = value
        body = self.html.find(f"{XHTML}body")
        said = {
            "style": body.get("class", "") if body is not None else "",
            "instance_name": self._logic.instance_name(),
        }
        for instance in self.model.iter(f"{XFORMS}instance"):
            said[f"file of {instance.get('id')}"] = instance.get("src", "")
        return found | {name: value for name, value in said.items() if value}

    def _items(
        self, parent: etree._Element, path: tuple[str, ...], repeat: str
    ) -> Iterator[Item]:
        seen = ADDED - set(self.controls) if parent is self.root else frozenset[str]()
        for node in parent.iterchildren("*"):
            name = etree.QName(node).localname
            if name in seen:  # a repeat stands twice, first as its template
                continue
            seen |= {name}
            if name == "meta" and parent is self.root:
                yield from self._meta(node, "meta")
                continue
            yield self._item(name, node, path, repeat)
            inner = name if self._kind(name, node) == "repeat" else repeat
            yield from self._items(node, (*path, name), inner)

    def _meta(self, parent: etree._Element, path: str) -> Iterator[Item]:
        for node in parent.iterchildren("*"):
            kind = etree.QName(node).localname
            if path == "meta" and kind in APART:
                continue
            name = f"{path}/{kind}"
            logic = self._logic.of_meta(name, node)
            if default := (node.text or "").strip():
                logic["default"] = default
            yield Item(name, kind, path, logic=dict(sorted(logic.items())))
            yield from self._meta(node, name)

    def _item(
        self, name: str, node: etree._Element, path: tuple[str, ...], repeat: str
    ) -> Item:
        control = self.controls.get(name) or _Control("")
        kind = self._kind(name, node)
        typed = control.kind in {"", "group", "repeat", *CONTROLS.values()}
        logic = self._logic.of(name, kind, typed=typed) | control.logic
        if not len(node) and (default := (node.text or "").strip()):
            logic["default"] = default
        return Item(
            name,
            kind,
            "/".join(path),
            repeat,
            control.list,
            dict(sorted(logic.items())),
            dict(sorted((control.texts | self._message(name)).items())),
        )

    def _kind(self, name: str, node: etree._Element) -> str:
        control = self.controls.get(name) or _Control("")
        bind = self._logic.binds.get(name)
        bound = self._logic.bound(name)
        if len(node):
            return "repeat" if control.kind == "repeat" else "group"
        if control.kind in CONTROLS.values():
            return control.kind
        if bind is not None and (moment := bind.get(f"{JAVAROSA}preloadParams")):
            return moment
        if not control.kind:
            return "calculate"
        if control.kind == "input":
            note = self._logic.readonly(name) and bound == "string"
            return "note" if note else KINDS.get(bound, bound)
        return control.kind if bound == "string" else KINDS.get(bound, bound)

    def _message(self, name: str) -> dict[str, dict[str, str]]:
        bind = self._logic.binds.get(name)
        found: dict[str, dict[str, str]] = {}
        for attribute, column in (
            ("constraintMsg", "constraint_message"),
            ("requiredMsg", "required_message"),
        ):
            if bind is not None and (said := bind.get(f"{JAVAROSA}{attribute}")):
                found |= self._spoken.of(column, said, said)
        return found

    def _body(self, body: etree._Element | None) -> None:
        for node in body.iter("*") if body is not None else ():
            tag = etree.QName(node).localname
            name = called(node.get("ref") or node.get("nodeset") or "")
            if not name or tag in PARTS:
                continue
            if tag == "repeat":
                self.controls.setdefault(name, _Control("repeat")).kind = "repeat"
            control = self.controls.setdefault(name, _Control(CONTROLS.get(tag, tag)))
            self._says(control, node)

    def _says(self, control: _Control, node: etree._Element) -> None:
        if appearance := " ".join((node.get("appearance") or "").split()):
            control.logic["appearance"] = appearance
        for key, value in node.attrib.items():
            if (column := etree.QName(key).localname) not in TOLD:
                control.logic[column] = self._xpath(str(value))
        for said in node.iterchildren(f"{XFORMS}label", f"{XFORMS}hint"):
            column = etree.QName(said).localname
            written = self._spoken.text(said)
            control.texts |= self._spoken.of(column, said.get("ref", ""), written)
        for source in node.iterchildren(f"{XFORMS}itemset"):
            nodeset = source.get("nodeset", "")
            found = re.match(r"instance\('(.*?)'\)/root/item(?:\[(.*)\])?", nodeset)
            control.list = found[1] if found else nodeset
            if found and found[2]:
                control.logic["choice_filter"] = self._xpath(found[2])
            chosen = source.find(f"{XFORMS}value")
            ref = chosen.get("ref", "") if chosen is not None else ""
            if ref != "name":
                control.logic["value"] = ref or "nothing"
