"""A line on which some requests meet a fault, for a session of `requests`.

What comes back goes through the whole client library, as from a socket.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse

Meets: TypeAlias = Callable[[requests.PreparedRequest], bool]


@dataclass(frozen=True)
class Fault:
    """An answer, or a break of the line; `done`: the server did what was asked."""

    status: int = 200
    body: bytes = b"<html>secret-canary</html>"
    headers: Mapping[str, str] = field(
        default_factory=lambda: {"Content-Type": "text/html"}
    )
    breaks: Exception | None = None
    done: bool = False


class Faulty(HTTPAdapter):
    """Lets the requests that `meets` says meet the fault; `met` counts them."""

    def __init__(self, meets: Meets, fault: Fault) -> None:
        super().__init__()
        self.meets, self.fault, self.met = meets, fault, 0

    def send(self, request: requests.PreparedRequest, *rest: Any, **more: Any) -> Any:
        if not self.meets(request):
            return super().send(request, *rest, **more)
        self.met += 1
        if self.fault.done:
            super().send(request, *rest, **more).close()
        if self.fault.breaks is not None:
            raise self.fault.breaks
        return self.build_response(request, self._answer(request))

    def _answer(self, request: requests.PreparedRequest) -> HTTPResponse:
        return HTTPResponse(
            body=io.BytesIO(self.fault.body),
            headers=self.fault.headers,
            status=self.fault.status,
            preload_content=False,
            request_method=request.method,
        )


def faulty(meets: Meets, fault: Fault) -> requests.Session:
    """Open a line with a fault."""
    session = requests.Session()
    session.trust_env = False
    session.mount("http://", Faulty(meets, fault))
    return session


def asks(method: str, ending: str) -> Meets:
    """Tell requests of this method to a path with this ending."""

    def meets(request: requests.PreparedRequest) -> bool:
        path = str(request.path_url).partition("?")[0]
        return request.method == method and path.endswith(ending)

    return meets
