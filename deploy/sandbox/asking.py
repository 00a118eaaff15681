"""What every request handler needs to know about a request."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from deploy.sandbox.answers import anyone, detail, failed
from deploy.sandbox.records import Form
from deploy.sandbox.state import Sandbox

LARGEST_PART = 50 * 1024 * 1024


def host_of(request: Request) -> str:
    """Return scheme and host as the caller wrote them."""
    return str(request.base_url).rstrip("/")


def box_of(request: Request) -> Sandbox:
    """Return the sandbox behind this application."""
    box: Sandbox = request.app.state.box
    return box


def own_form(request: Request) -> Form:
    """Find the form in the path, or answer as if there were none."""
    box = box_of(request)
    form = box.form(request.path_params["uid"], anyone(box, request))
    if form is None:
        raise detail(HTTPStatus.NOT_FOUND, "Not found.")
    return form


async def sent_fields(request: Request) -> dict[str, Any]:
    """Read a JSON object or form fields; anything else makes the server stumble."""
    if "urlencoded" in request.headers.get("content-type", ""):
        return dict(parse_qsl((await request.body()).decode()))
    try:
        body = json.loads(await request.body() or b"{}")
    except ValueError:
        raise failed(request) from None
    if not isinstance(body, dict):
        raise failed(request)
    return body
