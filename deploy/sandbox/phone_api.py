"""The requests of phones.

OpenRosa form list, manifest and form submission, as KoboToolbox answers them.
"""

from __future__ import annotations

import hashlib
from http import HTTPStatus
from xml.sax.saxutils import escape

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from deploy.sandbox.answers import (
    OPENROSA_HEADERS,
    XML,
    AnswerError,
    failed,
    phone_user,
    receipt,
    receipt_json,
    wants_json,
    xml_detail,
)
from deploy.sandbox.asking import LARGEST_PART, box_of, host_of
from deploy.sandbox.intake import SentFile, receive
from deploy.sandbox.records import Deployment, Form, unpack
from deploy.wire.kinds import kind_of

LIST = '<xforms xmlns="http://openrosa.org/xforms/xformsList">{}</xforms>'
MANIFEST = '<manifest xmlns="http://openrosa.org/xforms/xformsManifest">{}</manifest>'
ROOT = "<root>{}</root>"


async def form_list(request: Request) -> Response:
    """List the forms that are open for answers."""
    wanted = request.query_params.get("formID")
    shown = [
        _entry(form, deployment, host_of(request))
        for form, deployment in _open_forms(request, LIST)
        if wanted in (None, form.uid)
    ]
    return _xml(LIST.format("".join(shown)))


async def form_xml(request: Request) -> Response:
    """Send a form."""
    return _xml(_numbered(request).xform)


async def manifest(request: Request) -> Response:
    """List the files that come along with a form."""
    deployment = _numbered(request)
    place = f"{host_of(request)}/xformsMedia/{deployment.number}"
    shown = [
        f"<mediaFile><filename>{escape(one.name)}</filename>"
        f"<hash>md5:{one.md5}</hash>"
        f"<downloadUrl>{place}/{number}.{one.name.rpartition('.')[2]}</downloadUrl>"
        "</mediaFile>"
        for number, one in enumerate(deployment.files, start=1)
    ]
    text = MANIFEST.format("".join(shown))
    return _xml('<?xml version="1.0" encoding="utf-8"?>\n' + text)


async def media(request: Request) -> Response:
    """Send a file that comes along with a form: its number there, and its kind."""
    files = _numbered(request).files
    number = request.path_params["file"].partition(".")[0]
    if not number.isdecimal() or not 0 < int(number) <= len(files):
        raise _unknown()
    found = files[int(number) - 1]
    return Response(unpack(found.content), media_type=kind_of(found.name))


async def submission(request: Request) -> Response:
    """Say that answers are welcome, or take one in."""
    box = box_of(request)
    user = phone_user(box, request, ROOT)
    headers = OPENROSA_HEADERS | {"Location": f"{host_of(request)}/submission"}
    if request.method == "HEAD":
        return Response(
            status_code=HTTPStatus.NO_CONTENT, headers=headers, media_type=XML
        )
    async with request.form(max_part_size=LARGEST_PART) as form:
        parts = {
            name: SentFile(
                part.filename or name,
                part.content_type or "application/octet-stream",
                await part.read(),
            )
            for name, part in form.items()
            if isinstance(part, UploadFile)
        }
    sent = parts.pop("xml_submission_file", None)
    if sent is None:
        raise failed(request)
    received = receive(
        box, user, sent.content, {each.name: each for each in parts.values()}
    )
    if wants_json(request):
        return JSONResponse(receipt_json(received), received.status, headers)
    if received.message == "Not found.":
        return Response(xml_detail(received.message), received.status, media_type=XML)
    return Response(receipt(received), received.status, headers, media_type=XML)


def _open_forms(request: Request, envelope: str) -> list[tuple[Form, Deployment]]:
    box = box_of(request)
    user = phone_user(box, request, envelope)
    if wants_json(request):
        text = "Could not satisfy the request Accept header."
        body = xml_detail(text, envelope)
        raise AnswerError(Response(body, HTTPStatus.NOT_ACCEPTABLE, media_type=XML))
    return [
        (form, form.deployment)
        for form in box.forms.values()
        if box.takes_from(form, user) and form.deployment and form.deployment.active
    ]


def _numbered(request: Request) -> Deployment:
    number = request.path_params["number"]
    for _, deployment in _open_forms(request, LIST):
        if deployment.number == number:
            return deployment
    raise _unknown()


def _unknown() -> AnswerError:
    return AnswerError(
        Response(xml_detail("Not found."), HTTPStatus.NOT_FOUND, media_type=XML)
    )


def _entry(form: Form, deployment: Deployment, host: str) -> str:
    digest = hashlib.md5(deployment.xform.encode(), usedforsecurity=False).hexdigest()
    values = {
        "formID": form.uid,
        "name": deployment.title,
        "majorMinorVersion": deployment.text,
        "version": deployment.text,
        "hash": f"md5:{digest}",
        "descriptionText": form.name,
        "downloadUrl": f"{host}/forms/{deployment.number}/form.xml",
        "manifestUrl": f"{host}/xformsManifest/{deployment.number}",
    }
    inner = "".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in values.items())
    return f"<xform>{inner}</xform>"


def _xml(body: str) -> Response:
    head = '<?xml version="1.0" encoding="utf-8"?>\n'
    text = body if body.startswith("<?xml") else head + body
    return Response(text, headers=OPENROSA_HEADERS, media_type=XML)
