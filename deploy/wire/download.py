"""Fetch a file whose size nobody promised, also from where a server keeps files.

Servers may hold attachments in a store of another host and redirect there. Such
a request carries no token: the address itself is the permission.
"""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urljoin

import requests
from urllib3.exceptions import HTTPError

from deploy.errors import ServerError
from deploy.wire import body, explain
from deploy.wire.address import is_this_machine, split
from deploy.wire.transport import ANY, Transport

REDIRECTS = frozenset({301, 302, 303, 307, 308})
SECONDS = (10, 120)


def download(transport: Transport, path: str, largest: int) -> bytes:
    """Give the file's content; more than `largest` bytes are refused."""
    answer = transport.send(
        "GET", path, repeatable=True, accept=ANY, also_good=REDIRECTS, stream=True
    )
    with answer:
        if answer.status_code not in REDIRECTS:
            return _content(answer, largest)
        url = _target(answer)
    return _from_storage(url, largest)


def _target(answer: requests.Response) -> str:
    try:
        return urljoin(answer.url, answer.headers.get("Location", ""))
    except ValueError:
        raise explain.refusal(answer) from None


def _from_storage(url: str, largest: int) -> bytes:
    host = split(url).hostname or ""
    here = is_this_machine(host)
    if split(url).scheme != "https" and not here:
        raise ServerError(
            f"The server keeps files where others could read them on the way: {host}",
            where=explain.place("GET", url),
            advice="Tell whoever runs the server that its file store needs https.",
        )
    with requests.Session() as session:
        session.trust_env = not here
        try:
            answer = session.get(
                url,
                auth=_anonymous,
                timeout=SECONDS,
                allow_redirects=False,
                stream=True,
            )
        except (requests.RequestException, HTTPError) as error:
            raise explain.broken(error, "GET", url) from None
        if answer.status_code != HTTPStatus.OK:
            raise explain.refusal(answer)
        return _content(answer, largest)


def _anonymous(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Add nothing, so that no ~/.netrc entry is sent either."""
    return request


def _content(answer: requests.Response, largest: int) -> bytes:
    try:
        content = body.read(answer, largest)
    except (requests.RequestException, HTTPError):
        raise explain.cut("GET", answer.url) from None
    if content is not None:
        return content
    raise ServerError(
        f"A file has more than {largest // 1_000_000} MB",
        where=explain.place("GET", answer.url),
        advice="No form of this project has such files: look at the submission on the"
        " server.",
        status=answer.status_code,
    )
