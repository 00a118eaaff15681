"""A submission as a row of a form's table: typed, nested, by the live version.

ODK Central API, OData.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from lxml import etree

from deploy.central.schema import table_name
from deploy.central_sandbox.state import Submission, iso

_NUMBERS = {
    "int": re.compile(r"\s*[+-]?\d+"),
    "decimal": re.compile(r"\s*[+-]?\d+(?:\.\d+)?"),
}


def system(record: Submission) -> dict[str, Any]:
    """Give what the server says of a submission."""
    missing = [name for name, content in record.files.items() if content is None]
    status = None
    if is_sealed(record.current.xml):
        present = not any(name.endswith(".xml.enc") for name in missing)
        status = "notDecrypted" if present else "missingEncryptedFormData"
    return {
        "submissionDate": iso(record.created),
        "updatedAt": iso(record.updated),
        "submitterId": str(record.submitter.id),
        "submitterName": record.submitter.name,
        "attachmentsPresent": len(record.files) - len(missing),
        "attachmentsExpected": len(record.files),
        "status": status,
        "reviewState": record.review,
        "deviceId": None,
        "edits": len(record.sent) - 1,
        "formVersion": record.current.version,
        "deletedAt": iso(record.deleted),
    }


def is_sealed(xml: str) -> bool:
    return bool(etree.fromstring(xml.encode()).get("encrypted"))


def row(
    record: Submission, fields: Sequence[Mapping[str, Any]], *, expand: bool
) -> dict[str, Any]:
    """Show a submission; one that is encrypted has no answers."""
    shown: dict[str, Any] = {"__id": record.id, "__system": system(record)}
    if shown["__system"]["status"] is not None:
        return shown
    root = etree.fromstring(record.current.xml.encode())
    place = f"Submissions('{quote(record.id, safe='')}')"
    kinds = {str(one["path"]): str(one["type"]) for one in fields}
    return _group(root, "", kinds, place, expand=expand) | shown


def selected(shown: Mapping[str, Any], paths: Sequence[str]) -> dict[str, Any]:
    """Keep some columns: single ones, or whole groups."""
    kept: dict[str, Any] = {}
    for path in paths:
        source: Any = shown
        into: dict[str, Any] = kept
        *groups, name = path.split("/")
        for group in groups:
            source = source.get(group) or {}
            into = into.setdefault(group, {})
        if name in source:
            into[name] = source[name]
    return kept


def _group(
    element: etree._Element | None,
    above: str,
    kinds: Mapping[str, str],
    place: str,
    *,
    expand: bool,
) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for path, kind in kinds.items():
        if path.rpartition("/")[0] != above:
            continue
        name = path.rpartition("/")[2]
        key = table_name(name)
        found = [] if element is None else element.findall(f"{{*}}{name}")
        if kind == "repeat":
            if found:
                shown[f"{key}@odata.navigationLink"] = f"{place}/{key}"
            if found and expand:
                shown[key] = [
                    _group(one, path, kinds, place, expand=expand)
                    | {"__id": _turn_id(place, path, number)}
                    for number, one in enumerate(found)
                ]
        elif kind == "structure":
            first = found[0] if found else None
            shown[key] = _group(first, path, kinds, place, expand=expand)
        else:
            text = found[0].text if found else None
            shown[key] = _typed(text, kind) if text else None
    return shown


def _turn_id(place: str, path: str, number: int) -> str:
    text = f"{place}{path}[{number}]"
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def _typed(text: str, kind: str) -> Any:
    if kind in _NUMBERS:  # as far as it is one, and no more exact than JavaScript
        found = _NUMBERS[kind].match(text)
        number = float(found[0]) if found else None
        whole = number is not None and number.is_integer()
        return int(number) if number is not None and whole else number
    if kind == "geopoint":
        parts = [float(one) for one in text.split() if re.fullmatch(r"-?[\d.]+", one)]
        if len(parts) < 2:  # noqa: PLR2004 - latitude and longitude
            return None
        latitude, longitude, *rest = parts
        place: dict[str, Any] = {
            "type": "Point",
            "coordinates": [longitude, latitude, *rest[:1]],
        }
        return place | ({"properties": {"accuracy": rest[1]}} if rest[1:] else {})
    return text
