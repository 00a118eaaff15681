"""Which request goes where, and the socket it comes in at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from deploy.central_sandbox import (
    files_api,
    forms_api,
    odata_api,
    people_api,
    phone_api,
    submissions_api,
)
from deploy.central_sandbox.problems import ProblemError
from deploy.central_sandbox.state import CentralSandbox
from deploy.sandbox.serve import listening

PROJECT = "/v1/projects/{project:int}"
FORM = PROJECT + "/forms/{uid}"
ONE = FORM + "/submissions/{instance}"
OPENROSA = ("/formList", "/submission", "/manifest")
ROUTES = [
    Route("/v1/sessions", people_api.sessions, methods=["POST"]),
    Route("/v1/sessions/restore", people_api.restored),
    Route("/v1/sessions/{token}", people_api.session, methods=["DELETE"]),
    Route("/v1/users/current", people_api.me),
    Route("/v1/users", people_api.users),
    Route("/v1/roles", people_api.roles),
    Route("/v1/projects", people_api.projects),
    Route(PROJECT, people_api.one_project),
    Route(PROJECT + "/app-users", people_api.phones, methods=["GET", "POST"]),
    Route(PROJECT + "/assignments", people_api.assignments),
    Route(PROJECT + "/assignments/forms/app-user", people_api.forms_of_phones),
    Route(
        PROJECT + "/assignments/{role}/{actor:int}",
        people_api.assignment,
        methods=["POST", "DELETE"],
    ),
    Route(PROJECT + "/formList", phone_api.form_list),
    Route(PROJECT + "/submission", phone_api.submission, methods=["HEAD", "POST"]),
    Route(PROJECT + "/forms", forms_api.forms, methods=["GET", "POST"]),
    Route(FORM + ".svc/Submissions", odata_api.table),
    Route(FORM + ".xml", phone_api.form_xml),
    Route(FORM + ".xlsx", forms_api.workbook),
    Route(FORM + "/manifest", phone_api.manifest),
    Route(FORM + "/fields", forms_api.fields),
    Route(FORM + "/versions", forms_api.versions),
    Route(FORM + "/versions/{version}.xml", forms_api.version_xml),
    Route(FORM + "/draft", forms_api.draft, methods=["GET", "POST", "DELETE"]),
    Route(FORM + "/draft.xml", forms_api.draft_xml),
    Route(FORM + "/attachments", files_api.live_files),
    Route(FORM + "/attachments/{name}", files_api.live_file, methods=["GET", "POST"]),
    Route(FORM + "/draft/attachments", files_api.draft_files),
    Route(
        FORM + "/draft/attachments/{name}",
        files_api.draft_file,
        methods=["GET", "POST", "DELETE"],
    ),
    Route(FORM + "/draft/publish", forms_api.publish, methods=["POST"]),
    Route(
        FORM + "/assignments/app-user/{actor:int}",
        people_api.form_phone,
        methods=["POST", "DELETE"],
    ),
    Route(FORM + "/submissions", submissions_api.create, methods=["POST"]),
    Route(ONE + ".xml", submissions_api.xml),
    Route(ONE + "/restore", submissions_api.restore, methods=["POST"]),
    Route(ONE + "/attachments", submissions_api.attachments),
    Route(
        ONE + "/attachments/{name}",
        submissions_api.attachment,
        methods=["GET", "POST"],
    ),
    Route(ONE, submissions_api.one, methods=["GET", "PATCH", "DELETE"]),
    Route(FORM, forms_api.form, methods=["GET", "PATCH", "DELETE"]),
]


class _KeyInPath:
    """Take a phone's token out of the path, `/v1/key/<token>/…`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        head, slash, rest = scope.get("path", "").partition("/v1/key/")
        if slash and not head:
            key, _, path = rest.partition("/")
            scope = {**scope, "central_key": key, "path": f"/v1/{path}"}
            scope["raw_path"] = scope["path"].encode()
        await self._app(scope, receive, send)


def application(box: CentralSandbox) -> ASGIApp:
    """Make the web application around a stand-in."""
    refused = {ProblemError: _refused, 404: _unknown, 405: _unknown}
    app = Starlette(routes=ROUTES, exception_handlers=refused)
    app.router.redirect_slashes = False
    app.state.box = box
    return _KeyInPath(app)


@contextmanager
def serving(box: CentralSandbox, *, port: int = 0) -> Iterator[str]:
    """Serve on this machine and give the address."""
    with listening(application(box), port=port) as url:
        yield url


async def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, ProblemError):
        raise error
    if request.url.path.endswith(OPENROSA):
        return error.as_xml()
    return error.as_json()


async def _unknown(request: Request, _: Exception) -> Response:
    return await _refused(request, ProblemError("404.1"))
