"""Describe a form the way the assets API does.

KoboToolbox API v2, assets. The sandbox leaves out what nobody here reads, such
as the content and the permissions.
"""

from __future__ import annotations

from typing import Any

from deploy.sandbox.records import Form, Version
from deploy.sandbox.state import Sandbox

ASSETS = "/api/v2/assets/"
# Only its owner reads a form here.
OWNER_MAY = (
    "change_submissions",
    "view_submissions",
    "delete_asset",
    "manage_asset",
    "view_asset",
    "validate_submissions",
    "add_submissions",
    "change_asset",
    "delete_submissions",
)


def brief(box: Sandbox, form: Form, host: str) -> dict[str, Any]:
    """Describe a form for the list."""
    url = f"{host}{ASSETS}{form.uid}/"
    deployed = form.deployment
    times = [each.time for each in box.of(form)]
    return {
        "url": url,
        "uid": form.uid,
        "kind": "asset",
        "name": form.name,
        "asset_type": form.asset_type,
        "owner": f"{host}/api/v2/users/{form.owner}/",
        "owner__username": form.owner,
        "owner_label": form.owner,
        "settings": (
            {"description": form.description} if form.asset_type == "survey" else {}
        ),
        "parent": None,
        "tag_string": "",
        "status": "private",
        "date_created": form.created,
        "date_modified": form.modified,
        "date_deployed": _deployed(form)[0].deployed if _deployed(form) else None,
        "version_id": form.current.uid,
        "has_deployment": deployed is not None,
        "deployed_version_id": deployed.version_uid if deployed else None,
        "deployment__active": bool(deployed and deployed.active),
        "deployment__submission_count": len(times),
        "deployment__last_submission_time": max(times, default=None),
        # The recordings of the real server say false for an encrypted form too.
        "deployment__encrypted": False,
        "deployment__uuid": deployed.uuid if deployed else None,
        "deployment_status": _status(form),
        "data": f"{url}data/",
        "downloads": [
            {"format": kind, "url": f"{host}{ASSETS}{form.uid}.{kind}"}
            for kind in ("xls", "xml")
        ],
    }


def whole(box: Sandbox, form: Form, host: str) -> dict[str, Any]:
    """Describe one form."""
    versions = _deployed(form)
    results = [
        _version(form, each, len(versions) - place, host)
        for place, each in enumerate(versions)
    ]
    return brief(box, form, host) | {
        "version__content_hash": form.current.content_hash,
        "version_count": len(form.versions),
        "deployed_versions": {
            "count": len(results),
            "next": None,
            "previous": None,
            "results": results,
        },
        "deployment__links": {},
        "effective_permissions": [{"codename": one} for one in OWNER_MAY],
    }


def deployment(box: Sandbox, form: Form, host: str) -> dict[str, Any]:
    """Describe what phones get."""
    deployed = form.deployment
    return {
        "backend": "openrosa",
        "active": bool(deployed and deployed.active),
        "version_id": deployed.version_uid if deployed else None,
        "asset": whole(box, form, host),
    }


def _status(form: Form) -> str:
    if form.asset_type != "survey":
        return "-"
    if form.deployment is None:
        return "draft"
    return "deployed" if form.deployment.active else "archived"


def _deployed(form: Form) -> list[Version]:
    """List the versions that phones ever got, the newest first."""
    return [each for each in reversed(form.versions) if each.deployed]


def _version(form: Form, version: Version, number: int, host: str) -> dict[str, Any]:
    return {
        "uid": version.uid,
        "url": f"{host}{ASSETS}{form.uid}/versions/{version.uid}/",
        "content_hash": version.content_hash,
        "date_deployed": version.deployed,
        "date_modified": version.deployed,
        "version_number": str(number),
    }
