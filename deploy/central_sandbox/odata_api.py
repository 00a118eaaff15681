"""The table of a form: filter, order, page. ODK Central API, OData."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from deploy.central.schema import table_name
from deploy.central_sandbox import tables
from deploy.central_sandbox.asking import form_in, prefix_of, project_for
from deploy.central_sandbox.compiling import Definition
from deploy.central_sandbox.filtering import passing
from deploy.central_sandbox.forms_api import READERS
from deploy.central_sandbox.problems import ProblemError
from deploy.central_sandbox.state import Form, Submission

KNOWN = {"filter", "orderby", "top", "count", "select", "expand", "skiptoken"}
MARK = "01"
NEVER = datetime.max.replace(tzinfo=UTC)


async def table(request: Request) -> Response:
    """Give rows, newest first unless asked otherwise."""
    project = project_for(request, *READERS)
    found = form_in(project, request)
    live = found.live
    if live is None:
        raise ProblemError("404.1")
    asked = {
        key.removeprefix("$"): value for key, value in request.query_params.items()
    }
    if set(asked) - KNOWN:
        raise ProblemError("501.1", ",".join(sorted(set(asked) - KNOWN)))
    if asked.get("expand", "*") != "*":
        raise ProblemError("501.6", asked["expand"])
    if {"expand", "select"} <= set(asked):
        raise ProblemError("501.11")
    records = _ordered(found, _filtered(found, asked.get("filter")), asked)
    body: dict[str, Any] = {"value": []}
    page = _page(request, records, asked, body)
    rows = [tables.row(one, live.fields, expand="expand" in asked) for one in page]
    body["value"] = _selected(rows, asked, live)
    where = f"{prefix_of(request)}/projects/{project.id}/forms/{found.uid}.svc"
    body["@odata.context"] = f"{where}/$metadata#Submissions"
    return JSONResponse(body)


def _filtered(found: Form, text: str | None) -> list[Submission]:
    """Leave out what was deleted, unless the filter speaks of it."""
    test = passing(text) if text else None
    hidden = text is None or "deletedAt" not in text
    return [
        one
        for one in found.submissions.values()
        if not (hidden and one.deleted) and (test is None or test(tables.system(one)))
    ]


def _ordered(
    found: Form, records: list[Submission], asked: Mapping[str, str]
) -> list[Submission]:
    """Order them; a token says after which row to go on, deleted or not."""
    ages = {
        key: (one.created, n) for n, (key, one) in enumerate(found.submissions.items())
    }
    token = asked.get("skiptoken")
    if "orderby" not in asked:
        if token is not None:
            last = json.loads(base64.b64decode(token.removeprefix(MARK)))["instanceId"]
            records = [one for one in records if ages[one.id] < ages[last]]
        return sorted(records, key=lambda one: ages[one.id], reverse=True)
    if token is not None:
        raise ProblemError("501.1", "using $orderby and $skiptoken together")
    column, _, way = asked["orderby"].partition(" ")
    read = {
        "__system/submissionDate": lambda one: one.created,
        "__system/updatedAt": lambda one: one.updated or NEVER,
    }.get(column)
    if read is None:
        raise ProblemError("501.5", column)
    return sorted(records, key=read, reverse=way == "desc")


def _page(
    request: Request,
    records: list[Submission],
    asked: Mapping[str, str],
    body: dict[str, Any],
) -> list[Submission]:
    if asked.get("count") == "true":
        body["@odata.count"] = len(records)
    if "top" not in asked:
        return records
    if not asked["top"].isdecimal():
        raise ProblemError("400.8", text="Unexpected $top value")
    top = int(asked["top"])
    if top and records[top:]:
        mark = json.dumps({"instanceId": records[top - 1].id}).encode()
        token = MARK + base64.b64encode(mark).decode()
        query = urlencode(dict(request.query_params) | {"$skiptoken": token})
        path = request.url.path.partition("/v1")[2]
        body["@odata.nextLink"] = f"{prefix_of(request)}{path}?{query}"
    return records[:top]


def _selected(
    rows: list[dict[str, Any]], asked: Mapping[str, str], live: Definition
) -> list[dict[str, Any]]:
    if "select" not in asked:
        return rows
    paths = asked["select"].split(",")
    known = {
        "/".join(table_name(part) for part in one["path"].strip("/").split("/"))
        for one in live.fields
    }
    for path in paths:
        if path not in known and path.partition("/")[0] not in ("__id", "__system"):
            raise ProblemError("400.23", path)
    return [tables.selected(row, paths) for row in rows]
