"""Turn an answer or a broken connection into a `ServerError`.

What would stop every further request alike is a `NoServerError`.
"""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import requests
from urllib3.exceptions import NewConnectionError

from deploy.errors import NoServerError, ServerError
from deploy.wire.address import split
from deploy.wire.advice import ADVICE, FAILED, LATER, LOG_IN, RIGHT_ADDRESS, Advice
from deploy.wire.told import error_text

BUSY = frozenset({423, 429, 502, 503, 504})
# Of the login, of the network, or of the server as a whole.
EVERYWHERE = frozenset({401, 407, 429, 502, 503, 511})
CUT = "Check the internet connection. " + LATER
# A wait up to this long is "a few minutes".
SHORT_WAIT = 300
_TOKEN_IN_PATH = re.compile(r"(?<=/key/)[^/]+|(?<=/sessions/)(?!current$)[^/]+")


def place(method: str, url: str) -> str:
    """Say where, without the query: `GET /me/ at kf.kobotoolbox.org`.

    What follows `/key/`, or `/sessions/`, is a phone's token on Central.
    """
    parts = split(url)
    path = _TOKEN_IN_PATH.sub("…", parts.path or "/")
    return f"{method} {path} at {parts.netloc}"


def refusal(response: requests.Response, advices: Advice = ADVICE) -> ServerError:
    """Explain an answer that is not the expected one."""
    status = response.status_code
    where = place(response.request.method or "GET", response.url)
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return _redirect(response, where)
    failed = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    unknown = f"the server answered with status {status}"
    what, advice = advices.get(status, (unknown, FAILED if failed else RIGHT_ADDRESS))
    told = error_text(response)
    wait = _retry_after(response)
    kind = NoServerError if status in EVERYWHERE else ServerError
    return kind(
        f"{what[0].upper()}{what[1:]}" + (f": {told}" if told else ""),
        where=where,
        advice=advice if wait is None or wait <= SHORT_WAIT else _waiting(wait),
        retryable=status in BUSY
        or (failed and status not in {HTTPStatus.NOT_IMPLEMENTED, 511}),
        status=status,
        wait=wait,
    )


def is_page(response: requests.Response) -> bool:
    """Whether the answer is a web page, which no API sends."""
    return "html" in response.headers.get("Content-Type", "")


def not_data(response: requests.Response) -> ServerError:
    """Explain a good status with a body that is not what the API promises."""
    where = place(response.request.method or "GET", response.url)
    if is_page(response):
        return NoServerError(
            "The server answered with a web page",
            where=where,
            advice=f"{LOG_IN} If it stays: {RIGHT_ADDRESS}",
            status=response.status_code,
        )
    return ServerError(
        "The server answered with something that is not its data format",
        where=where,
        advice=f"Run the command again. If it stays: {RIGHT_ADDRESS}",
        status=response.status_code,
    )


def too_large(response: requests.Response, largest: int) -> ServerError:
    """Explain an answer that was not read to its end."""
    return ServerError(
        f"The server's answer has more than {largest // 1_000_000} MB",
        where=place(response.request.method or "GET", response.url),
        advice=f"No answer is that large. {RIGHT_ADDRESS}",
        status=response.status_code,
    )


def no_account(kind: str, address: str) -> ServerError:
    """Explain a server that takes a login and does not say whose it is."""
    return NoServerError(
        "The server does not say whose account this is",
        where=f"account at {address}",
        advice=f"Check that this is the address of a {kind} server. {RIGHT_ADDRESS}",
    )


def broken(error: Exception, method: str, url: str) -> ServerError:
    """Explain a connection that did not carry an answer back."""
    what, advice, retryable = _connection(error)
    unsent = _nothing_sent(error)
    kind = NoServerError if unsent or not retryable else ServerError
    return kind(
        what,
        where=place(method, url),
        advice=advice,
        retryable=retryable,
        unsent=unsent,
    )


def cut(method: str, url: str) -> ServerError:
    """Explain an answer that began and did not come to its end."""
    return ServerError(
        "The server's answer broke off on its way",
        where=place(method, url),
        advice=CUT,
        retryable=True,
    )


def _redirect(response: requests.Response, where: str) -> ServerError:
    target = split(response.headers.get("Location", ""))
    own = split(response.url)
    if target.netloc and target.netloc != own.netloc:
        to = f"another host, {target.netloc}; the token is not sent there"
    else:
        to = f"another address, {target.scheme or own.scheme}://…{target.path}"
    return NoServerError(
        f"The server redirects to {to}",
        where=where,
        advice=RIGHT_ADDRESS,
        status=response.status_code,
    )


def _waiting(seconds: float) -> str:
    """Say how long the server wants to be left alone, in whole units."""
    units = ((86_400, "days"), (3_600, "hours"), (60, "minutes"))
    size, unit = next(one for one in units if seconds >= one[0])
    shown = f"{seconds / size:.0f} {unit}" if seconds < 10 * 365 * 86_400 else "years"
    return (
        f"Nothing is lost. The server asks to wait {shown}: run the same command again"
        " after that, or ask whoever runs the server."
    )


def _retry_after(response: requests.Response) -> float | None:
    """Seconds to wait; the header holds a number or a date."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        then = parsedate_to_datetime(value)
        now = parsedate_to_datetime(response.headers["Date"])
        return max(0.0, (then - now).total_seconds())
    except (ValueError, KeyError, TypeError):
        return None


def _connection(error: Exception) -> tuple[str, str, bool]:
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
        case requests.exceptions.ConnectionError() if _nothing_sent(error):
            return (
                "The server cannot be reached",
                "Check the internet connection and the server address. " + LATER,
                True,
            )
        case requests.exceptions.ConnectionError():
            return "The connection was cut before the server answered", CUT, True
        case _:
            return "The request could not be made", RIGHT_ADDRESS, False


def _nothing_sent(error: Exception) -> bool:
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return True
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(reason, NewConnectionError)
