"""Single submissions. ODK Central API, submissions."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from deploy.central_sandbox.asking import box_of, form_in, project_for, somebody
from deploy.central_sandbox.forms_api import READERS, SUCCESS, XML
from deploy.central_sandbox.intake import receive
from deploy.central_sandbox.problems import ProblemError
from deploy.central_sandbox.state import Submission, iso

REVIEWS = (None, "hasIssues", "edited", "approved", "rejected")


async def create(request: Request) -> Response:
    """Take a submission in as XML."""
    form = form_in(project_for(request, "manager"), request)
    body, known = await request.body(), len(form.submissions)
    made = receive(form, somebody(request), body, {}, box_of(request).now())
    if len(form.submissions) == known:
        raise ProblemError("409.3", text="A resource already exists with instanceID.")
    return JSONResponse(_shown(made))


async def one(request: Request) -> Response:
    """Show a submission, review it or move it to the trash."""
    record = _record(request)
    if request.method == "DELETE":
        record.deleted = box_of(request).now()
        return JSONResponse(SUCCESS)
    if request.method == "PATCH":
        review = (await request.json()).get("reviewState")
        if review not in REVIEWS:
            raise ProblemError("400.8", text=f"Unexpected reviewState value {review}")
        record.review, record.updated = review, box_of(request).now()
    return JSONResponse(_shown(record) | {"reviewState": record.review})


async def restore(request: Request) -> Response:
    record = _record(request, deleted=True)
    record.deleted = None
    return JSONResponse(SUCCESS)


async def xml(request: Request) -> Response:
    """Send the current version as it came in."""
    return Response(_record(request).current.xml, media_type=XML)


async def attachments(request: Request) -> Response:
    files = _record(request).files
    return JSONResponse(
        [{"name": n, "exists": c is not None} for n, c in files.items()]
    )


async def attachment(request: Request) -> Response:
    """Send a file, or take in one that the answers name."""
    record, name = _record(request), request.path_params["name"]
    if name not in record.files:
        raise ProblemError("404.1")
    if request.method == "POST":
        record.files[name] = await request.body()
        return JSONResponse(SUCCESS)
    content = record.files[name]
    if content is None:
        raise ProblemError("404.1")
    return Response(content, media_type="application/octet-stream")


def _record(request: Request, *, deleted: bool = False) -> Submission:
    readers = READERS if request.method == "GET" else ("manager",)
    form = form_in(project_for(request, *readers), request)
    record = form.submissions.get(request.path_params["instance"])
    if record is None or bool(record.deleted) is not deleted:
        raise ProblemError("404.1")
    return record


def _shown(record: Submission) -> dict[str, Any]:
    return {
        "instanceId": record.id,
        "submitterId": record.submitter.id,
        "createdAt": iso(record.created),
        "updatedAt": iso(record.updated),
        "currentVersion": {"instanceId": record.current.instance, "current": True},
    }
