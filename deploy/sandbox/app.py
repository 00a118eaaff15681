"""Which request goes where, and what the rest is told."""

from __future__ import annotations

from http import HTTPStatus

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Match, Route

from deploy.sandbox import (
    access_api,
    api,
    data_api,
    deployment_api,
    files_api,
    import_api,
    phone_api,
)
from deploy.sandbox.answers import AnswerError, gone, no_such_path
from deploy.sandbox.state import Sandbox

ASSET = "/api/v2/assets/{uid}/"
ROW = ASSET + "data/{row}/"
ANY_METHOD = ["GET", "POST", "PATCH", "PUT", "DELETE"]
FORMER = ("assets", "imports", "environment", "asset_snapshots", "users")

ROUTES = [
    Route("/me/", api.me),
    Route("/api/v2/environment/", api.environment),
    Route("/api/v2/service_usage/", api.usage),
    Route("/api/v2/imports/", import_api.list_imports, methods=["GET"]),
    Route("/api/v2/imports/", import_api.start_import, methods=["POST"]),
    Route("/api/v2/imports/{uid}/", import_api.one_import),
    Route("/api/v2/assets/", api.list_assets, methods=["GET"]),
    Route("/api/v2/assets/", api.make_asset, methods=["POST"]),
    Route(ASSET, api.one_asset, methods=["GET", "DELETE"]),
    Route(
        ASSET + "deployment/",
        deployment_api.deployment,
        methods=["GET", "POST", "PATCH"],
    ),
    Route(
        ASSET + "permission-assignments/", access_api.grants, methods=["GET", "POST"]
    ),
    Route(
        ASSET + "permission-assignments/{grant}/",
        access_api.one_grant,
        methods=["DELETE"],
    ),
    Route(ASSET + "hooks/", access_api.hooks, methods=["GET", "POST"]),
    Route(
        ASSET + "hooks/{hook}/",
        access_api.one_hook,
        methods=["GET", "PATCH", "DELETE"],
    ),
    Route(ASSET + "files/", files_api.files, methods=["GET", "POST"]),
    Route(ASSET + "files/{file}/", files_api.one_file, methods=["GET", "DELETE"]),
    Route(ASSET + "files/{file}/content/", files_api.content),
    Route("/api/v2/asset_snapshots/", deployment_api.snapshot, methods=["POST"]),
    Route("/api/v2/asset_snapshots/{uid}.xml", deployment_api.snapshot_xml),
    Route(ASSET + "data/", data_api.rows),
    Route(ASSET + "data/bulk/", data_api.bulk, methods=["DELETE"]),
    Route(ROW, data_api.one_row, methods=["GET", "DELETE"]),
    Route(
        ROW + "validation_status/",
        data_api.validation,
        methods=["GET", "PATCH", "DELETE"],
    ),
    Route(ROW + "attachments/{file}/", data_api.attachment),
    Route("/formList", phone_api.form_list),
    Route("/forms/{number:int}/form.xml", phone_api.form_xml),
    Route("/xformsManifest/{number:int}", phone_api.manifest),
    Route("/xformsMedia/{number:int}/{file}", phone_api.media),
    Route("/submission", phone_api.submission, methods=["HEAD", "POST"]),
    *(Route(f"/{name}/{{rest:path}}", gone, methods=ANY_METHOD) for name in FORMER),
]


def application(box: Sandbox) -> Starlette:
    """Make the web application around a sandbox."""
    app = Starlette(
        routes=ROUTES,
        exception_handlers={
            AnswerError: _answer,
            HTTPStatus.NOT_FOUND: _not_found,
            HTTPStatus.METHOD_NOT_ALLOWED: _not_allowed,
        },
    )
    app.router.redirect_slashes = False
    app.state.box = box
    return app


async def _answer(_: Request, error: Exception) -> Response:
    if not isinstance(error, AnswerError):
        raise error
    return error.response


async def _not_found(request: Request, _: Exception) -> Response:
    """Send a path without its slash to the one with it; the body is lost then."""
    with_slash = dict(request.scope, path=request.url.path + "/")
    if request.url.path.startswith("/api/v2/") and any(
        route.matches(with_slash)[0] is not Match.NONE for route in ROUTES
    ):
        target = str(request.url.replace(path=with_slash["path"]))
        return Response(
            status_code=HTTPStatus.MOVED_PERMANENTLY,
            headers={"Location": target},
            media_type="text/html",
        )
    return no_such_path(request)


async def _not_allowed(request: Request, error: Exception) -> Response:
    headers = error.headers if isinstance(error, HTTPException) else None
    return JSONResponse(
        {"detail": f'Method "{request.method}" not allowed.'},
        HTTPStatus.METHOD_NOT_ALLOWED,
        headers,
    )
