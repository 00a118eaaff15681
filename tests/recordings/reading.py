"""Recorded requests and responses of a real KoboToolbox server.

Hosts, secrets and the tails of long files were replaced when they were recorded;
`kf.kobo.test` is the API's host, `kc.kobo.test` the phones'.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

KOBO = Path(__file__).parent / "kobo"
HOSTS = ("http://kf.kobo.test", "http://kc.kobo.test")


@dataclass(frozen=True)
class Recording:
    name: str
    method: str
    url: str
    sent_headers: dict[str, str]
    sent: Any
    status: int
    headers: dict[str, str]
    body: Any

    @property
    def target(self) -> str:
        """Path and query."""
        parts = urlsplit(self.url)
        return parts.path + (f"?{parts.query}" if parts.query else "")

    @property
    def kind(self) -> str:
        return self.headers.get("Content-Type", "").partition(";")[0]

    def body_at(self, url: str) -> bytes:
        """Return the body as it would come from a server at `url`."""
        text = self.body if isinstance(self.body, str) else json.dumps(self.body)
        for host in HOSTS:
            text = text.replace(host, url)
        return text.encode()


@cache
def recording(number: str) -> Recording:
    """Read `1006-me.json` as "1006"."""
    (path,) = KOBO.glob(f"{number}-*.json")
    document = json.loads(path.read_text(encoding="utf-8"))
    request, response = document["request"], document["response"]
    return Recording(
        name=path.stem,
        method=request["method"],
        url=request["url"],
        sent_headers=request["headers"],
        sent=request["body"],
        status=response["status"],
        headers=response["headers"],
        body=response["body"],
    )


@cache
def household() -> bytes:
    """Return the workbook of the recordings: one of them holds it whole."""
    encoded = recording("2021").sent["base64Encoded"]
    return base64.b64decode(encoded.removeprefix("base64:"))
