"""Rights and wake-up calls of a form on KoboToolbox.

KoboToolbox API v2, permission assignments and REST services. The owner's own
rights are not listed: nobody can take them away.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from deploy.errors import ServerError
from deploy.kobo.assets import asset_path
from deploy.server import Grant, Hook
from deploy.wire.transport import JSON, Transport, json_list, json_object

USERS = "/api/v2/users/"
PERMISSIONS = "/api/v2/permissions/"
ANONYMOUS_USER = "AnonymousUser"
HOOK_NAME = "wake-up"


def read_grants(transport: Transport, uid: str) -> list[Grant]:
    """List the rights that others than the owner have."""
    owner = transport.get_json(asset_path(uid)).get("owner__username")
    listed = json_list(transport.get(_grants_path(uid)))
    found = [_grant(each, uid) for each in listed]
    return [one for one in found if one.user != owner]


def read_own_rights(transport: Transport, uid: str) -> frozenset[str]:
    """Name the rights of the account itself, the owner's included."""
    found = transport.get_json(asset_path(uid)).get("effective_permissions")
    if not isinstance(found, list):
        return frozenset()
    return frozenset(str(one.get("codename")) for one in found if isinstance(one, dict))


def give(transport: Transport, uid: str, grant: Grant) -> None:
    """Give one right; giving it twice is the same."""
    user = grant.user or ANONYMOUS_USER
    body = {
        "user": f"{transport.base_url}{USERS}{user}/",
        "permission": f"{transport.base_url}{PERMISSIONS}{grant.right}/",
    }
    answer = transport.send(
        "POST",
        _grants_path(uid),
        repeatable=True,
        accept=JSON,
        also_good=(HTTPStatus.BAD_REQUEST,),
        json=body,
    )
    if answer.status_code != HTTPStatus.BAD_REQUEST:
        return
    told = json_object(answer)
    unknown = "does not exist" in str(told.get("user"))
    raise _unknown_account(user, uid) if unknown else _no_such_right(user, uid)


def take(transport: Transport, grant: Grant) -> None:
    """Take one right away; one that is gone already is as good."""
    transport.delete(transport.path_of(grant.ref))


def read_hooks(transport: Transport, uid: str) -> list[Hook]:
    """List the addresses that are called when a submission comes in."""
    body = transport.get_json(_hooks_path(uid))
    results = body.get("results")
    if not isinstance(results, list) or body.get("next"):
        raise _odd("which addresses it calls", uid)
    return [_hook(each, uid) for each in results]


def set_hook(transport: Transport, uid: str, hook: Hook) -> None:
    """Make the hook, or bring the one with its `ref` to this state."""
    body = {
        "name": HOOK_NAME,
        "endpoint": hook.endpoint,
        "active": hook.active,
        "export_type": "json",
        "auth_level": "no_auth",
        "subset_fields": list(hook.sends),
        "email_notification": True,
        "settings": {"custom_headers": dict(hook.headers)},
    }
    if hook.ref:
        transport.patch(transport.path_of(hook.ref), json=body)
    else:
        transport.post(_hooks_path(uid), json=body)


def remove_hook(transport: Transport, hook: Hook) -> None:
    """Stop calling an address; one that is gone already is as good."""
    transport.delete(transport.path_of(hook.ref))


def _grants_path(uid: str) -> str:
    return asset_path(uid) + "permission-assignments/"


def _hooks_path(uid: str) -> str:
    return asset_path(uid) + "hooks/"


def _grant(body: Mapping[str, Any], uid: str) -> Grant:
    try:
        user, right = _last(body["user"]), _last(body["permission"])
        return Grant("" if user == ANONYMOUS_USER else user, right, str(body["url"]))
    except (KeyError, TypeError):
        raise _odd("who may use the form", uid) from None


def _hook(body: Mapping[str, Any], uid: str) -> Hook:
    try:
        settings = body.get("settings") or {}
        return Hook(
            str(body.get("endpoint", "")),
            dict(settings.get("custom_headers") or {}),
            active=bool(body.get("active")),
            sends=tuple(body.get("subset_fields") or ()),
            ref=str(body.get("url", "")),
        )
    except (AttributeError, TypeError, ValueError):
        raise _odd("which addresses it calls", uid) from None


def _last(url: object) -> str:
    return str(url).rstrip("/").rpartition("/")[2]


def _unknown_account(user: str, uid: str) -> ServerError:
    return ServerError(
        f"The server knows no account {user!r}",
        where=f"form {uid}",
        advice="Correct its name under [sharing] in remon.toml, or ask the person to"
        " register on the server.",
    )


def _no_such_right(user: str, uid: str) -> ServerError:
    return ServerError(
        f"The server does not give {user!r} rights on this form",
        where=f"form {uid}",
        advice="Take the form's owner out of [sharing] in remon.toml: the owner may"
        " do everything.",
    )


def _odd(what: str, uid: str) -> ServerError:
    return ServerError(
        f"The server does not say {what} in a way this program knows",
        where=f"form {uid}",
        advice="Update the program, or tell its developers which server it is.",
    )
