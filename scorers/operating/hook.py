"""The door for a form server that tells of a new submission.

What it sends is believed in nothing: a call with the right secret wakes the
next pull, and the body is counted, thrown away, and never looked at. The answer
comes at once. It is never a redirect, which KoboToolbox takes for success, and
503 is the one failure after which it tries again.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

PATH = "/hook"
HEADER = "x-hook-secret"
LARGEST = 1_000_000
PATIENCE = 10.0  # seconds for a body to arrive
SHORTEST_SECRET = 24


@dataclass(slots=True)
class Door:
    """Wakes when a call knows the secret; `wake` says whether anybody will come."""

    secret: str = field(repr=False)
    wake: Callable[[], bool]
    largest: int = LARGEST
    patience: float = PATIENCE

    def __post_init__(self) -> None:
        if len(self.secret) < SHORTEST_SECRET:
            raise ValueError("the secret is too short")

    async def receive(self, request: Request) -> Response:
        """Answer one call."""
        if not self._knows(request.headers):
            return _said(401, {"WWW-Authenticate": "Basic"})
        # Woken before the body has come: that there is news is all it tells.
        if not self.wake():
            return _said(503)
        try:
            async with asyncio.timeout(self.patience):
                return _said(202 if await self._is_small(request) else 413)
        except TimeoutError:
            return _said(408)
        except ClientDisconnect:
            return _said(202)

    async def _is_small(self, request: Request) -> bool:
        """Let the body pass, and stop listening once it is too large."""
        seen = 0
        async for chunk in request.stream():
            seen += len(chunk)
            if seen > self.largest:
                return False
        return True

    def _knows(self, headers: Headers) -> bool:
        """Compare in a time that tells nothing of the secret."""
        ours = _digest(self.secret)
        given = [headers.get(HEADER, ""), _password(headers.get("authorization", ""))]
        return any(hmac.compare_digest(ours, _digest(one)) for one in given)


def application(door: Door) -> Starlette:
    """Give the application: one path, one method, no words in any answer."""
    made = Starlette(
        routes=[Route(PATH, door.receive, methods=["POST"])],
        exception_handlers={404: _refused, 405: _refused, Exception: _failed},
    )
    made.router.redirect_slashes = False
    return made


async def _refused(_: Request, error: Exception) -> Response:
    return _said(int(getattr(error, "status_code", 404)))


async def _failed(_: Request, __: Exception) -> Response:
    return _said(503)


def _said(status: int, headers: dict[str, str] | None = None) -> Response:
    """Answer without a word; a call whose body was not read to its end is closed."""
    closing = {} if status == HTTPStatus.ACCEPTED else {"Connection": "close"}
    return Response(status_code=status, headers=closing | (headers or {}))


def _password(authorization: str) -> str:
    scheme, _, credentials = authorization.partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        decoded = base64.b64decode(credentials, validate=True)
    except binascii.Error:
        return ""
    return decoded.decode("latin-1").partition(":")[2]


def _digest(text: str) -> bytes:
    """Make all secrets equally long."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest()
