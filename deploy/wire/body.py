"""Read the body of an answer, but never more of it than memory can hold."""

from __future__ import annotations

import requests
from urllib3.exceptions import HTTPError

from deploy.wire import explain

PIECE = 64 * 1024
# A page of a thousand long interviews has some ten million bytes.
LARGEST_ANSWER = 100_000_000
LARGEST_ERROR = 1_000_000


def read(response: requests.Response, largest: int) -> bytes | None:
    """Give the body, unpacked; None when it has more than `largest` bytes.

    A few bytes may unpack to any size, so what is unpacked is counted.
    """
    pieces, size = [], 0
    for piece in response.iter_content(PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > largest:
            response.close()
            return None
    return b"".join(pieces)


def keep(response: requests.Response, method: str) -> None:
    """Take the body into memory, unless it is larger than any answer can be."""
    try:
        content = read(response, LARGEST_ANSWER)
    except (requests.RequestException, HTTPError):
        raise explain.cut(method, response.url) from None
    if content is None:
        raise explain.too_large(response, LARGEST_ANSWER)
    _put_back(response, content)


def keep_error(response: requests.Response) -> None:
    """Take what there is of the body of an error; its status says enough."""
    try:
        content = read(response, LARGEST_ERROR)
    except (requests.RequestException, HTTPError):
        content = None
    _put_back(response, content or b"")


def _put_back(response: requests.Response, content: bytes) -> None:
    # The library has no public way to keep what was read piece by piece.
    response._content = content  # noqa: SLF001
