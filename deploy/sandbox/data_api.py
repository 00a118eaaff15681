"""The requests about submissions.

KoboToolbox API v2, data.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from deploy.sandbox.answers import detail, fields
from deploy.sandbox.asking import box_of, host_of, own_form, sent_fields
from deploy.sandbox.records import Form, Submission, unpack
from deploy.sandbox.select import XML, cut, found, link, page_bounds, xml_page
from deploy.sandbox.show import show_row

STATUSES = {
    "validation_status_approved": "Approved",
    "validation_status_not_approved": "Not Approved",
    "validation_status_on_hold": "On Hold",
}


async def rows(request: Request) -> Response:
    """List submissions: filtered, sorted, cut to the fields and to a page."""
    form = _deployed(request)
    box = box_of(request)
    kind = request.query_params.get("format", "json")
    start, limit = page_bounds(request, box)
    if kind == "xml":
        return xml_page(request, box.of(form), start, limit)
    if kind != "json":
        raise detail(HTTPStatus.NOT_FOUND, "Not found.")
    fitting = found(
        request, [show_row(form, each, host_of(request)) for each in box.of(form)]
    )
    shown = [cut(request, row) for row in fitting[start : start + limit]]
    return JSONResponse(
        {
            "count": len(fitting),
            "next": link(request, start + limit, limit, len(fitting)),
            "previous": link(request, start - limit, limit, len(fitting)),
            "results": shown,
        }
    )


async def one_row(request: Request) -> Response:
    """Show or delete one submission."""
    form = _deployed(request)
    box = box_of(request)
    record = _record(request, form)
    if request.method == "DELETE":
        box.forget(record)
        return Response(status_code=HTTPStatus.NO_CONTENT)
    if request.query_params.get("format") == "xml":
        return Response(record.xml, media_type=XML)
    return JSONResponse(show_row(form, record, host_of(request)))


async def bulk(request: Request) -> Response:
    """Delete several submissions, all or none."""
    form = _deployed(request)
    box = box_of(request)
    body = await sent_fields(request)
    if "payload" not in body:
        raise fields({"payload": ["This field is required."]})
    ids = _ids(body["payload"])
    held = {each.id: each for each in box.of(form)}
    chosen = list(held) if ids is None else ids
    if any(each not in held for each in chosen):
        raise detail(HTTPStatus.BAD_REQUEST, "One or more submission ids are invalid")
    for each in chosen:
        box.forget(held[each])
    return JSONResponse({"detail": f"{len(chosen)} submissions have been deleted"})


async def validation(request: Request) -> Response:
    """Show, set or clear what somebody decided about a submission."""
    form = _deployed(request)
    box = box_of(request)
    record = _record(request, form)
    if request.method == "PATCH":
        uid = (await sent_fields(request)).get("validation_status.uid")
        if uid not in STATUSES:
            raise detail(HTTPStatus.BAD_REQUEST, f"Invalid validation status: `{uid}`")
        record.validation = {
            "timestamp": int(box.clock().timestamp()),
            "uid": uid,
            "by_whom": form.owner,
            "label": STATUSES[uid],
        }
    if request.method == "DELETE":
        record.validation = {}
    box.remember(record)
    if request.method == "DELETE":
        return Response(status_code=HTTPStatus.NO_CONTENT)
    return JSONResponse(record.validation)


async def attachment(request: Request) -> Response:
    """Send a file that came with a submission."""
    record = _record(request, _deployed(request))
    for each in record.attachments:
        if each.uid == request.path_params["file"]:
            return Response(unpack(each.content), media_type=each.mimetype)
    raise detail(HTTPStatus.NOT_FOUND, "Not found.")


def _deployed(request: Request) -> Form:
    form = own_form(request)
    if request.headers.get("accept", "").startswith(("text/xml", "application/xml")):
        raise detail(
            HTTPStatus.NOT_ACCEPTABLE, "Could not satisfy the request Accept header."
        )
    if form.deployment is None:
        raise detail(
            HTTPStatus.BAD_REQUEST, "The specified asset has not been deployed"
        )
    return form


def _record(request: Request, form: Form) -> Submission:
    """Find a submission by number, first uuid or present uuid."""
    wanted = request.path_params["row"].removeprefix("uuid:")
    for each in box_of(request).of(form):
        if wanted in (str(each.id), each.root_uuid, each.uuid):
            return each
    raise detail(HTTPStatus.NOT_FOUND, "Not found.")


def _ids(payload: Any) -> list[int] | None:
    """Return the wanted ids, or nothing when all rows are meant and confirmed."""
    if "submission_ids" not in payload:
        if payload.get("confirm") is True:
            return None
        raise fields({"payload": ["Confirmation is required"]})
    ids = payload["submission_ids"]
    if not ids:
        raise fields({"payload": ["`submission_ids` must contain at least one value"]})
    if not all(isinstance(each, int) for each in ids):
        raise fields({"payload": ["`submission_ids` must only contain integer values"]})
    return list(ids)
