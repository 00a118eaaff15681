"""OpenRosa submission XML to the row a server would give for it.

So XML and rows go the same way from here on. Nothing outside the document is
ever loaded: no entities, no document types, no network.
"""

from __future__ import annotations

from typing import TypeAlias

from lxml import etree

from builder.form import Form
from deploy.wire.safe_xml import UnsafeXmlError, parsed

from .needed import needed
from .normalise import Reader
from .submission import SetAside, Submission

Row: TypeAlias = "dict[str, str | list[Row]]"


def read_xml(
    form: Form, xml: bytes, *, place: str = "file", asset: str = ""
) -> Submission | SetAside:
    """Read one submission as a phone sent it."""
    try:
        root = parsed(xml)
    except UnsafeXmlError as error:
        return SetAside(place, str(error))
    row = row_of(root, needed(form).repeats)
    row.setdefault("_xform_id_string", root.get("id", ""))
    return Reader(form, asset).read(row, place)


def row_of(root: etree._Element, repeats: frozenset[str]) -> Row:
    """Flatten a submission: keys are group paths, repeats are lists of rows."""
    row: Row = {}
    _flatten(root, "", repeats, row)
    return row


def _flatten(
    element: etree._Element, path: str, repeats: frozenset[str], row: Row
) -> None:
    for child in element:
        if not isinstance(child.tag, str):
            continue
        name = etree.QName(child).localname
        key = f"{path}/{name}" if path else name
        if name in repeats:
            instance: Row = {}
            _flatten(child, key, repeats, instance)
            rows = row.setdefault(key, [])
            if isinstance(rows, list):
                rows.append(instance)
        elif len(child):
            _flatten(child, key, repeats, row)
        else:
            _put(row, key, child.text or "")


def _put(row: Row, key: str, value: str) -> None:
    """Keep a node that stands twice at one path visible as such."""
    while key in row:
        key = "/" + key
    row[key] = value
