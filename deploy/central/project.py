"""One project on one Central server: the requests that all the rest is made of.

ODK Central API, authentication and projects.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import requests

from deploy.central.advice import CENTRAL_ADVICE
from deploy.errors import ServerError
from deploy.wire.transport import (
    JSON,
    NOTHING,
    PATIENT,
    Patience,
    Transport,
    json_list,
    json_object,
)

BRIEF = Patience(answer=10, attempts=1)
SETTINGS = "Check `project` under the server's settings: its name, or its number."


@dataclass(frozen=True, slots=True)
class Project:
    """The project's number, and the door to its server."""

    http: Transport
    number: int

    @property
    def path(self) -> str:
        return f"/v1/projects/{self.number}"

    def form(self, uid: str) -> str:
        """Return the path of a form; ids may hold anything."""
        return f"{self.path}/forms/{escaped(uid)}"


def escaped(name: str) -> str:
    """Write a name as one part of a path."""
    if name in {"", ".", ".."}:
        raise ServerError(
            "This is not the id of anything",
            where=f"id {name!r}",
            advice="Copy the id from the address of its page on the server.",
        )
    return quote(name, safe="", errors="surrogatepass")


def login(
    base_url: str, email: str, password: str, *, patience: Patience = PATIENT
) -> str:
    """Change e-mail address and password for a token, good for a day."""
    door = Transport(base_url, "", scheme="", advice=CENTRAL_ADVICE, patience=patience)
    told = door.send(
        "POST",
        "/v1/sessions",
        repeatable=True,  # a second token does no harm
        accept=JSON,
        json={"email": email, "password": password},
    )
    return text_of(json_object(told), "token")


def logout(http: Transport) -> None:
    """End the session, asking once: one that is not ended ends within a day."""
    once = http.elsewhere(http.base_url, BRIEF)
    with suppress(ServerError):
        once.send("DELETE", "/v1/sessions/current", repeatable=False, accept=JSON)


def door(
    base_url: str,
    token: str,
    *,
    patience: Patience = PATIENT,
    renew: Callable[[], str] | None = None,
) -> Transport:
    """Open the server to the account, or the phone, that the token belongs to.

    `renew` logs in again when the token is no longer taken.
    """
    return Transport(
        base_url,
        token,
        scheme="Bearer",
        advice=CENTRAL_ADVICE,
        patience=patience,
        renew=renew,
    )


def project_number(http: Transport, wanted: str) -> int:
    """Find a project by number or by name; two of a name are an error."""
    if wanted.isdecimal():
        return int(wanted)
    listed = listing(http, "/v1/projects", needs={"id": int})
    found = [int(one["id"]) for one in listed if one.get("name") == wanted]
    if len(found) == 1:
        return found[0]
    what = (
        f"{len(found)} projects are called {wanted!r}"
        if found
        else f"The account sees no project called {wanted!r}"
    )
    raise ServerError(what, where=f"projects at {http.base_url}", advice=SETTINGS)


def listing(
    http: Transport,
    path: str,
    params: dict[str, str | int] | None = None,
    *,
    needs: Mapping[str, type] = NOTHING,
    **more: Any,
) -> list[dict[str, Any]]:
    """Read a list of objects, each with values of these types."""
    response = http.send(
        "GET", path, repeatable=True, accept=JSON, params=params, **more
    )
    return json_list(response, needs)


def perhaps(http: Transport, path: str) -> dict[str, Any] | None:
    """Read an object, or None where there is none."""
    missing = (HTTPStatus.NOT_FOUND,)
    answer = http.send("GET", path, repeatable=True, accept=JSON, also_good=missing)
    return None if answer.status_code in missing else json_object(answer)


def code_of(response: requests.Response) -> str:
    """Return Central's own number for what is wrong, such as `409.6`."""
    try:
        body = response.json()
    except (ValueError, RecursionError):
        return ""
    return str(body.get("code", "")) if isinstance(body, dict) else ""


def text_of(body: dict[str, Any], key: str) -> str:
    value = body.get(key)
    if isinstance(value, str) and value:
        return value
    raise odd(key)


def odd(key: str) -> ServerError:
    """Explain an answer without what Central's answers have."""
    return ServerError(
        f"The server's answer lacks {key!r}",
        where="answer of ODK Central",
        advice="Check that the address is that of an ODK Central server.",
    )
