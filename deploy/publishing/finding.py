"""Look at a form on the server and in the records; change nothing."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from deploy.comparing.content import Content
from deploy.comparing.xform_content import content_of
from deploy.errors import FormRefusedError, ServerError
from deploy.publishing.publications import Publications
from deploy.publishing.sides import Found
from deploy.server import Publisher, Standing
from deploy.wire.safe_xml import UnsafeXmlError
from instrument_specs.workspace import Workspace


def found(
    server: Publisher,
    workspace: Workspace,
    records: Publications,
    key: str,
    name: str,
    *,
    files: bool = False,
) -> Found:
    """Read all that a plan is decided from, `files` only where some are wanted.

    A form that was made and not written down is found by its mark.
    """
    underway = records.underway(key)
    uid = workspace.identities().get(key)
    if uid is None and underway is not None:
        uid = server.marked(underway.mark)
    if uid is None:
        return Found(underway=underway, namesakes=tuple(server.named(name)))
    standing = _standing(server, key, uid)
    live = _live(server, standing)
    last = records.last(key, uid)
    saved, broken = _saved(server, standing, fresh=underway is not None)
    return Found(
        uid,
        standing,
        live,
        saved,
        broken,
        last,
        records.base(key, last.digest) if last else None,
        underway,
        media=_media(server, standing) if files else None,
    )


def _standing(server: Publisher, key: str, uid: str) -> Standing:
    try:
        return server.standing(uid)
    except ServerError as error:
        if error.status != HTTPStatus.NOT_FOUND:
            raise
        raise ServerError(
            f"The server does not show this account a form {uid}, as which assets.toml"
            f" knows {key}",
            where=error.where,
            advice="Somebody deleted it there, or this is another account or server."
            " If it was deleted for good, take its line out of assets.toml, and the"
            " command makes a new form; old answers are not in it.",
            status=error.status,
        ) from None


def _media(server: Publisher, standing: Standing) -> Mapping[str, str] | None:
    """Ask which files phones get, where they get the form."""
    if standing.live is None or standing.archived:
        return None
    return server.live_media(standing.uid)


def live_content(server: Publisher, uid: str) -> Content:
    """Read back what phones get."""
    return read(server.live_xform(uid), uid)


def read(xform: bytes, uid: str) -> Content:
    """Read a form of the server, or say that it cannot be read."""
    try:
        return content_of(xform)
    except (UnsafeXmlError, ValueError) as error:
        raise ServerError(
            "The form on the server cannot be read",
            where=f"form {uid}",
            advice="Look at the form on the server; if phones can open it, tell the"
            " developers of this program.",
        ) from error


def _live(server: Publisher, standing: Standing) -> Content | None:
    """Give what phones get, or would get were it not archived."""
    if standing.live is None:
        return None
    if not standing.archived:
        return live_content(server, standing.uid)
    if standing.saved == standing.live:
        return read(server.saved_xform(standing.uid), standing.uid)
    return None


def _saved(
    server: Publisher, standing: Standing, *, fresh: bool
) -> tuple[Content | None, bool]:
    """Give what was stored and is not live, and whether it does not compile.

    What a deployment under way stored before phones got anything is stored again:
    a form that was only just made holds nothing that could be compiled.
    """
    begun = standing.live is None and (fresh or not standing.saved)
    if begun or standing.saved == standing.live:
        return None, False
    try:
        return read(server.saved_xform(standing.uid), standing.uid), False
    except FormRefusedError:
        return None, not fresh
