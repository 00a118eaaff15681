"""Put files beside a form on KoboToolbox, and read which of them phones get.

KoboToolbox API v2, asset files; OpenRosa, form manifest. The server hands files to
phones in its own time after a deployment.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit

from builder.media import OURS, MediaFile
from deploy.errors import ServerError
from deploy.kobo.assets import asset_path
from deploy.server import Progress
from deploy.wire.explain import refusal
from deploy.wire.kinds import kind_of
from deploy.wire.openrosa import OpenRosa
from deploy.wire.transport import JSON, Transport
from deploy.wire.waiting import Pace

FORM_MEDIA = "form_media"
# The server brings files to phones after it has answered; this long it may take.
LONGEST = 60.0


@dataclass(frozen=True, slots=True)
class Held:
    """A file beside a form: how the server addresses it, its name and MD5."""

    ref: str
    name: str
    md5: str


def store(
    transport: Transport,
    uid: str,
    files: Sequence[MediaFile],
    on_progress: Progress,
) -> None:
    """Bring the files beside a form to this state; see `Publisher.store_media`.

    A name can be given once, so another content takes the place of the old one.
    """
    wanted = {one.name: one.md5 for one in files}
    held = list_files(transport, uid)
    for one in held:
        named = one.name in wanted or OURS.fullmatch(one.name) is not None
        if named and wanted.get(one.name) != one.md5:
            transport.delete(transport.path_of(one.ref))
    there = {(one.name, one.md5) for one in held}
    new = [one for one in files if (one.name, one.md5) not in there]
    for number, file in enumerate(new, start=1):
        on_progress(f"File {number} of {len(new)} is being uploaded.")
        _upload(transport, uid, file)


def list_files(transport: Transport, uid: str) -> list[Held]:
    """List what stands beside a form, page after page.

    No list of several pages was recorded: the address of the next is followed.
    """
    found: list[Held] = []
    path, params = _path(uid), {"file_type": FORM_MEDIA}
    while True:
        page = transport.get_json(path, params=params)
        rows, following = page.get("results"), page.get("next")
        if not isinstance(rows, list):
            raise _odd(uid)
        known = {one.ref for one in found}
        fresh = [
            one for one in (_held(row, uid) for row in rows) if one.ref not in known
        ]
        found += fresh
        if not following:
            return found
        if not fresh:  # the same page for ever
            raise _odd(uid)
        path = transport.path_of(str(following))
        params = dict(parse_qsl(urlsplit(str(following)).query))


def live(
    phone: OpenRosa, uid: str, expected: Mapping[str, str], pace: Pace
) -> dict[str, str]:
    """Give name and MD5 of the files that phones get.

    Asked again until what is expected is among them, as long as `pace` allows and
    the server may take.
    """
    form, found = phone.form(uid), dict[str, str]()
    patient = replace(pace, limit=min(pace.limit, LONGEST))
    for _ in patient.turns():
        found = phone.manifest(form)
        if expected.items() <= found.items():
            break
    return found


def _upload(transport: Transport, uid: str, file: MediaFile) -> None:
    fields = {
        "file_type": FORM_MEDIA,
        "description": "default",
        "metadata": json.dumps({"filename": file.name}),
    }
    answer = transport.send(
        "POST",
        _path(uid),
        repeatable=True,  # a second file of the same name is refused
        accept=JSON,
        also_good=(HTTPStatus.BAD_REQUEST,),
        data=fields,
        files={"content": (file.name, file.content, kind_of(file.name))},
    )
    if answer.ok or _is_there(transport, uid, file):
        return
    raise refusal(answer)


def _is_there(transport: Transport, uid: str, file: MediaFile) -> bool:
    """Look whether a request whose answer got lost has done its work."""
    held = list_files(transport, uid)
    return any((one.name, one.md5) == (file.name, file.md5) for one in held)


def _path(uid: str) -> str:
    return asset_path(uid) + "files/"


def _held(row: object, uid: str) -> Held:
    try:
        metadata = row["metadata"]  # type: ignore[index]
        name, digest = metadata["filename"], metadata["hash"]
        return Held(str(row["url"]), str(name), str(digest).removeprefix("md5:"))  # type: ignore[index]
    except (KeyError, TypeError):
        raise _odd(uid) from None


def _odd(uid: str) -> ServerError:
    return ServerError(
        "The server does not list the form's files in a way this program knows",
        where=f"form {uid}",
        advice="Update the program, or tell its developers which server it is.",
    )
