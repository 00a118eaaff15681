"""Manifest and files of an encrypted submission on KoboToolbox.

KoboToolbox API v2, data and attachments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from deploy.kobo.data import data_path, read_row_xml
from deploy.sealing.envelope import LARGEST_FILE, Attached, Envelope
from deploy.wire.download import download
from deploy.wire.transport import Transport

_UID = re.compile(r"[A-Za-z0-9]{1,60}", re.ASCII)


def kobo_envelope(transport: Transport, uid: str, number: int) -> Envelope:
    """Find manifest and files of a submission on KoboToolbox."""
    place = f"{data_path(uid)}{number}/"
    row = transport.get_json(place)
    return Envelope(
        read_row_xml(transport, uid, number),
        tuple(_attached(transport, place, row.get("_attachments"))),
    )


def _attached(transport: Transport, place: str, listed: object) -> Iterator[Attached]:
    for one in listed if isinstance(listed, list) else []:
        if isinstance(one, Mapping) and not one.get("is_deleted"):
            path = _path(transport, place, one)
            name = str(one.get("media_file_basename") or one.get("filename") or "")
            fetch = partial(download, transport, path, LARGEST_FILE)
            yield Attached(name.rpartition("/")[2], fetch)


def _path(transport: Transport, place: str, one: Mapping[str, Any]) -> str:
    uid = one.get("uid")
    if isinstance(uid, str) and _UID.fullmatch(uid):
        return f"{place}attachments/{uid}/"
    return transport.path_of(str(one.get("download_url", "")))
