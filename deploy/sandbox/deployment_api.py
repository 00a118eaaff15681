"""The requests that compile and deploy.

KoboToolbox API v2, deployments and asset snapshots.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from deploy.sandbox import describe
from deploy.sandbox.answers import detail, failed, fields, somebody
from deploy.sandbox.asking import box_of, host_of, own_form, sent_fields
from deploy.sandbox.compile import CompileError
from deploy.sandbox.publishing import (
    NotAcceptedError,
    change_deployment,
    compile_only,
    deploy,
)
from deploy.sandbox.records import new_uid


async def deployment(request: Request) -> Response:
    """Show, make or change what phones get."""
    box = box_of(request)
    if request.method != "GET":
        somebody(box, request)
    form = own_form(request)
    try:
        match request.method:
            case "POST" if form.deployment is None:
                body = await sent_fields(request)
                deploy(box, form, active=_flag(body, "active") or False)
            case "PATCH" if form.deployment is not None:
                body = await sent_fields(request)
                change_deployment(
                    box,
                    form,
                    active=_flag(body, "active"),
                    version_uid=body.get("version_id"),
                )
            case "POST":
                raise detail(
                    HTTPStatus.METHOD_NOT_ALLOWED,
                    "Use PATCH to update an existing deployment",
                )
            case "PATCH":
                raise detail(
                    HTTPStatus.METHOD_NOT_ALLOWED, "Use POST to create a new deployment"
                )
            case _ if form.deployment is None:
                raise detail(HTTPStatus.NOT_FOUND, "Not found.")
    except CompileError as error:
        raise fields({"error": str(error)}) from None
    except NotAcceptedError:
        raise failed(request) from None
    return JSONResponse(describe.deployment(box, form, host_of(request)))


async def snapshot(request: Request) -> Response:
    """Compile a form without deploying it."""
    box = box_of(request)
    user = somebody(box, request)
    body = await sent_fields(request)
    uid = str(body.get("asset", "")).rstrip("/").rpartition("/")[2]
    form = box.form(uid, user)
    if form is None:
        raise fields({"asset": ["Invalid hyperlink - Object does not exist."]})
    try:
        xform = compile_only(form)
    except CompileError as error:
        raise fields(
            {
                "status": "failure",
                "error_type": "PyXFormError",
                "error": str(error),
                "warnings": [],
            }
        ) from None
    made = new_uid("s")
    box.snapshots[made] = xform
    url = f"{host_of(request)}/api/v2/asset_snapshots/{made}"
    return JSONResponse(
        {
            "url": f"{url}/",
            "uid": made,
            "owner": f"{host_of(request)}/api/v2/users/{user}/",
            "date_created": box.time(),
            "xml": f"{url}.xml",
            "asset": f"{host_of(request)}{describe.ASSETS}{uid}/",
            "details": {"status": "success", "warnings": []},
        },
        HTTPStatus.CREATED,
        {"Location": f"{url}/"},
    )


async def snapshot_xml(request: Request) -> Response:
    """Send a compiled form to whoever knows its address, as the server does."""
    xform = box_of(request).snapshots.get(request.path_params["uid"])
    if xform is None:
        raise detail(HTTPStatus.NOT_FOUND, "Not found.")
    return Response(xform, media_type="application/xml")


def _flag(body: dict[str, Any], name: str) -> bool | None:
    """Read a yes or no that may have come as text."""
    value = body.get(name)
    return value.lower() == "true" if isinstance(value, str) else value
