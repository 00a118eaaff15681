"""Sessions, projects, app users and roles. ODK Central API, authentication."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from deploy.central_sandbox.asking import (
    box_of,
    form_in,
    project_for,
    somebody,
)
from deploy.central_sandbox.forms_api import READERS, SUCCESS
from deploy.central_sandbox.problems import ProblemError
from deploy.central_sandbox.state import ROLES, Actor, Project, iso, new_token


async def sessions(request: Request) -> Response:
    """Change e-mail address and password for a token."""
    box, sent = box_of(request), await request.json()
    for one in box.users:
        if (one.name, one.password) == (sent.get("email"), sent.get("password")):
            token = new_token()
            box.sessions[token] = one
            now = box.now()
            return JSONResponse(
                {
                    "token": token,
                    "csrf": new_token(),
                    "expiresAt": iso(now + timedelta(days=1)),
                    "createdAt": iso(now),
                }
            )
    raise ProblemError("401.2")


async def session(request: Request) -> Response:
    """End a session: one's own, or as an administrator a phone's."""
    box, actor = box_of(request), somebody(request)
    token = request.path_params["token"]
    if token == "current":  # noqa: S105 - a word of the path
        token = request.headers["authorization"].partition(" ")[2]
    owner = box.sessions.get(token)
    if owner is None:
        raise ProblemError("404.1")
    if actor is not owner and actor is not box.users[0]:
        raise ProblemError("403.1")
    del box.sessions[token]
    if owner.phone:
        owner.token = None
    return JSONResponse(SUCCESS)


async def restored(request: Request) -> Response:
    """Tell how long the session goes on; the stand-in ends none."""
    somebody(request)
    now = box_of(request).now()
    ends = iso(now + timedelta(days=1))
    return JSONResponse({"createdAt": iso(now), "expiresAt": ends})


async def me(request: Request) -> Response:
    actor = somebody(request)
    if actor.phone:
        raise ProblemError("404.1")
    return JSONResponse(_user(actor))


async def users(request: Request) -> Response:
    _administrator(request)
    wanted = request.query_params.get("q", "")
    return JSONResponse([_user(u) for u in box_of(request).users if wanted in u.name])


async def roles(request: Request) -> Response:
    somebody(request)
    return JSONResponse([{"id": n, "system": name} for name, n in ROLES.items()])


async def projects(request: Request) -> Response:
    """List what the account may see."""
    box, actor = box_of(request), somebody(request)
    if actor.phone:
        raise ProblemError("403.1")
    seen = [p for p in box.projects.values() if box.may(actor, p, *READERS)]
    return JSONResponse([_project(one) for one in seen])


async def one_project(request: Request) -> Response:
    """Show a project, and what the account may do there if that is asked for."""
    box, actor = box_of(request), somebody(request)
    project = project_for(request, *READERS)
    shown = _project(project)
    if request.headers.get("x-extended-metadata") == "true":
        shown["verbs"] = box.verbs(actor, project)
    return JSONResponse(shown)


async def phones(request: Request) -> Response:
    """List the app users, or make one."""
    project = project_for(request, "manager")
    if request.method == "GET":
        return JSONResponse([_phone(project, one) for one in project.phones])
    name = (await request.json()).get("displayName")
    if not name:
        raise ProblemError("400.2", "displayName")
    box = box_of(request)
    made = Actor(box.next_id(), name, phone=True, token=new_token())
    made.created = iso(box.now()) or ""
    project.phones.append(made)
    box.sessions[str(made.token)] = made
    return JSONResponse(_phone(project, made))


async def form_phone(request: Request) -> Response:
    """Let an app user fetch a form and send answers, or no longer."""
    project = project_for(request, "manager")
    found = form_in(project, request)
    number = request.path_params["actor"]
    if number not in {one.id for one in project.phones}:
        raise ProblemError("404.1")
    if request.method == "DELETE":
        if number not in found.phones:
            raise ProblemError("404.1")
        found.phones.discard(number)
        return JSONResponse(SUCCESS)
    if number in found.phones:
        raise _already()
    found.phones.add(number)
    return JSONResponse(SUCCESS)


async def forms_of_phones(request: Request) -> Response:
    project = project_for(request, "manager")
    return JSONResponse(
        [
            {"actorId": number, "roleId": ROLES["app-user"], "xmlFormId": one.uid}
            for one in project.forms.values()
            for number in sorted(one.phones)
        ]
    )


async def assignments(request: Request) -> Response:
    project = project_for(request, "manager")
    return JSONResponse(
        [
            {"actorId": number, "roleId": ROLES[role]}
            for number, role in sorted(project.roles)
        ]
    )


async def assignment(request: Request) -> Response:
    """Give an account a role in the project, or take it away."""
    project = project_for(request, "manager")
    number, role = request.path_params["actor"], request.path_params["role"]
    if role not in ROLES or number not in {one.id for one in box_of(request).users}:
        raise ProblemError("404.1")
    if request.method == "DELETE":
        if (number, role) not in project.roles:
            raise ProblemError("404.1")
        project.roles.discard((number, role))
        return JSONResponse(SUCCESS)
    if (number, role) in project.roles:
        raise _already()
    project.roles.add((number, role))
    return JSONResponse(SUCCESS)


def _already() -> ProblemError:
    return ProblemError("409.3", text="A resource already exists with actorId,roleId.")


def _administrator(request: Request) -> None:
    """Let an administrator on, and whoever manages a project."""
    box, actor = box_of(request), somebody(request)
    if not any(box.may(actor, one, "manager") for one in box.projects.values()):
        raise ProblemError("403.1")


def _project(project: Project) -> dict[str, Any]:
    key = 1 if project.key else None
    return {"id": project.id, "name": project.name, "archived": None, "keyId": key}


def _user(actor: Actor) -> dict[str, Any]:
    shown = {"id": actor.id, "type": "user", "displayName": actor.name}
    return {"email": actor.name, **shown}


def _phone(project: Project, actor: Actor) -> dict[str, Any]:
    return {
        "projectId": project.id,
        "id": actor.id,
        "type": "field_key",
        "displayName": actor.name,
        "createdAt": actor.created,
        "token": actor.token,
    }
