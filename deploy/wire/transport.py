"""The one door through which requests leave.

Everything that holds for every request is here: the token goes to one host and
only over a safe line, a redirect is never followed, there is always a time
limit, and a request is repeated only where that cannot do anything twice.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from copy import copy
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import SplitResult

import requests
import stamina
from urllib3.exceptions import HTTPError

from deploy.errors import ServerError
from deploy.wire import explain
from deploy.wire.address import is_this_machine, safe_address, split
from deploy.wire.advice import ADVICE, RIGHT_ADDRESS, Advice
from deploy.wire.again import again
from deploy.wire.body import keep, keep_error
from deploy.wire.token import TokenAuth, clean_token

JSON = "application/json"
ANY = "*/*"
NOTHING: Mapping[str, type] = {}


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds and attempts: how long to wait for whom.

    A `Retry-After` longer than `longest_wait` ends the command instead of
    holding it up.
    """

    connect: float = 10
    answer: float = 120
    attempts: int = 5
    first_wait: float = 0.5
    jitter: float = 1
    longest_wait: float = 60


PATIENT = Patience()


class Transport:
    """Requests to one host on behalf of one token."""

    def __init__(
        self,
        base_url: str,
        token: str,
        *,
        session: requests.Session | None = None,
        patience: Patience = PATIENT,
        scheme: str = "Token",
        advice: Advice = ADVICE,
        renew: Callable[[], str] | None = None,
    ) -> None:
        """`base_url` is https, or http to this machine; else `ServerError`.

        `scheme` is the word before the token; "" sends no token at all. `advice`
        says what to do about each status of this kind of server. `renew` gives a
        new token when the server does not take this one any more.
        """
        self._base = safe_address(base_url)
        self._advice = advice
        self._auth = TokenAuth(scheme, self._clean(token) if scheme else "")
        self._session = session or _session(self._base)
        self._patience = patience
        self._renew = renew

    def __repr__(self) -> str:
        """Show the host, never the token."""
        return f"Transport({self.base_url!r})"

    @property
    def base_url(self) -> str:
        """Scheme, host and prefix, without a slash at the end."""
        return self._base.geturl().rstrip("/")

    def elsewhere(self, base_url: str, patience: Patience | None = None) -> Transport:
        """Return a door to another host of the same server, with the same token."""
        other = copy(self)
        other._base = safe_address(base_url)  # noqa: SLF001 - a copy of this one
        other._patience = patience or self._patience  # noqa: SLF001 - likewise
        return other

    def get(
        self,
        path: str,
        *,
        params: Mapping[str, str | int] | None = None,
        accept: str = JSON,
    ) -> requests.Response:
        """Read; repeated when the server is busy or the line breaks."""
        return self.send("GET", path, repeatable=True, accept=accept, params=params)

    def get_json(
        self, path: str, *, params: Mapping[str, str | int] | None = None
    ) -> dict[str, Any]:
        """Read a JSON object."""
        return json_object(self.get(path, params=params))

    def post(self, path: str, **body: Any) -> requests.Response:
        """Send `json=`, or `data=` and `files=`, once."""
        return self.send("POST", path, repeatable=False, accept=JSON, **body)

    def patch(self, path: str, **body: Any) -> requests.Response:
        """Change to a stated condition; repeating it changes nothing more."""
        return self.send("PATCH", path, repeatable=True, accept=JSON, **body)

    def delete(self, path: str, accept: str = JSON) -> None:
        """Delete; what is gone already is as good."""
        gone = (HTTPStatus.NOT_FOUND,)
        self.send("DELETE", path, repeatable=True, accept=accept, also_good=gone)

    def send(
        self,
        method: str,
        path: str,
        *,
        repeatable: bool,
        accept: str,
        also_good: Collection[int] = (),
        **body: Any,
    ) -> requests.Response:
        """Send and return an answer below 300 or in `also_good`; else `ServerError`.

        Not `repeatable` means: tried again only if nothing can have been sent.
        """
        patience = self._patience
        headers = {"Accept": accept, "Accept-Language": "en"} | body.pop("headers", {})
        for attempt in stamina.retry_context(
            on=again(repeatable=repeatable, longest_wait=patience.longest_wait),
            attempts=patience.attempts,
            timeout=None,
            wait_initial=patience.first_wait,
            wait_max=patience.longest_wait,
            wait_jitter=patience.jitter,
        ):
            with attempt:
                return self._once(method, path, also_good, headers, body)
        raise AssertionError  # the last attempt returns or raises

    def path_of(self, url: str) -> str:
        """Return the path of an address that the server named, if it is its own."""
        parts = split(url)
        if (parts.scheme, parts.netloc) != (self._base.scheme, self._base.netloc):
            other = f"another host, {parts.netloc}" if parts.netloc else "no address"
            raise ServerError(
                f"The server points to {other}",
                where=f"answer of {self._base.netloc}",
                advice=RIGHT_ADDRESS,
            )
        return parts.path.removeprefix(self._base.path.rstrip("/"))

    def _once(
        self,
        method: str,
        path: str,
        also_good: Collection[int],
        headers: Mapping[str, str],
        body: Mapping[str, Any],
    ) -> requests.Response:
        """Send; with a new token once more, as what was refused was not done."""
        response = self._answer(method, path, headers, body)
        if response.status_code == HTTPStatus.UNAUTHORIZED and self._renew is not None:
            response.close()
            self._auth.token = self._clean(self._renew())
            response = self._answer(method, path, headers, body)
        good = HTTPStatus.OK <= response.status_code < HTTPStatus.MULTIPLE_CHOICES
        if not (good or response.status_code in also_good):
            keep_error(response)
            raise explain.refusal(response, self._advice)
        if headers.get("Accept") == JSON and explain.is_page(response):
            # Of a network that wants a login: the server has seen nothing.
            response.close()
            raise explain.not_data(response)
        if not body.get("stream"):
            keep(response, method)
        return response

    def _answer(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: Mapping[str, Any],
    ) -> requests.Response:
        url = self.base_url + path
        try:
            return self._session.request(
                method,
                url,
                auth=self._auth,
                headers=headers,
                timeout=(self._patience.connect, self._patience.answer),
                allow_redirects=False,
                **{**body, "stream": True},
            )
        except (requests.RequestException, HTTPError, ValueError) as error:
            # ValueError: it redirects to what is no address at all.
            raise explain.broken(error, method, url) from None

    def _clean(self, token: str) -> str:
        advice = self._advice[HTTPStatus.UNAUTHORIZED][1]
        return clean_token(token, self._base.netloc, advice)


def json_object(response: requests.Response) -> dict[str, Any]:
    """Read the body as a JSON object or raise `ServerError`."""
    body = json_value(response)
    if not isinstance(body, dict):
        raise explain.not_data(response)
    return body


def json_list(
    response: requests.Response, needs: Mapping[str, type] = NOTHING
) -> list[dict[str, Any]]:
    """Read the body as a list of objects, each with values of these types."""
    body = json_value(response)
    if isinstance(body, list) and all(
        isinstance(one, dict)
        and all(isinstance(one.get(name), kind) for name, kind in needs.items())
        for one in body
    ):
        return body
    raise explain.not_data(response)


def json_value(response: requests.Response) -> Any:
    """Read the body as JSON or raise `ServerError`."""
    try:
        return response.json()
    except (ValueError, RecursionError):  # nested without end
        raise explain.not_data(response) from None


def _session(base: SplitResult) -> requests.Session:
    """Open a session; no proxy has business with requests to this machine."""
    session = requests.Session()
    session.trust_env = not is_this_machine(base.hostname or "")
    return session
