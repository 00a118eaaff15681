"""What an XForm's binds and actions do to its nodes. ODK XForms specification.

All that they say is told, under the XLSForm's column where it has one, so that
nothing a colleague adds by hand stays unseen. A node of the form's `meta` is
called by its path, such as `meta/audit`; any other by its name.
"""

from __future__ import annotations

import re

from lxml import etree

from deploy.comparing.spelling import Spelling
from deploy.comparing.xform_texts import XFORMS

JAVAROSA = "{http://openrosa.org/javarosa}"
BOUND = {
    "calculate": "calculation",
    # Told elsewhere: by the kind of an item, or among its texts.
    "nodeset": "",
    "type": "",
    f"{JAVAROSA}constraintMsg": "",
    f"{JAVAROSA}requiredMsg": "",
}
ACTIONS = ("setvalue", "setgeopoint", "recordaudio")
AT_FIRST = frozenset({"odk-instance-first-load", "odk-new-repeat"})
TYPES = {"start": "dateTime", "end": "dateTime", "today": "date"}
META = re.compile(r"/[^/]+/(?:[\w.-]+:)?(meta/.*)")
PREFIX = re.compile(r"(?<=/)[\w.-]+:")


def called(path: str) -> str:
    """Name the node of a path."""
    meta = META.fullmatch(path)
    return PREFIX.sub("", meta[1]) if meta else path.rpartition("/")[2]


class Logic:
    """The binds and actions of one form, by the names of their nodes."""

    def __init__(self, html: etree._Element, xpath: Spelling) -> None:
        self._xpath = xpath
        self.binds = {
            called(bind.get("nodeset", "")): bind for bind in html.iter(f"{XFORMS}bind")
        }
        self._actions: dict[str, dict[str, str]] = {}
        for node in html.iter("*"):
            if etree.QName(node).localname in ACTIONS:
                self._acts(node)

    def bound(self, name: str) -> str:
        """Give the type of a node's answer."""
        bind = self.binds.get(name)
        return bind.get("type", "string") if bind is not None else "string"

    def readonly(self, name: str) -> bool:
        bind = self.binds.get(name)
        return bind is not None and bind.get("readonly") == "true()"

    def of(self, name: str, kind: str, *, typed: bool) -> dict[str, str]:
        """Give what is done to a node; `typed` if its kind does not tell its type."""
        found = dict(self._actions.get(name, {}))
        bind = self.binds.get(name)
        if bind is not None:
            found = self._said(bind) | found
        if found.get("preloadParams") == kind:
            del found["preloadParams"]
        # Nobody could write there anyway.
        if kind in {"note", "calculate", *TYPES} and self.readonly(name):
            del found["readonly"]
        if typed and self.bound(name) != TYPES.get(kind, "string"):
            found["bind type"] = self.bound(name)
        return found

    def of_meta(self, name: str, node: etree._Element) -> dict[str, str]:
        """Give all that is said of a node of `meta`, and of its attributes."""
        found = {f"@{_local(key)}": str(value) for key, value in node.attrib.items()}
        for bound, bind in self.binds.items():
            if bound == name:
                found |= self._said(bind)
            elif bound.startswith(f"{name}/@"):
                said = self._said(bind)
                own = bound.removeprefix(f"{name}/")
                found |= {f"{own} {key}": value for key, value in said.items()}
        return found | self._actions.get(name, {})

    def instance_name(self) -> str:
        """Say how phones name a filled form, where the form tells."""
        bind = self.binds.get("meta/instanceName")
        said = self._said(bind) if bind is not None else {}
        said |= self._actions.get("meta/instanceName", {})
        said.pop("readonly", None)
        if set(said) == {"calculation"}:
            return said["calculation"]
        return "; ".join(f"{key}: {value}" for key, value in sorted(said.items()))

    def _said(self, bind: etree._Element) -> dict[str, str]:
        found = {}
        for key, value in bind.attrib.items():
            column = BOUND.get(str(key), _local(key))
            if column and (column, value) != ("readonly", "false()"):
                found[column] = self._xpath(str(value))
        return found

    def _acts(self, node: etree._Element) -> None:
        name = called(node.get("ref", ""))
        tag = etree.QName(node).localname
        text = (node.text or "").strip()
        value = node.get("value") or (repr(text) if text else "")
        own = self._actions.setdefault(name, {})
        events = node.get("event", "").split()
        if tag == "setvalue" and AT_FIRST.issuperset(events):
            own["default"] = self._xpath(value)
            return
        parent = node.getparent()
        by = parent.get("ref", "") if parent is not None else ""
        rest = [
            f"{_local(key)}={said!s}"
            for key, said in node.attrib.items()
            if _local(key) not in {"ref", "event", "value"}
        ]
        parts = [*sorted(events), self._xpath(by), self._xpath(value), *rest]
        own[tag] = " ".join(part for part in parts if part)


def _local(key: object) -> str:
    return str(key).rpartition("}")[2]
