"""One project on one Central server: the requests that all the rest is made of.

ODK Central API, authentication and projects.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import requests

from deploy.central.advice import CENTRAL_ADVICE
from deploy.errors import ServerError
from deploy.wire import explain
from deploy.wire.transport import (
    ANY,
    JSON,
    PATIENT,
    Patience,
    Transport,
    json_object,
)

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
    return quote(name, safe="")


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


def door(base_url: str, token: str, *, patience: Patience = PATIENT) -> Transport:
    """Open the server to the account, or the phone, that the token belongs to."""
    return Transport(
        base_url, token, scheme="Bearer", advice=CENTRAL_ADVICE, patience=patience
    )


def project_number(http: Transport, wanted: str) -> int:
    """Find a project by number or by name; two of a name are an error."""
    if wanted.isdecimal():
        return int(wanted)
    listed = listing(http, "/v1/projects")
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
    http: Transport, path: str, params: dict[str, str | int] | None = None, **more: Any
) -> list[dict[str, Any]]:
    """Read a list of objects."""
    response = http.send(
        "GET", path, repeatable=True, accept=JSON, params=params, **more
    )
    try:
        body = response.json()
    except ValueError:
        raise explain.not_data(response) from None
    if not isinstance(body, list) or not all(isinstance(one, dict) for one in body):
        raise explain.not_data(response)
    return body


def perhaps(http: Transport, path: str) -> dict[str, Any] | None:
    """Read an object, or None where there is none."""
    missing = (HTTPStatus.NOT_FOUND,)
    answer = http.send("GET", path, repeatable=True, accept=JSON, also_good=missing)
    return None if answer.status_code in missing else json_object(answer)


def drop(http: Transport, path: str) -> None:
    """Delete; what is gone already is as good."""
    http.send(
        "DELETE",
        path,
        repeatable=True,
        accept=ANY,
        also_good=(HTTPStatus.NOT_FOUND,),
    )


def code_of(response: requests.Response) -> str:
    """Return Central's own number for what is wrong, such as `409.6`."""
    try:
        body = response.json()
    except ValueError:
        return ""
    return str(body.get("code", "")) if isinstance(body, dict) else ""


def text_of(body: dict[str, Any], key: str) -> str:
    value = body.get(key)
    if isinstance(value, str) and value:
        return value
    raise ServerError(
        f"The server's answer lacks {key!r}",
        where="answer of ODK Central",
        advice="Check that the address is that of an ODK Central server.",
    )
