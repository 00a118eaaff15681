"""The requests of phones. ODK Central API, OpenRosa."""

from __future__ import annotations

from xml.sax.saxutils import escape

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from deploy.central_sandbox.asking import box_of, form_in, prefix_of, somebody
from deploy.central_sandbox.compiling import Definition
from deploy.central_sandbox.intake import parse, receive
from deploy.central_sandbox.places import in_manifest
from deploy.central_sandbox.problems import XML, ProblemError, receipt
from deploy.central_sandbox.state import Form, Project

LARGEST = 100_000_000
SENDERS = ("manager", "formfill")
LIST = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<xforms xmlns="http://openrosa.org/xforms/xformsList">{}</xforms>'
)
MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<manifest xmlns="http://openrosa.org/xforms/xformsManifest">{}</manifest>'
)


async def form_list(request: Request) -> Response:
    """List the forms that this phone may fill in."""
    _versioned(request)
    project = _project(request)
    wanted = request.query_params.get("formID")
    place = f"{prefix_of(request)}/projects/{project.id}/forms"
    shown = []
    for one in project.forms.values():
        live = one.live
        if live is None or one.state != "open" or not _may(request, project, one):
            continue
        if wanted not in (None, one.uid):
            continue
        values = {
            "formID": one.uid,
            "name": live.name,
            "version": live.version,
            "hash": f"md5:{live.md5}",
            "downloadUrl": f"{place}/{one.uid}.xml",
        }
        if live.places:
            values["manifestUrl"] = f"{place}/{one.uid}/manifest"
        inner = "".join(
            f"<{tag}>{escape(text)}</{tag}>" for tag, text in values.items()
        )
        shown.append(f"<xform>{inner}</xform>")
    return Response(LIST.format("".join(shown)), media_type=XML)


async def form_xml(request: Request) -> Response:
    """Send the live version."""
    return Response(readable(request).xml, media_type="application/xml; charset=utf-8")


async def manifest(request: Request) -> Response:
    """List the files that come along with the live version."""
    live = readable(request)
    uid = request.path_params["uid"]
    number = request.path_params["project"]
    place = f"{prefix_of(request)}/projects/{number}/forms/{uid}/attachments"
    text = MANIFEST.format(in_manifest(live.places, place))
    return Response(text, media_type=XML)


def readable(request: Request) -> Definition:
    """Give the live version to a phone that may fill it in, or to who may see it."""
    project = _project(request)
    form = form_in(project, request)
    reader = box_of(request).may(somebody(request), project, "viewer")
    if not reader and not _may(request, project, form):
        raise ProblemError("403.1")
    if form.live is None:
        raise ProblemError("404.1")
    return form.live


async def submission(request: Request) -> Response:
    """Say that answers are welcome, or take one in."""
    _versioned(request)
    project = _project(request)
    if request.method == "HEAD":
        limit = {"X-OpenRosa-Accept-Content-Length": str(LARGEST)}
        return Response(status_code=204, headers=limit)
    async with request.form(max_part_size=LARGEST) as sent:
        parts = {
            name: await part.read()
            for name, part in sent.items()
            if isinstance(part, UploadFile)
        }
    xml = parts.pop("xml_submission_file", None)
    if xml is None:
        text = "Required multipart POST field xml_submission_file missing."
        raise ProblemError("400.2", text=text)
    form = project.forms.get(parse(xml).get("id", ""))
    if form is None:
        raise ProblemError("404.1")
    if not _may(request, project, form):
        raise ProblemError("401.2")  # not 403: so that a phone asks for a password
    receive(form, somebody(request), xml, parts, box_of(request).now())
    return receipt("full submission upload was successful!", 201)


def _project(request: Request) -> Project:
    somebody(request)
    return box_of(request).project(request.path_params["project"])


def _may(request: Request, project: Project, form: Form) -> bool:
    actor = somebody(request)
    if actor.phone:
        return actor.id in form.phones
    return box_of(request).may(actor, project, *SENDERS)


def _versioned(request: Request) -> None:
    if request.headers.get("x-openrosa-version") != "1.0":
        text = (
            "An expected header field (X-OpenRosa-Version) did not match the expected"
            " format."
        )
        raise ProblemError("400.6", text=text)
