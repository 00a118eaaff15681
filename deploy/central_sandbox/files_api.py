"""Files that a form names, beside its draft and its live version.

ODK Central API, form attachments. Only the files of a draft can be changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from deploy.central_sandbox.asking import box_of, form_in, project_for
from deploy.central_sandbox.compiling import Definition
from deploy.central_sandbox.forms_api import READERS, SUCCESS
from deploy.central_sandbox.phone_api import readable
from deploy.central_sandbox.places import Place
from deploy.central_sandbox.problems import ProblemError
from deploy.central_sandbox.state import iso


async def live_files(request: Request) -> Response:
    """List the places of the live version; those that nobody filled as well."""
    found = form_in(project_for(request, *READERS), request)
    return _listed(_there(found.live))


async def draft_files(request: Request) -> Response:
    found = form_in(project_for(request, *READERS), request)
    return _listed(_there(found.draft))


async def live_file(request: Request) -> Response:
    """Send a file to whoever may read the form, on a phone or not; take none in."""
    if request.method != "GET":
        raise ProblemError("404.1")
    return _sent(readable(request), request.path_params["name"])


async def draft_file(request: Request) -> Response:
    """Send, fill or empty a place of the draft; no other name is taken."""
    readers = READERS if request.method == "GET" else ("manager",)
    draft = _there(form_in(project_for(request, *readers), request).draft)
    name = request.path_params["name"]
    if request.method == "GET":
        return _sent(draft, name)
    place = draft.places.get(name)
    if place is None:
        raise ProblemError("404.1")
    place.updated = iso(box_of(request).now())
    if request.method == "DELETE":
        place.content = None
        return JSONResponse(SUCCESS)
    place.content = await request.body()
    place.type = request.headers.get("content-type", "")
    return JSONResponse(_shown(name, place))


def _sent(definition: Definition, name: str) -> Response:
    place = definition.places.get(name)
    if place is None or place.content is None:
        raise ProblemError("404.1")
    return Response(place.content, media_type=place.type)


def _there(definition: Definition | None) -> Definition:
    if definition is None:
        raise ProblemError("404.1")
    return definition


def _listed(definition: Definition) -> Response:
    places: Mapping[str, Place] = dict(sorted(definition.places.items()))
    return JSONResponse([_shown(name, place) for name, place in places.items()])


def _shown(name: str, place: Place) -> dict[str, Any]:
    there = place.content is not None
    shown: dict[str, Any] = {
        "name": name,
        "type": place.kind,
        "hash": place.md5,
        "exists": there,
        "blobExists": there,
        "datasetExists": False,
    }
    if place.updated:
        shown["updatedAt"] = place.updated
    if place.content is not None:
        shown["size"] = len(place.content)
    return shown
