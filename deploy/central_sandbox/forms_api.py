"""Forms, their drafts and versions. ODK Central API, forms."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from deploy.central_sandbox.asking import box_of, form_in, project_for
from deploy.central_sandbox.compiling import XLSX, Definition, compiled
from deploy.central_sandbox.places import carried
from deploy.central_sandbox.problems import ProblemError
from deploy.central_sandbox.state import Form, Project, iso, show_form

XML = "application/xml; charset=utf-8"
SUCCESS = {"success": True}
READERS = ("manager", "viewer")
USED = (
    "You tried to publish the form '{}' with version '{}', but a published form has"
    " already existed in this project with those identifiers."
)


async def forms(request: Request) -> Response:
    """List the forms, or those in the trash, or make one."""
    if request.method == "POST":
        return await _create(request)
    project = project_for(request, *READERS)
    gone = request.query_params.get("deleted") == "true"
    found = project.trash if gone else list(project.forms.values())
    return JSONResponse(
        [show_form(project, one, _shown(one)) for one in found if one.live or one.draft]
    )


async def form(request: Request) -> Response:
    """Show a form, change its state or move it to the trash."""
    readers = READERS if request.method == "GET" else ("manager",)
    project = project_for(request, *readers)
    found = form_in(project, request)
    if request.method == "DELETE":
        project.trash.append(project.forms.pop(found.uid))
        return JSONResponse(SUCCESS)
    if request.method == "PATCH":
        state = (await request.json()).get("state")
        if state not in ("open", "closing", "closed"):
            raise ProblemError("400.8", text=f"Unexpected state value {state}")
        found.state = state
    return JSONResponse(show_form(project, found, _shown(found)))


async def fields(request: Request) -> Response:
    return JSONResponse(_shown(form_in(project_for(request, *READERS), request)).fields)


async def versions(request: Request) -> Response:
    """List the published versions, newest first."""
    project = project_for(request, *READERS)
    found = form_in(project, request)
    return JSONResponse(
        [show_form(project, found, one) for one in reversed(found.versions)]
    )


async def version_xml(request: Request) -> Response:
    found = form_in(project_for(request, *READERS), request)
    wanted = request.path_params["version"]
    for one in found.versions:
        if one.version == ("" if wanted == "___" else wanted):
            return Response(one.xml, media_type=XML)
    raise ProblemError("404.1")


async def workbook(request: Request) -> Response:
    """Send the workbook as it was uploaded; a form made of XML has none."""
    live = form_in(project_for(request, *READERS), request).live
    if live is None or live.workbook is None:
        raise ProblemError("404.1")
    return Response(live.workbook, media_type=XLSX)


async def draft(request: Request) -> Response:
    """Show, replace or delete the draft."""
    readers = READERS if request.method == "GET" else ("manager",)
    project = project_for(request, *readers)
    found = form_in(project, request)
    if request.method == "POST":
        return await _replace_draft(request, found)
    if found.draft is None:
        raise ProblemError("404.1")
    if request.method == "DELETE":
        if not found.live:
            raise ProblemError("409.7")
        found.draft = None
        return JSONResponse(SUCCESS)
    return JSONResponse(show_form(project, found, found.draft))


async def draft_xml(request: Request) -> Response:
    found = form_in(project_for(request, *READERS), request)
    if found.draft is None:
        raise ProblemError("404.1")
    return Response(found.draft.xml, media_type=XML)


async def publish(request: Request) -> Response:
    """Make the draft the live version; a version that was used keeps it a draft."""
    project = project_for(request, "manager")
    found = form_in(project, request)
    if found.draft is None:
        raise ProblemError("404.1")
    version = request.query_params.get("version")
    made = found.draft if version is None else _renamed(found.draft, version)
    _publish(request, project, found, made)
    return JSONResponse(SUCCESS)


async def _create(request: Request) -> Response:
    project = project_for(request, "manager")
    made, warnings = await _compiled(request)
    if made.form_id in project.forms:
        text = (
            "A resource already exists with projectId,xmlFormId value(s) of"
            f" {project.id},{made.form_id}."
        )
        raise ProblemError("409.3", text=text)
    trashed = any(one.uid == made.form_id for one in project.trash)
    details = {"xmlFormId": made.form_id}
    gone = [{"type": "deletedFormExists", "details": details}] if trashed else []
    _warn(request, warnings, gone)
    box = box_of(request)
    found = Form(made.form_id, iso(box.now()) or "", draft=made)
    if request.query_params.get("publish") == "true":
        _publish(request, project, found, made)
    project.forms[found.uid] = found
    return JSONResponse(show_form(project, found, _shown(found)))


async def _replace_draft(request: Request, found: Form) -> Response:
    if not await request.body() and found.live:
        found.draft = copy.copy(found.live)
        found.draft.published = None
        found.draft.places = carried(found.live.places, found.live.places)
        return JSONResponse(SUCCESS)
    made, warnings = await _compiled(request)
    if made.form_id != found.uid:
        text = (
            f"Unexpected xmlFormId value {made.form_id}; does not match the form you"
            " are updating"
        )
        raise ProblemError("400.8", text=text)
    _check_types(found, made)
    now = {one["path"] for one in made.fields}
    live = found.live.fields if found.live else []
    gone = [one["name"] for one in live if one["path"] not in now]
    changed = [{"type": "structureChanged", "details": gone}] if gone else []
    _warn(request, warnings, changed)
    # From the draft that is replaced, else from the live version: seen in the
    # server's source, recorded for the live version only.
    before = found.draft or found.live
    made.places = carried(made.places, before.places if before else {})
    found.draft = made
    return JSONResponse(SUCCESS)


async def _compiled(request: Request) -> tuple[Definition, list[str]]:
    return compiled(await request.body(), request.headers.get("content-type", ""))


def _check_types(found: Form, made: Definition) -> None:
    """Refuse what was text and shall be something else; to text is allowed."""
    before = {one["path"]: one["type"] for d in found.versions for one in d.fields}
    for one in made.fields:
        old = before.get(one["path"], one["type"])
        if old != one["type"] and one["type"] != "string":
            text = (
                "The form you have uploaded attempts to change the type of the field"
                f' at {one["path"]}. In a previous version, it had the type "{old}".'
                " Please either return that field to its previous type, or rename the"
                " field so it lives at a new path."
            )
            details = {"path": one["path"], "type": old}
            raise ProblemError("400.17", text=text, details=details)


def _warn(
    request: Request, warnings: list[str], workflow: Sequence[Mapping[str, object]]
) -> None:
    if request.query_params.get("ignoreWarnings") in ("true", "True"):
        return
    said: dict[str, object] = {}
    if warnings:
        said["xlsFormWarnings"] = warnings
    if workflow:
        said["workflowWarnings"] = workflow
    if said:
        raise ProblemError("400.16", details={"warnings": said})


def _publish(request: Request, project: Project, found: Form, made: Definition) -> None:
    ever = [*found.versions]
    ever += [d for f in project.trash if f.uid == found.uid for d in f.versions]
    if any(one.version == made.version for one in ever):
        details = {"xmlFormId": found.uid, "version": made.version}
        text = USED.format(found.uid, made.version)
        raise ProblemError("409.6", text=text, details=details)
    made.published = iso(box_of(request).now())
    found.versions.append(made)
    found.draft, found.updated = None, made.published


def _renamed(made: Definition, version: str) -> Definition:
    again = copy.copy(made)
    again.version = version
    again.xml = made.xml.replace(f'version="{made.version}"', f'version="{version}"', 1)
    return again


def _shown(found: Form) -> Definition:
    which = found.live or found.draft
    if which is None:
        raise ProblemError("404.1")
    return which
