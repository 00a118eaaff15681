"""Bring a workbook to KoboToolbox: the server reads it in its own time.

KoboToolbox API v2, imports. A finished import does not mean that the form
compiles: `compile_check` asks for that.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from deploy.errors import FormRefusedError, ServerError
from deploy.kobo.assets import asset_path
from deploy.server import Progress
from deploy.wire.told import shown
from deploy.wire.transport import Transport, json_object
from deploy.wire.waiting import Pace

IMPORTS = "/api/v2/imports/"
SNAPSHOTS = "/api/v2/asset_snapshots/"
NAME = "form.xlsx"  # of the form too, where the workbook has no title
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ADVICE = {
    "XlsFormatException": "Build the workbook again; the file was damaged on its way.",
    "DuplicateNameException": "KoboToolbox wants each name once in the whole form,"
    " also in different groups: rename one of the two questions.",
    "DoesNotExist": "The form it should replace is no longer on the server: correct"
    " its id, or publish it as a new form.",
    "PermissionDenied": "Ask the owner of the form for the right to edit it.",
    "Resolver404": "The form it should replace is no longer on the server: correct"
    " its id, or publish it as a new form.",
}
OTHERWISE = "Correct the form's specification, build it again and run the command."


def import_over(
    transport: Transport,
    uid: str,
    workbook: bytes,
    *,
    pace: Pace,
    on_progress: Progress,
) -> None:
    """Upload the workbook over a form, and wait until the server has read it.

    Phones keep what they have. The title in the workbook becomes the form's name.
    """
    begun = _begun(transport, uid, workbook)
    path = f"{IMPORTS}{begun}/"
    for waited in pace.turns():
        body = transport.get_json(path)
        match body.get("status"):
            case "complete":
                return
            case "error":
                raise _rejected(body, begun)
            case status:
                on_progress(f"The server reads the form ({status}, {waited:.0f} s).")
    raise ServerError(
        f"The server has not finished reading the form after {pace.limit:.0f} s",
        where=f"import {begun}",
        advice="Nothing is lost: run the same command again in a few minutes. If it"
        " stays, tell whoever runs the server the import's id.",
        retryable=True,
    )


def _begun(transport: Transport, uid: str, workbook: bytes) -> str:
    """Upload the workbook and return the uid of the import.

    Without `library=false` the server would make it a library block, which
    cannot be deployed.
    """
    fields = {"name": NAME, "library": "false", "destination": asset_path(uid)}
    response = transport.post(
        IMPORTS, data=fields, files={"file": (NAME, workbook, XLSX)}
    )
    return _text(json_object(response), "uid")


def compile_check(transport: Transport, uid: str) -> dict[str, Any]:
    """Let the server compile the form without deploying it; give its answer."""
    response = transport.send(
        "POST",
        SNAPSHOTS,
        repeatable=True,  # a second snapshot of the same form does no harm
        accept="application/json",
        also_good=(HTTPStatus.BAD_REQUEST,),
        json={"asset": transport.base_url + asset_path(uid)},
    )
    body = json_object(response)
    if response.status_code != HTTPStatus.BAD_REQUEST:
        return body
    raise FormRefusedError(
        f"The form does not compile: {shown(_text(body, 'error'))}",
        where=f"form {uid}",
        advice=OTHERWISE + " What phones have now is unchanged.",
        status=response.status_code,
    )


def _rejected(body: Mapping[str, Any], import_uid: str) -> FormRefusedError:
    found = body.get("messages")
    messages = found if isinstance(found, Mapping) else {}
    kind = str(messages.get("error_type", ""))
    text = str(messages.get("error") or "no reason given")
    if kind == "Resolver404":
        text = "it does not know the form to replace"  # else the whole URL map
    return FormRefusedError(
        f"The server cannot use the form: {shown(text)}",
        where=f"import {import_uid}",
        advice=ADVICE.get(kind, OTHERWISE),
    )


def _text(body: Mapping[str, Any], key: str) -> str:
    value = body.get(key)
    if isinstance(value, str) and value:
        return value
    raise ServerError(
        f"The server's answer lacks {key!r}",
        where="answer of the imports API",
        advice="Update the program, or tell its developers which server it is.",
    )
