"""Flatten a submission the way the data API shows it.

KoboToolbox API v2, data: keys are group paths, answers are text, an unanswered
question is absent, a repeat is a list of rows whose keys are full paths again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lxml import etree

XFORMS = "{http://www.w3.org/2002/xforms}"
Row = dict[str, Any]


def parse_instance(xml: bytes) -> etree._Element:
    """Read a submission; raises `etree.XMLSyntaxError`."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(xml, parser)


def repeat_paths(xform: str) -> frozenset[str]:
    """Return the paths of a form's repeats, without the root."""
    html = etree.fromstring(xform.encode())
    found = (each.get("nodeset", "") for each in html.iter(f"{XFORMS}repeat"))
    return frozenset(_below_root(path) for path in found)


def geopoint_paths(xform: str) -> tuple[str, ...]:
    """Return the paths of a form's places, in order."""
    html = etree.fromstring(xform.encode())
    return tuple(
        _below_root(bind.get("nodeset", ""))
        for bind in html.iter(f"{XFORMS}bind")
        if bind.get("type") == "geopoint"
    )


def answers(root: etree._Element, repeats: frozenset[str]) -> Row:
    """Flatten the answers below the root."""
    row: Row = {}
    _collect(root, "", repeats, row)
    return row


def geolocation(row: Mapping[str, Any], places: tuple[str, ...]) -> list[float | None]:
    """Return latitude and longitude of the first place, or two nothings."""
    for path in places:
        parts = str(row.get(path, "")).split()
        if len(parts) > 1:
            return [float(parts[0]), float(parts[1])]
    return [None, None]


def node_name(element: etree._Element) -> str:
    """Name an element as it is written, prefix and all."""
    local = etree.QName(element).localname
    return f"{element.prefix}:{local}" if element.prefix else local


def meta(root: etree._Element, name: str) -> str:
    """Return a value from the `meta` group, or nothing, without `uuid:`."""
    found = root.find(f"{{*}}meta/{{*}}{name}")
    text = (found.text or "").strip() if found is not None else ""
    return text.removeprefix("uuid:")


def _collect(
    element: etree._Element, above: str, repeats: frozenset[str], into: Row
) -> None:
    for child in element.iterchildren(tag=etree.Element):
        path = f"{above}{node_name(child)}"
        if path in repeats:
            turn: Row = {}
            _collect(child, f"{path}/", repeats, turn)
            if turn:
                into.setdefault(path, []).append(turn)
        elif len(child):
            _collect(child, f"{path}/", repeats, into)
        elif child.text:
            into[path] = child.text


def _below_root(nodeset: str) -> str:
    return nodeset.lstrip("/").partition("/")[2]
