"""Turn an answer or a broken connection into a `ServerError`.

Only texts that the servers document as error texts are repeated, shortened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import urlsplit

import requests
from lxml import etree
from urllib3.exceptions import NewConnectionError

from deploy.errors import ServerError
from deploy.wire.advice import ADVICE, LATER, RIGHT_ADDRESS, Advice

LONGEST_TEXT = 400
BUSY = frozenset({423, 429, 502, 503, 504})
_TOKEN_IN_PATH = re.compile(r"(?<=/key/)[^/]+|(?<=/sessions/)(?!current$)[^/]+")
# The only places whose field errors speak of a form and not of answers.
FORM_PATHS = ("/imports/", "/deployment/", "/asset_snapshots/")


def place(method: str, url: str) -> str:
    """Say where, without the query: `GET /me/ at kf.kobotoolbox.org`.

    What follows `/key/`, or `/sessions/`, is a phone's token on Central.
    """
    parts = urlsplit(url)
    path = _TOKEN_IN_PATH.sub("…", parts.path or "/")
    return f"{method} {path} at {parts.netloc}"


def refusal(response: requests.Response, advices: Advice = ADVICE) -> ServerError:
    """Explain an answer that is not the expected one."""
    status = response.status_code
    where = place(response.request.method or "GET", response.url)
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return _redirect(response, where)
    what, advice = advices.get(
        status,
        (f"the server answered with status {status}", RIGHT_ADDRESS),
    )
    told = documented_text(response)
    return ServerError(
        f"{what[0].upper()}{what[1:]}" + (f": {told}" if told else ""),
        where=where,
        advice=advice,
        retryable=status in BUSY
        or (
            status >= HTTPStatus.INTERNAL_SERVER_ERROR
            and status != HTTPStatus.NOT_IMPLEMENTED
        ),
        status=status,
        wait=_retry_after(response),
    )


def not_data(response: requests.Response) -> ServerError:
    """Explain a good status with a body that is not what the API promises."""
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    page = "a web page" if "html" in kind else "something that is not its data format"
    return ServerError(
        f"The server answered with {page}",
        where=place(response.request.method or "GET", response.url),
        advice=RIGHT_ADDRESS,
        status=response.status_code,
    )


def broken(error: requests.RequestException, method: str, url: str) -> ServerError:
    """Explain a connection that did not carry an answer back."""
    what, advice, retryable = _connection(error)
    return ServerError(
        what,
        where=place(method, url),
        advice=advice,
        retryable=retryable,
        unsent=_nothing_sent(error),
    )


def documented_text(response: requests.Response) -> str:
    """Return the error text of the body, or nothing if the body is no error text."""
    kind = response.headers.get("Content-Type", "")
    if "json" in kind:
        found = _json_text(response)
    elif "xml" in kind:
        found = _xml_text(response.content)
    else:
        found = ""
    text = re.sub(r"\s+", " ", found).strip().rstrip(".")
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + " …"


def _json_text(response: requests.Response) -> str:
    try:
        body = response.json()
    except (ValueError, RecursionError):
        return ""
    if not isinstance(body, dict):
        return ""
    for key in ("detail", "error"):
        if isinstance(body.get(key), str):
            return str(body[key])
    if "code" in body and isinstance(body.get("message"), str):
        return str(body["message"])
    if any(part in response.url for part in FORM_PATHS):
        return "; ".join(_field_errors(body))
    return ""


def _field_errors(body: dict[str, object]) -> Iterator[str]:
    """List them; a field's errors are a list of sentences or just one."""
    for field, errors in body.items():
        for error in errors if isinstance(errors, list) else [errors]:
            if isinstance(error, str):
                yield f"{field}: {error}"


def _xml_text(body: bytes) -> str:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        return ""
    for element in root.iter("{*}message", "{*}detail"):
        return element.text or ""
    return ""


def _redirect(response: requests.Response, where: str) -> ServerError:
    target = urlsplit(response.headers.get("Location", ""))
    own = urlsplit(response.url)
    if target.netloc and target.netloc != own.netloc:
        to = f"another host, {target.netloc}; the token is not sent there"
    else:
        to = f"another address, {target.scheme or own.scheme}://…{target.path}"
    return ServerError(
        f"The server redirects to {to}",
        where=where,
        advice=RIGHT_ADDRESS,
        status=response.status_code,
    )


def _retry_after(response: requests.Response) -> float | None:
    """Seconds to wait; the header holds a number or a date."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isdigit():
        return float(value)
    try:
        then = parsedate_to_datetime(value)
        now = parsedate_to_datetime(response.headers["Date"])
        return max(0.0, (then - now).total_seconds())
    except (ValueError, KeyError, TypeError):
        return None


def _connection(error: requests.RequestException) -> tuple[str, str, bool]:
    match error:
        case requests.exceptions.SSLError():
            return (
                "The server's certificate cannot be trusted",
                (
                    "Do not go on: check the address, the computer's date and time,"
                    " and whether the network intercepts connections."
                ),
                False,
            )
        case requests.exceptions.ProxyError():
            return (
                "The proxy of this network does not let the connection through",
                "Check the proxy settings of this computer.",
                False,
            )
        case requests.exceptions.Timeout():
            return "The server did not answer in time", LATER, True
        case requests.exceptions.ConnectionError():
            return (
                "The server cannot be reached",
                "Check the internet connection and the server address. " + LATER,
                True,
            )
        case _:
            return "The request could not be made", RIGHT_ADDRESS, False


def _nothing_sent(error: requests.RequestException) -> bool:
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return True
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(reason, NewConnectionError)
