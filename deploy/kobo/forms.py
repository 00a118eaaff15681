"""Make, find and read forms on KoboToolbox, apart from what is in them.

KoboToolbox API v2, assets and asset snapshots.
"""

from __future__ import annotations

import json

from deploy.errors import ServerError
from deploy.kobo.assets import ASSETS, Asset, is_uid, list_surveys
from deploy.kobo.imports import compile_check
from deploy.server import Standing
from deploy.wire.transport import ANY, Transport, json_object


def standing_of(asset: Asset) -> Standing:
    """Put an asset's versions into the project's words."""
    live = asset.deployed_version_id if asset.has_deployment else None
    archived = live is not None and not asset.active
    return Standing(asset.uid, asset.name, asset.version_id or "", live, archived)


def create_asset(transport: Transport, name: str, mark: str) -> str:
    """Make an empty form whose description is the mark; it exists on return.

    Sent once: an answer that gets lost leaves a form that `marked_asset` finds.
    """
    about = {"description": mark, "sector": {}, "country": [], "share-metadata": False}
    body = {"name": name, "asset_type": "survey", "settings": json.dumps(about)}
    uid = json_object(transport.post(ASSETS, json=body)).get("uid")
    if is_uid(uid):
        return uid
    raise ServerError(
        "The server made a form and does not say which",
        where="answer of the assets API",
        advice="Run the command again: it looks for the form.",
        retryable=True,
    )


def marked_asset(transport: Transport, mark: str) -> str | None:
    """Find the form that was created with this mark."""
    found = (one.uid for one in list_surveys(transport) if one.description == mark)
    return next(found, None)


def saved_xform(transport: Transport, uid: str) -> bytes:
    """Let the server compile what was stored last, and download it."""
    made = compile_check(transport, uid)
    return transport.get(transport.path_of(str(made.get("xml"))), accept=ANY).content
