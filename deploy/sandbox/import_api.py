"""The requests that bring workbooks.

KoboToolbox API v2, imports.
"""

from __future__ import annotations

import base64
import binascii
from http import HTTPStatus

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from deploy.sandbox.answers import detail, failed, somebody
from deploy.sandbox.asking import LARGEST_PART, box_of, host_of
from deploy.sandbox.publishing import import_workbook


async def start_import(request: Request) -> Response:
    """Take a workbook and answer at once, whatever it holds."""
    box = box_of(request)
    user = somebody(box, request)
    async with request.form(max_part_size=LARGEST_PART) as form:
        content, filename = await _workbook(request, form)
        task = import_workbook(
            box,
            user,
            content,
            name=_field(form, "name") or filename,
            library=_field(form, "library").lower() not in ("false", "0"),
            destination=_field(form, "destination") or None,
        )
    url = f"{host_of(request)}/api/v2/imports/{task.uid}/"
    body = {"uid": task.uid, "url": url, "status": "processing"}
    return JSONResponse(body, HTTPStatus.CREATED)


async def list_imports(request: Request) -> Response:
    """Fail, as the real server does."""
    somebody(box_of(request), request)
    raise failed(request)


async def one_import(request: Request) -> Response:
    """Show an import: created, processing, and in the end its outcome."""
    box = box_of(request)
    user = somebody(box, request)
    task = box.imports.get(request.path_params["uid"])
    if task is None or task.owner != user:
        raise detail(HTTPStatus.NOT_FOUND, "No ImportTask matches the given query.")
    task.polls += 1
    done = task.polls > box.patience
    status = task.status if done else "created" if task.polls == 1 else "processing"
    return JSONResponse(
        {
            "status": status,
            "uid": task.uid,
            "messages": task.messages if done else {},
            "date_created": task.created,
        }
    )


async def _workbook(request: Request, form: FormData) -> tuple[bytes, str]:
    upload = form.get("file")
    if isinstance(upload, UploadFile):
        return await upload.read(), upload.filename or ""
    encoded = _field(form, "base64Encoded")
    if not encoded:
        return b"", ""
    if not encoded.startswith(("base64:", "data:")):
        raise failed(request)
    try:
        return base64.b64decode(encoded.rpartition(":")[2].rpartition(",")[2]), ""
    except binascii.Error:
        raise failed(request) from None


def _field(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""
