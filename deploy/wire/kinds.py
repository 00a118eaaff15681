"""The media type of a file, by its name; the lists that machines hold differ."""

from __future__ import annotations

import mimetypes

KINDS = {
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "wav": "audio/x-wav",
    "csv": "text/csv",
}


def kind_of(name: str) -> str:
    known = KINDS.get(name.rpartition(".")[2].lower())
    return known or mimetypes.guess_type(name)[0] or "application/octet-stream"
