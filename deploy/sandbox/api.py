"""The requests about accounts and forms.

KoboToolbox API v2: me, environment, assets.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from deploy.sandbox import describe
from deploy.sandbox.answers import anyone, detail, fields, somebody
from deploy.sandbox.asking import box_of, host_of, own_form, sent_fields
from deploy.sandbox.publishing import create_empty

ASSET_PAGE = 100
KINDS = ("survey", "empty", "block", "question", "template", "collection")


async def me(request: Request) -> Response:
    """Say whose token it is."""
    box = box_of(request)
    user = somebody(box, request)
    return JSONResponse(
        {
            "username": user,
            "first_name": "",
            "last_name": "",
            "email": "",
            "is_superuser": False,
            "extra_details": {"require_auth": True},
            "server_time": box.time()[:19] + "Z",
            "projects_url": f"{host_of(request)}/{user}",
        }
    )


async def environment(request: Request) -> Response:
    """Name the address that phones use, to anybody."""
    return JSONResponse(
        {"usage_limit_enforcement": False, "open_rosa_server": host_of(request)}
    )


async def usage(request: Request) -> Response:
    """Count what the user's forms hold; no plan limits it."""
    box = box_of(request)
    user = somebody(box, request)
    own = {form.uid for form in box.forms.values() if form.owner == user}
    held = sum(one.form_uid in own for one in box.submissions.values())
    return JSONResponse(
        {
            "total_storage_bytes": 0,
            "total_submission_count": {"all_time": held, "current_period": held},
            "balances": {"submission": None, "storage_bytes": None},
        }
    )


async def list_assets(request: Request) -> Response:
    """List the user's forms, a page at a time; nobody has none."""
    box = box_of(request)
    user = anyone(box, request)
    wanted = _asset_filter(request.query_params.get("q", ""))
    found = [
        describe.brief(box, form, host_of(request))
        for form in sorted(box.forms.values(), key=lambda each: each.modified)[::-1]
        if form.owner == user and all(getattr(form, k) == v for k, v in wanted.items())
    ]
    start = _number(request, "start", _number(request, "offset", 0))
    limit = _number(request, "limit", ASSET_PAGE)
    more = start + limit < len(found)
    query = dict(request.query_params) | {"limit": limit, "start": start + limit}
    url = f"{host_of(request)}/api/v2/assets/?{urlencode(sorted(query.items()))}"
    return JSONResponse(
        {
            "count": len(found),
            "next": url if more else None,
            "previous": None,
            "results": found[start : start + limit],
        }
    )


async def make_asset(request: Request) -> Response:
    """Make an empty form; other ways to make one are not needed here."""
    box = box_of(request)
    user = somebody(box, request)
    body = await sent_fields(request)
    kind = str(body.get("asset_type", ""))
    if kind not in KINDS:
        raise fields({"asset_type": [f'"{kind}" is not a valid choice.']})
    if kind != "survey" or body.keys() - {"name", "asset_type", "settings"}:
        raise detail(HTTPStatus.NOT_IMPLEMENTED, "The sandbox makes empty forms only.")
    settings = body.get("settings") or {}
    about = json.loads(settings) if isinstance(settings, str) else settings
    form = create_empty(
        box, user, str(body.get("name", "")), str(about.get("description", ""))
    )
    made = describe.whole(box, form, host_of(request))
    headers = {"Location": made["url"]}
    return JSONResponse(made, HTTPStatus.CREATED, headers)


async def one_asset(request: Request) -> Response:
    """Show or delete a form."""
    form = own_form(request)
    box = box_of(request)
    if request.method == "DELETE":
        box.forget(form)
        return Response(status_code=HTTPStatus.NO_CONTENT)
    return JSONResponse(describe.whole(box, form, host_of(request)))


def _asset_filter(q: str) -> dict[str, str]:
    """Understand the two searches that are used here; refuse to guess at others."""
    field, _, value = q.partition(":")
    if field in ("asset_type", "uid") and " " not in q:
        return {field: value}
    if q:
        raise detail(HTTPStatus.NOT_IMPLEMENTED, "The sandbox cannot search for this.")
    return {}


def _number(request: Request, name: str, otherwise: int) -> int:
    text = request.query_params.get(name, "")
    return int(text) if text.isdigit() else otherwise
