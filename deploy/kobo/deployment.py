"""Make the imported version of a form the one that phones fetch.

KoboToolbox API v2, deployments. Deployed means: the server itself reports the
wanted version as the live one.
"""

from __future__ import annotations

from http import HTTPStatus

from deploy.errors import FormRefusedError, ServerError
from deploy.kobo.assets import Asset, asset_path, read_asset
from deploy.wire.told import shown
from deploy.wire.transport import Transport
from deploy.wire.waiting import Pace

REPAIR = (
    "Correct the form's specification, build it again and run the command. What"
    " phones have now is unchanged."
)


def deploy_asset(
    transport: Transport, uid: str, stored: str | None = None, *, pace: Pace
) -> Asset:
    """Deploy or redeploy, then wait until the server reports the new version.

    `stored` is the version that may be deployed; None stands for any.
    """
    asset = _deployable(read_asset(transport, uid))
    if stored not in (None, asset.version_id):
        raise meanwhile(uid)
    lost: ServerError | None = None
    try:
        _ask(transport, asset)
    except ServerError as error:
        asset = _recover(transport, asset, stored, error)
        lost = error
    return _wait(transport, asset, lost, pace)


def _ask(transport: Transport, asset: Asset) -> None:
    """Send a POST the first time, later a PATCH with the version.

    `active` alone would only bring a form back from the archive, and without
    `active` the form would be deployed into the archive.
    """
    path = asset_path(asset.uid) + "deployment/"
    if asset.has_deployment:
        change = {"active": True, "version_id": asset.version_id}
        transport.patch(path, json=change)
    else:
        transport.post(path, json={"active": True})


def _recover(
    transport: Transport, asset: Asset, stored: str | None, error: ServerError
) -> Asset:
    """Decide whether the deployment may have happened or may be asked for again.

    A version that is no longer the current one is a plain 500. An answer that
    got lost is no failure yet: `_wait` looks at what the server did.
    """
    if error.status == HTTPStatus.BAD_REQUEST:
        raise FormRefusedError(
            f"The form cannot be deployed: {error.what.partition(': ')[2]}",
            where=error.where,
            advice=REPAIR,
            status=error.status,
        ) from None
    if not error.retryable or error.unsent:
        raise error
    now = read_asset(transport, asset.uid)
    if stored not in (None, now.version_id):
        raise meanwhile(asset.uid) from error
    if error.status == HTTPStatus.INTERNAL_SERVER_ERROR:
        if now.version_id == asset.version_id:
            raise error
        _ask(transport, now)
    return now


def _wait(
    transport: Transport, wanted: Asset, lost: ServerError | None, pace: Pace
) -> Asset:
    for _ in pace.turns():
        now = read_asset(transport, wanted.uid)
        if now.active and now.deployed_version_id == wanted.version_id:
            return now
        if now.version_id != wanted.version_id:
            raise meanwhile(wanted.uid)
    if lost is not None:
        raise lost
    raise ServerError(
        "The server said yes, but phones still get another version of the form",
        where=f"form {wanted.uid}, version {shown(str(wanted.version_id))}",
        advice="Run the command again; if it stays, deploy the form once by hand"
        " on the server.",
        retryable=True,
    )


def meanwhile(uid: str) -> ServerError:
    """Say that somebody was quicker."""
    return ServerError(
        "Someone else changed the form while it was being deployed",
        where=f"form {uid}",
        advice="Agree on who publishes, then run the command again.",
    )


def _deployable(asset: Asset) -> Asset:
    if asset.asset_type == "survey" and asset.version_id:
        return asset
    raise ServerError(
        f"This is not a form that can be deployed but a {shown(str(asset.asset_type))}",
        where=f"form {asset.uid}",
        advice="Publish the form as a new project; a library item stays one.",
    )
