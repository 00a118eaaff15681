"""The requests about rights and about hooks.

KoboToolbox API v2, permission assignments and REST services. Hooks are kept and
shown; the sandbox calls nobody.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from deploy.sandbox.answers import detail, fields, somebody
from deploy.sandbox.asking import box_of, host_of, own_form, sent_fields
from deploy.sandbox.describe import ASSETS
from deploy.sandbox.records import Form, new_uid

USERS = "/api/v2/users/"
PERMISSIONS = "/api/v2/permissions/"
ANONYMOUS = "AnonymousUser"
LABELS = {
    "view_asset": "View form",
    "change_asset": "Edit form",
    "discover_asset": "Discover form",
    "manage_asset": "Manage project",
    "add_submissions": "Add submissions",
    "view_submissions": "View submissions",
    "change_submissions": "Edit submissions",
    "delete_submissions": "Delete submissions",
    "validate_submissions": "Validate submissions",
}
NO_MATCH = "Invalid hyperlink - No URL match."
NOBODY = "Invalid hyperlink - Object does not exist."
OWNERS = ("add_submissions", "change_asset", "change_submissions",
          "delete_submissions", "manage_asset", "validate_submissions",
          "view_asset", "view_submissions")  # fmt: skip
IMPLIED = {
    "view_submissions": ("view_asset",),
    "change_asset": ("view_asset",),
    "discover_asset": ("view_asset",),
    "validate_submissions": ("view_asset", "view_submissions"),
    "delete_submissions": ("view_asset", "view_submissions"),
    "change_submissions": ("view_asset", "view_submissions", "add_submissions"),
}


async def grants(request: Request) -> Response:
    """List rights, or give one with all that it implies."""
    somebody(box_of(request), request)
    form = own_form(request)
    if request.method == "GET":
        own = [{"user": form.owner, "right": one, "uid": f"p{one}"} for one in OWNERS]
        every = [*own, *form.grants]
        return JSONResponse([_grant(request, form, each) for each in every])
    body = await sent_fields(request)
    user, right = _wanted(request, body)
    if user == form.owner:
        raise fields({"user": "Owner's permissions cannot be assigned explicitly"})
    given = [_give(form, user, one) for one in (right, *IMPLIED.get(right, ()))]
    box_of(request).remember(form)
    return JSONResponse(_grant(request, form, given[0]), HTTPStatus.CREATED)


async def one_grant(request: Request) -> Response:
    """Take a right away, and those that rest on it."""
    somebody(box_of(request), request)
    form = own_form(request)
    uid = request.path_params["grant"]
    found = next((each for each in form.grants if each["uid"] == uid), None)
    if found is None:
        raise detail(HTTPStatus.NOT_FOUND, "Not found.")
    gone = {found["right"]} | {k for k, v in IMPLIED.items() if found["right"] in v}
    form.grants = [
        each
        for each in form.grants
        if each["user"] != found["user"] or each["right"] not in gone
    ]
    box_of(request).remember(form)
    return Response(status_code=HTTPStatus.NO_CONTENT)


async def hooks(request: Request) -> Response:
    """List hooks, or make one."""
    somebody(box_of(request), request)
    form = own_form(request)
    if request.method == "GET":
        shown = [_hook(request, form, each) for each in form.hooks]
        page = {"count": len(shown), "next": None, "previous": None, "results": shown}
        return JSONResponse(page)
    body = await sent_fields(request)
    required = {
        name: ["This field is required."]
        for name in ("endpoint", "name")
        if name not in body
    }
    if required:
        raise fields(required)
    hook = _checked({"uid": new_uid("h"), "time": box_of(request).time()} | body)
    form.hooks.append(hook)
    box_of(request).remember(form)
    return JSONResponse(_hook(request, form, hook), HTTPStatus.CREATED)


async def one_hook(request: Request) -> Response:
    """Show, change or remove a hook."""
    somebody(box_of(request), request)
    form = own_form(request)
    uid = request.path_params["hook"]
    found = next((each for each in form.hooks if each["uid"] == uid), None)
    if found is None:
        raise detail(HTTPStatus.NOT_FOUND, "No Hook matches the given query.")
    if request.method == "DELETE":
        form.hooks.remove(found)
    elif request.method == "PATCH":
        found |= _checked(await sent_fields(request))
    box_of(request).remember(form)
    if request.method == "DELETE":
        return Response(status_code=HTTPStatus.NO_CONTENT)
    return JSONResponse(_hook(request, form, found))


def _wanted(request: Request, body: dict[str, Any]) -> tuple[str, str]:
    """Read two addresses; a bare name is not understood."""
    users = {*box_of(request).users, ANONYMOUS}
    found, wrong = {}, {}
    for field, start, known in (
        ("user", USERS, users),
        ("permission", PERMISSIONS, LABELS),
    ):
        path = urlsplit(str(body.get(field, ""))).path
        name = path.removeprefix(start).removesuffix("/")
        if path != f"{start}{name}/":
            wrong[field] = [NO_MATCH]
        elif name not in known:
            wrong[field] = [NOBODY]
        found[field] = name
    if wrong:
        raise fields(wrong)
    return found["user"], found["permission"]


def _give(form: Form, user: str, right: str) -> dict[str, str]:
    for each in form.grants:
        if (each["user"], each["right"]) == (user, right):
            return each
    form.grants.append({"uid": new_uid("p"), "user": user, "right": right})
    return form.grants[-1]


def _grant(request: Request, form: Form, grant: dict[str, str]) -> dict[str, str]:
    host, right = host_of(request), grant["right"]
    at = f"{host}{ASSETS}{form.uid}/permission-assignments/{grant['uid']}/"
    return {
        "url": at,
        "user": f"{host}{USERS}{grant['user']}/",
        "permission": f"{host}{PERMISSIONS}{right}/",
        "label": LABELS[right],
    }


def _checked(body: dict[str, Any]) -> dict[str, Any]:
    endpoint = body.get("endpoint")
    if endpoint is not None and not str(endpoint).startswith(("http://", "https://")):
        raise fields({"endpoint": ["Invalid scheme"]})
    return body


def _hook(request: Request, form: Form, hook: dict[str, Any]) -> dict[str, Any]:
    url = f"{host_of(request)}{ASSETS}{form.uid}/hooks/{hook['uid']}/"
    return {
        "active": hook.get("active", True),
        "auth_level": hook.get("auth_level", "no_auth"),
        "date_modified": hook["time"],
        "email_notification": hook.get("email_notification", True),
        "endpoint": hook["endpoint"],
        "export_type": hook.get("export_type", "json"),
        "failed_count": 0,
        "logs_url": f"{url}logs/",
        "name": hook["name"],
        "payload_template": hook.get("payload_template"),
        "pending_count": 0,
        "settings": hook.get("settings", {}),
        "subset_fields": hook.get("subset_fields", []),
        "success_count": 0,
        "uid": hook["uid"],
        "url": url,
    }
