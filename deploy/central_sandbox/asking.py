"""What every handler needs to know about a request."""

from __future__ import annotations

from starlette.requests import Request

from deploy.central_sandbox.problems import ProblemError
from deploy.central_sandbox.state import Actor, CentralSandbox, Form, Project


def box_of(request: Request) -> CentralSandbox:
    box: CentralSandbox = request.app.state.box
    return box


def prefix_of(request: Request) -> str:
    """Return the address that links begin with; a phone's token is part of it."""
    key = request.scope.get("central_key")
    host = str(request.base_url).rstrip("/")
    return f"{host}/v1/key/{key}" if key else f"{host}/v1"


def somebody(request: Request) -> Actor:
    """Return who asks; a token is in the path or in the header."""
    box = box_of(request)
    key = request.scope.get("central_key")
    kind, _, bearer = request.headers.get("authorization", "").partition(" ")
    if key is not None and len(key) != len("!$") + 62:
        raise ProblemError("401.2")
    actor = box.sessions.get(key or (bearer if kind == "Bearer" else ""))
    if actor is None or (key and not actor.phone):
        raise ProblemError("403.1" if key else "401.2")
    return actor


def project_for(request: Request, *roles: str) -> Project:
    """Find the project in the path, for somebody with one of these roles."""
    actor = somebody(request)
    project = box_of(request).project(request.path_params["project"])
    if actor.phone or not box_of(request).may(actor, project, *roles):
        raise ProblemError("403.1")
    return project


def form_in(project: Project, request: Request) -> Form:
    form = project.forms.get(request.path_params["uid"])
    if form is None:
        raise ProblemError("404.1")
    return form
