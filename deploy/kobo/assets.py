"""Read a KoboToolbox asset: the server's record of one form.

KoboToolbox API v2, assets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from deploy.errors import ServerError
from deploy.wire.transport import Transport

ASSETS = "/api/v2/assets/"
PAGE = 100


@dataclass(frozen=True, slots=True)
class Asset:
    """One form. `deployed_version_id` is None until it is deployed.

    `active` is false while it is archived; `description` is what people wrote
    about it.
    """

    uid: str
    name: str
    asset_type: str
    version_id: str | None
    deployed_version_id: str | None
    has_deployment: bool
    active: bool
    description: str = ""


def is_uid(found: object) -> TypeGuard[str]:
    """Whether this is the id of a form, as far as its letters tell."""
    return isinstance(found, str) and found.isascii() and found.isalnum()


def asset_path(uid: str) -> str:
    """Return the asset's path; the slash at the end matters to the server."""
    if not is_uid(uid):
        raise ServerError(
            "This is not the id of a form",
            where=f"form id {uid!r}",
            advice="Copy the id from the address of the form's page: /#/forms/<id>/.",
        )
    return f"{ASSETS}{uid}/"


def read_asset(transport: Transport, uid: str) -> Asset:
    """Fetch one asset; 404 becomes a `ServerError` with status 404."""
    return parse_asset(transport.get_json(asset_path(uid)))


def list_surveys(transport: Transport) -> Iterator[Asset]:
    """Yield every survey asset the account can see, page after page."""
    start, seen = 0, set[str]()
    while True:
        params: dict[str, str | int] = {
            "q": "asset_type:survey",
            "limit": PAGE,
            "start": start,
        }
        page = transport.get_json(ASSETS, params=params)
        results = page.get("results")
        if not isinstance(results, list):
            raise _odd("sends no list of forms")
        found = [one for one in map(parse_asset, results) if one.uid not in seen]
        yield from found
        if not page.get("next"):
            return
        if not found:
            raise _odd("sends the same page of its list of forms for ever")
        seen.update(one.uid for one in found)
        start += len(results)


def parse_asset(body: Mapping[str, Any]) -> Asset:
    """Read what the project uses; the lists of assets leave some of it out."""
    try:
        found = Asset(
            uid=body["uid"],
            name=body["name"],
            asset_type=body["asset_type"],
            version_id=body["version_id"],
            deployed_version_id=body["deployed_version_id"],
            has_deployment=bool(body["has_deployment"]),
            active=bool(body["deployment__active"]),
            description=str((body.get("settings") or {}).get("description") or ""),
        )
    except KeyError as error:
        raise _odd(f"describes a form without {error}") from None
    except (TypeError, AttributeError):
        raise _odd("describes a form in a way this program does not know") from None
    if not is_uid(found.uid):
        raise _odd("describes a form without an id")
    return found


def _odd(what: str) -> ServerError:
    return ServerError(
        f"The server {what}",
        where="answer of the assets API",
        advice="The server is older or newer than this program knows: update the"
        " program, or tell its developers.",
    )
