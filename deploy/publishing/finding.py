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
    last = records.last(key, uid)
    standing = _standing(server, key, uid, last.server if last else "")
    live = _live(server, standing)
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


def _standing(server: Publisher, key: str, uid: str, last: str) -> Standing:
    try:
        return server.standing(uid)
    except ServerError as error:
        if error.status != HTTPStatus.NOT_FOUND:
            raise
        if last and last != server.address:
            raise ServerError(
                f"{key} was published on {last}, and this is {server.address}, which"
                f" does not show a form {uid}",
                where=error.where,
                advice="Name that server (on ODK Central, its project too) in"
                " remon.toml, or aim at it with --to; leave assets.toml as it is.",
                status=error.status,
            ) from None
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

    A form that was only just made holds nothing, or nothing that could be compiled.
    """
    if standing.saved == standing.live:
        return None, False
    try:
        saved = read(server.saved_xform(standing.uid), standing.uid)
    except FormRefusedError:
        return None, not fresh
    begun = standing.live is None and not saved.items
    return (None if begun else saved), False
