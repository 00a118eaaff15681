"""A row of Central's table, or a submission's XML, as KoboToolbox would show it.

Keys are group paths, answers are text, an unanswered question is absent, a
repeat is a list of such rows whose keys are full paths again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from deploy.central.numbers import number_of
from deploy.central.schema import Schema
from deploy.errors import ServerError

SEALED = "base64EncryptedKey"
EDITION = "_edition"
REVIEWS = {
    "approved": "validation_status_approved",
    "rejected": "validation_status_not_approved",
    "hasIssues": "validation_status_on_hold",
}
# What the server adds to a row.
_SERVERS = ("__id", "__system", "__Submissions")
_LINK = "@odata.navigationLink"


def identity_of(shown: Mapping[str, Any]) -> str:
    """Return the submission's lasting id."""
    _system(shown)
    return str(shown["__id"])


def moment(shown: Mapping[str, Any], column: str) -> datetime:
    """Read one of the server's dates of a submission."""
    try:
        return datetime.fromisoformat(_system(shown)[column]).astimezone(UTC)
    except (KeyError, TypeError, ValueError):
        raise _odd() from None


def number(shown: Mapping[str, Any]) -> int:
    """Give the submission's number; see `numbers`."""
    return number_of(identity_of(shown), moment(shown, "submissionDate"))


def servers_part(shown: Mapping[str, Any], uid: str) -> dict[str, Any]:
    """Give what the server says of a submission, under KoboToolbox's names."""
    system = _system(shown)
    review = REVIEWS.get(str(system.get("reviewState")))
    part: dict[str, Any] = {
        "_id": number(shown),
        "meta/rootUuid": shown["__id"],
        "_xform_id_string": uid,
        "_submission_time": system["submissionDate"],
        "_validation_status": {"uid": review} if review else {},
        "__version__": str(system.get("formVersion") or ""),
    }
    if system.get("status"):  # its answers are in files that only a key opens
        part[SEALED] = ""
        part[EDITION] = str(system.get("edits") or 0)
        if not system.get("edits"):
            part["_uuid"] = str(shown["__id"]).removeprefix("uuid:")
    return part


def answers(
    shown: Mapping[str, Any], schema: Schema, wanted: Collection[str] | None
) -> dict[str, Any]:
    """Flatten what was answered; of whole rows only the wanted fields stay."""
    row: dict[str, Any] = {}
    _flatten(shown, "", schema, row)
    current = row.get("meta/instanceID")
    if isinstance(current, str):
        row["_uuid"] = current.removeprefix("uuid:")
    if wanted is None:
        return row
    return {key: row[key] for key in row if key in wanted or key == "_uuid"}


def xml_answers(root: etree._Element, repeats: Collection[str]) -> dict[str, Any]:
    """Flatten a submission as the phone sent it."""
    row: dict[str, Any] = {}
    _collect(root, "", repeats, row)
    current = row.get("meta/instanceID")
    if isinstance(current, str):
        row["_uuid"] = current.removeprefix("uuid:")
    return row


def _system(shown: Mapping[str, Any]) -> Mapping[str, Any]:
    system = shown.get("__system")
    if isinstance(system, Mapping) and isinstance(shown.get("__id"), str):
        return system
    raise _odd()


def _flatten(
    shown: Mapping[str, Any], above: str, schema: Schema, row: dict[str, Any]
) -> None:
    for key, value in shown.items():
        if value is None or key.startswith(_SERVERS) or key.endswith(_LINK):
            continue
        path = f"{above}/{key}" if above else key
        name = schema.names.get(path, path)
        if isinstance(value, list):
            row[name] = [_turn(one, path, schema) for one in value]
        elif isinstance(value, Mapping) and "coordinates" not in value:
            _flatten(value, path, schema, row)
        else:
            row[name] = _text(value)


def _turn(one: object, path: str, schema: Schema) -> dict[str, Any]:
    turn: dict[str, Any] = {}
    if isinstance(one, Mapping):
        _flatten(one, path, schema, turn)
    return turn


def _text(value: object) -> str:
    """Write an answer as the phone did; places as latitude, longitude, and so on."""
    if not isinstance(value, Mapping):
        return str(value)
    accuracy = (value.get("properties") or {}).get("accuracy")
    return ";".join(_places(value["coordinates"], accuracy))


def _places(found: Any, accuracy: object) -> Iterator[str]:
    if found and isinstance(found[0], list):
        for one in found:
            yield from _places(one, accuracy)
    elif isinstance(found, list):
        longitude, latitude, *height = found
        parts = [latitude, longitude, *(height or [0]), accuracy or 0]
        yield " ".join(str(part) for part in parts)


def _collect(
    element: etree._Element, above: str, repeats: Collection[str], row: dict[str, Any]
) -> None:
    for child in element.iterchildren(tag=etree.Element):
        name = etree.QName(child).localname
        path = f"{above}/{name}" if above else name
        if path in repeats:
            turn: dict[str, Any] = {}
            _collect(child, path, repeats, turn)
            row.setdefault(path, []).append(turn)
        elif len(child):
            _collect(child, path, repeats, row)
        elif child.text:
            row[path] = child.text


def _odd() -> ServerError:
    return ServerError(
        "The server sends a submission without id or date",
        where="tables of ODK Central",
        advice="Check that the address is that of an ODK Central server.",
    )
