"""The one door through which requests leave.

Everything that holds for every request is here: the token goes to one host and
only over a safe line, a redirect is never followed, there is always a time
limit, and a request is repeated only where that cannot do anything twice.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

import requests
import stamina
from requests.auth import AuthBase

from deploy.errors import ServerError
from deploy.wire import explain
from deploy.wire.address import clean_token, is_this_machine, safe_address
from deploy.wire.advice import ADVICE, RIGHT_ADDRESS, Advice

JSON = "application/json"
ANY = "*/*"


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


@dataclass(frozen=True, slots=True, repr=False)
class _TokenAuth(AuthBase):
    """Sets the header itself, so no ~/.netrc entry can replace it.

    Without a scheme nothing is set, for the request that asks for a token.
    """

    scheme: str
    token: str

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self.scheme:
            request.headers["Authorization"] = f"{self.scheme} {self.token}"
        return request


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
    ) -> None:
        """`base_url` is https, or http to this machine; else `ServerError`.

        `scheme` is the word before the token; "" sends no token at all. `advice`
        says what to do about each status of this kind of server.
        """
        self._base = safe_address(base_url)
        kept = clean_token(token, self._base.netloc) if scheme else ""
        self._auth = _TokenAuth(scheme, kept)
        self._session = session or _session(self._base)
        self._patience = patience
        self._advice = advice

    def __repr__(self) -> str:
        """Show the host, never the token."""
        return f"Transport({self.base_url!r})"

    @property
    def base_url(self) -> str:
        """Scheme, host and prefix, without a slash at the end."""
        return self._base.geturl().rstrip("/")

    def elsewhere(self, base_url: str) -> Transport:
        """Return a door to another host of the same server, with the same token."""
        return Transport(
            base_url,
            self._auth.token,
            session=self._session,
            patience=self._patience,
            scheme=self._auth.scheme,
            advice=self._advice,
        )

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
            on=_again(repeatable=repeatable, longest_wait=patience.longest_wait),
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
        parts = urlsplit(url)
        if (parts.scheme, parts.netloc) != (self._base.scheme, self._base.netloc):
            raise ServerError(
                f"The server points to another host, {parts.netloc}",
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
        url = self.base_url + path
        try:
            response = self._session.request(
                method,
                url,
                auth=self._auth,
                headers=headers,
                timeout=(self._patience.connect, self._patience.answer),
                allow_redirects=False,
                **body,
            )
        except requests.RequestException as error:
            raise explain.broken(error, method, url) from None
        if response.ok and not response.is_redirect:
            return response
        if response.status_code in also_good:
            return response
        raise explain.refusal(response, self._advice)


def json_object(response: requests.Response) -> dict[str, Any]:
    """Read the body as a JSON object or raise `ServerError`."""
    try:
        body = response.json()
    except (ValueError, RecursionError):  # nested without end
        raise explain.not_data(response) from None
    if not isinstance(body, dict):
        raise explain.not_data(response)
    return body


def _again(
    *, repeatable: bool, longest_wait: float
) -> Callable[[Exception], bool | float]:
    """Decide about one more try: no, yes, or yes after so many seconds."""

    def decide(error: Exception) -> bool | float:
        if not isinstance(error, ServerError) or not error.retryable:
            return False
        if not (repeatable or error.unsent):
            return False
        if error.status is not None and error.status not in explain.BUSY:
            return False
        if error.wait is None:
            return True
        return False if error.wait > longest_wait else max(error.wait, 0.1)

    return decide


def _session(base: SplitResult) -> requests.Session:
    """Open a session; no proxy has business with requests to this machine."""
    session = requests.Session()
    session.trust_env = not is_this_machine(base.hostname or "")
    return session
