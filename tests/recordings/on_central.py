"""Recorded requests and responses of a real ODK Central, and how to send them again.

Whoever recorded them invented all answers, accounts and keys.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from recordings.player import Prepared

CENTRAL = Path(__file__).parent / "central"
HOST, SECRET = "http://central.test", "<secret>"
KEPT = ("content-type", "x-openrosa-version", "x-extended-metadata")


@dataclass(frozen=True)
class Told:
    """One request and its answer."""

    name: str
    method: str
    url: str
    headers: Mapping[str, str]
    sent: Any
    status: int
    kind: str
    body: Any

    @property
    def target(self) -> str:
        return self.url.removeprefix(HOST)

    def content(self) -> bytes:
        """Give what was sent, byte for byte."""
        match self.sent:
            case None:
                return b""
            case {"file": name}:
                return (CENTRAL / name).read_bytes()
            case {"base64": text}:
                return base64.b64decode(text)
            case str():
                return self.sent.encode()
            case _:
                return json.dumps(self.sent).encode()

    def prepared(self, url: str) -> Prepared:
        """Give the answer, to be played to this very request."""
        text = self.body if isinstance(self.body, str) else json.dumps(self.body)
        return Prepared(
            self.status,
            text.replace(HOST, url).encode(),
            {"Content-Type": self.kind},
            self.method,
            urlsplit(self.url).path,
        )


@cache
def told(number: str) -> Told:
    """Read `087-form-get.json` as "087"."""
    (path,) = CENTRAL.glob(f"{number}-*.json")
    document = json.loads(path.read_text("utf-8"))
    request, response = document["request"], document["response"]
    headers = {k.lower(): v for k, v in response["headers"].items()}
    return Told(
        path.stem,
        request["method"],
        request["url"],
        request["headers"] or {},
        request["body"],
        response["status"],
        headers.get("content-type", ""),
        response["body"],
    )


def retold(url: str, one: Told, token: str, key: str) -> requests.Response:
    """Send a recorded request to another server, with tokens of that server.

    `key` is a phone's, in the place where the recording hides one.
    """
    headers = {k: v for k, v in one.headers.items() if k.lower() in KEPT}
    given = next(
        (v for k, v in one.headers.items() if k.lower() == "authorization"), ""
    )
    if given:
        secret = SECRET if SECRET in given else given.partition(" ")[2]
        headers["Authorization"] = given.replace(secret, token)
    return requests.request(
        one.method,
        url + one.target.replace(SECRET, key),
        headers=headers,
        data=one.content(),
        timeout=30,
        allow_redirects=False,
    )
