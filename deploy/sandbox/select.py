"""Which submissions a request sees: filter, order, fields and page.

KoboToolbox API v2, data.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from deploy.sandbox.answers import AnswerError, detail, failed, fields
from deploy.sandbox.asking import host_of
from deploy.sandbox.query import UnsupportedError, matches
from deploy.sandbox.records import Submission
from deploy.sandbox.state import Sandbox

XML = "application/xml; charset=utf-8"
ALWAYS = ("_uuid", "meta/rootUuid", "_id")
NOT_FOR_XML = "This param is not supported in `XML` format"


def page_bounds(request: Request, box: Sandbox) -> tuple[int, int]:
    """Return start and size; too large a page is cut without a word."""
    for name, text in (
        (
            "count",
            (
                "This param is not implemented. Use `count` property of the"
                " response instead."
            ),
        ),
        ("submission_ids", "Value must be a list."),
    ):
        if name in request.query_params:
            raise fields({name: text})
    limit = request.query_params.get("limit", str(box.limits.default_page))
    if not limit.isdigit() or int(limit) == 0:
        raise fields({"limit": "A positive integer is required"})
    start = request.query_params.get("start", "0")
    if not start.isdigit():
        raise fields({"start": "A positive integer is required."})
    return int(start), min(int(limit), box.limits.largest_page)


def found(request: Request, every: list[dict[str, Any]]) -> list[dict[str, Any]]:
    query = _json(request, "query", {})
    sort = _json(request, "sort", {})
    if not isinstance(query, dict) or not isinstance(sort, dict):
        raise failed(request)
    if any(way not in (1, -1) for way in sort.values()):
        raise failed(request)
    try:
        found = [row for row in every if matches(row, query)]
    except UnsupportedError as error:
        raise detail(
            HTTPStatus.NOT_IMPLEMENTED, f"The sandbox does not know {error}."
        ) from None
    for key, way in reversed(sort.items()):
        found.sort(key=lambda row: _rank(row, key), reverse=way == -1)
    return found


def _rank(row: Mapping[str, Any], key: str) -> tuple[int, float, str]:
    """Sort absent before numbers before text, as the database does."""
    match row.get(key):
        case None:
            return (0, 0, "")
        case int() | float() as number:
            return (1, number, "")
        case value:
            return (2, 0, str(value))


def cut(request: Request, row: dict[str, Any]) -> dict[str, Any]:
    """Keep the wanted fields; the validation status is a lie unless asked for."""
    wanted = _json(request, "fields", None)
    if wanted is None:
        return row
    listed = wanted if isinstance(wanted, list) else []
    kept = {key: row[key] for key in row if key in listed or key in ALWAYS}
    status = row["_validation_status"] if "_validation_status" in listed else {}
    return kept | {"_validation_status": status}


def _json(request: Request, name: str, otherwise: Any) -> Any:
    if name not in request.query_params:
        return otherwise
    try:
        return json.loads(request.query_params[name])
    except ValueError:
        raise fields({name: "Value must be valid JSON."}) from None


def link(request: Request, start: int, limit: int, count: int) -> str | None:
    if start >= count or start < 0:
        return None
    query = dict(request.query_params) | {"limit": str(limit), "start": str(start)}
    if start == 0:
        del query["start"]
    host = host_of(request)
    return f"{host}{request.url.path}?{urlencode(sorted(query.items()))}"


def xml_page(
    request: Request, records: list[Submission], start: int, limit: int
) -> Response:
    head = '<?xml version="1.0" encoding="utf-8"?>'
    if "sort" in request.query_params:
        body = f"{head}<root><sort>{NOT_FOR_XML}</sort></root>"
        raise AnswerError(Response(body, HTTPStatus.BAD_REQUEST, media_type=XML))
    inner = "".join(
        each.xml.partition("?>")[2] if each.xml.startswith("<?") else each.xml
        for each in records[start : start + limit]
    )
    after = link(request, start + limit, limit, len(records))
    before = link(request, start - limit, limit, len(records))
    return Response(
        f"{head}<root><count>{len(records)}</count><next>{after}</next>"
        f"<previous>{before}</previous><results>{inner}</results></root>",
        media_type=XML,
    )
