"""The shapes in which the server answers, errors above all.

KoboToolbox API v2, errors: which of them are JSON depends on what was asked for.
"""

from __future__ import annotations

import secrets
import time
from http import HTTPStatus
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from deploy.sandbox.intake import Received
from deploy.sandbox.state import Sandbox

XML = "text/xml; charset=utf-8"
PAGE = (
    "<!doctype html><html><head><title>KoboToolbox</title></head><body>{}</body></html>"
)
GONE = (
    "The V1 API has been removed. Please read the migration article at"
    " https://support.kobotoolbox.org/migrating_api.html"
)
ANONYMOUS = "Authentication credentials were not provided."
DIGEST = (
    'Digest realm="DJANGO", qop="auth", nonce="{nonce}", opaque="{opaque}",'
    ' algorithm="MD5", stale="false"'
)
OPENROSA_HEADERS = {
    "X-OpenRosa-Version": "1.0",
    "X-OpenRosa-Accept-Content-Length": "10000000",
}


class AnswerError(Exception):
    """Stops a request with this answer."""

    def __init__(self, response: Response) -> None:
        """`response` is sent as it is."""
        super().__init__(response.status_code)
        self.response = response


def detail(status: int, text: str) -> AnswerError:
    """Refuse with a sentence."""
    return AnswerError(JSONResponse({"detail": text}, status))


def fields(errors: dict[str, Any]) -> AnswerError:
    """Refuse because of these parameters."""
    return AnswerError(JSONResponse(errors, HTTPStatus.BAD_REQUEST))


def wants_json(request: Request) -> bool:
    """Whether the request asks for JSON and nothing else."""
    return request.headers.get("accept", "*/*").startswith("application/json")


def failed(request: Request) -> AnswerError:
    """Fail the way the real server does: without a reason."""
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    if wants_json(request):
        return AnswerError(JSONResponse({"error": "Server Error (500)"}, status))
    return AnswerError(HTMLResponse(PAGE.format("500"), status))


def no_such_path(request: Request) -> Response:
    """Answer for a path that is not part of the API."""
    if wants_json(request):
        return PlainTextResponse(
            "Resource not found (404)", HTTPStatus.NOT_FOUND, media_type="text/html"
        )
    return HTMLResponse(PAGE.format("404"), HTTPStatus.NOT_FOUND)


def gone(request: Request) -> Response:
    """Answer for the former API."""
    if wants_json(request):
        return JSONResponse({"detail": GONE}, HTTPStatus.GONE)
    return HTMLResponse(PAGE.format("410"), HTTPStatus.GONE)


def token_of(request: Request) -> str | None:
    """Return the token, or nothing for any other kind of credentials."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if kind == "Token" else None


def anyone(box: Sandbox, request: Request) -> str | None:
    """Return the user; nothing is anonymous, a wrong token is refused."""
    token = token_of(request)
    if token is None:
        return None
    user = box.user(token)
    if user is None:
        raise detail(HTTPStatus.UNAUTHORIZED, "Invalid token.")
    return user


def somebody(box: Sandbox, request: Request) -> str:
    """Return the user; nobody gets further without a token."""
    user = anyone(box, request)
    if user is None:
        raise detail(HTTPStatus.UNAUTHORIZED, ANONYMOUS)
    return user


def phone_user(box: Sandbox, request: Request, envelope: str) -> str:
    """Return the user of a phone; others get the challenge phones understand."""
    token = token_of(request)
    user = box.user(token) if token is not None else None
    if user is not None:
        return user
    text = ANONYMOUS if token is None else "Invalid token."
    challenge = DIGEST.format(
        nonce=f"{time.time()}:{secrets.token_hex(8)}",
        opaque=secrets.token_hex(16).upper(),
    )
    raise AnswerError(
        Response(
            xml_detail(text, envelope),
            HTTPStatus.UNAUTHORIZED,
            {"WWW-Authenticate": challenge},
            media_type=XML,
        )
    )


def xml_detail(text: str, envelope: str = "<root>{}</root>") -> str:
    """Write a refusal as XML inside the envelope of the list it stands for."""
    inner = envelope.format(f"<detail>{escape(text)}</detail>")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{inner}'


def receipt(received: Received) -> str:
    """Write the answer to a submission as phones read it."""
    space = "http://openrosa.org/http/response"
    record = received.submission
    if record is None:
        return (
            "<?xml version='1.0' encoding='UTF-8' ?>\n"
            f'<OpenRosaResponse xmlns="{space}">'
            f'<message nature="">{escape(received.message)}</message>'
            "</OpenRosaResponse>"
        )
    return (
        f'<OpenRosaResponse xmlns="{space}">'
        f"<message>{escape(received.message)}</message>"
        '<submissionMetadata xmlns="http://www.opendatakit.org/xforms"'
        f" id={quoteattr(record.form_uid)}"
        f" instanceID={quoteattr('uuid:' + record.uuid)}"
        f' submissionDate="{_offset(record.time)}" isComplete="true"'
        f' markedAsCompleteDate="{_offset(record.modified)}"/>'
        "</OpenRosaResponse>"
    )


def receipt_json(received: Received) -> dict[str, Any]:
    """Write the answer to a submission for those who ask for JSON."""
    record = received.submission
    if record is None:
        return {"error": received.message}
    return {
        "message": received.message,
        "formid": record.form_uid,
        "encrypted": False,
        "instanceID": f"uuid:{record.uuid}",
        "submissionDate": _offset(record.time),
        "markedAsCompleteDate": _offset(record.modified),
    }


def _offset(time_text: str) -> str:
    return time_text.removesuffix("Z") + "+00:00"
