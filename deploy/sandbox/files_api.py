"""The requests about files beside a form, and what phones get of them.

KoboToolbox API v2, asset files. A deployment hands the files to phones; here at
once, on the real server a moment later.
"""

from __future__ import annotations

import hashlib
import json
from http import HTTPStatus
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from deploy.sandbox.answers import detail, failed, fields, somebody
from deploy.sandbox.asking import LARGEST_PART, box_of, host_of, own_form
from deploy.sandbox.describe import ASSETS
from deploy.sandbox.records import Form, Stored, new_uid, pack, unpack
from deploy.wire.kinds import kind_of

ALLOWED = ("image/", "audio/", "video/", "text/csv", "application/xml",
           "application/zip", "application/geo+json")  # fmt: skip
REFUSED = (
    "Only `image`, `audio`, `video`, `text/csv`, `application/xml`, `application/zip`,"
    " `application/geo+json` MIME types are allowed"
)
REQUIRED = ["This field is required."]


async def files(request: Request) -> Response:
    """List the files beside a form, or take one in; a name is given once."""
    somebody(box_of(request), request)
    form = own_form(request)
    if request.method == "GET":
        listed = [_shown(request, form, one) for one in form.files]
        page = {"count": len(listed), "next": None, "previous": None, "results": listed}
        return JSONResponse(page)
    made = await _sent(request)
    if any(one.name == made.name for one in form.files):
        raise fields({"content": ["File already exists"]})
    form.files.append(made)
    box_of(request).remember(form)
    shown = _shown(request, form, made)
    headers = {"Location": shown["url"]}
    return JSONResponse(shown, HTTPStatus.CREATED, headers)


async def one_file(request: Request) -> Response:
    """Show a file's description, or take the file away."""
    form, found = _found(request)
    if request.method == "DELETE":
        form.files.remove(found)
        box_of(request).remember(form)
        return Response(status_code=HTTPStatus.NO_CONTENT)
    return JSONResponse(_shown(request, form, found))


async def content(request: Request) -> Response:
    """Send a file as it came in."""
    _, found = _found(request)
    return Response(unpack(found.content), media_type=kind_of(found.name))


async def _sent(request: Request) -> Stored:
    async with request.form(max_part_size=LARGEST_PART) as sent:
        upload = sent.get("content")
        if not isinstance(upload, UploadFile):
            raise detail(HTTPStatus.NOT_IMPLEMENTED, "The sandbox takes uploads only.")
        if sent.get("file_type") != "form_media":
            raise fields({"file_type": REQUIRED})
        try:
            name = str(json.loads(str(sent.get("metadata", "")))["filename"])
        except (ValueError, KeyError, TypeError):
            raise failed(request) from None
        if not kind_of(name).startswith(ALLOWED):
            raise fields({"content": [REFUSED]})
        body = await upload.read()
    digest = hashlib.md5(body, usedforsecurity=False).hexdigest()
    time = box_of(request).time()
    about = str(sent.get("description", ""))
    return Stored(new_uid("af"), name, digest, pack(body), time, about)


def _found(request: Request) -> tuple[Form, Stored]:
    somebody(box_of(request), request)
    form, uid = own_form(request), request.path_params["file"]
    found = next((one for one in form.files if one.uid == uid), None)
    if found is None:
        raise detail(HTTPStatus.NOT_FOUND, "No AssetFile matches the given query.")
    return form, found


def _shown(request: Request, form: Form, one: Stored) -> dict[str, Any]:
    host = host_of(request)
    url = f"{host}{ASSETS}{form.uid}/files/{one.uid}/"
    return {
        "uid": one.uid,
        "url": url,
        "asset": f"{host}{ASSETS}{form.uid}/",
        "user": f"{host}/api/v2/users/{form.owner}/",
        "user__username": form.owner,
        "file_type": "form_media",
        "description": one.description,
        "date_created": one.time,
        "content": f"{url}content/",
        "metadata": {
            "hash": f"md5:{one.md5}",
            "filename": one.name,
            "mimetype": kind_of(one.name),
        },
    }
