"""Read submissions from KoboToolbox, page after page, by key.

KoboToolbox API v2, data. Each page asks for ids above the last one seen, so a
row deleted meanwhile moves no other row out of sight; a server that cuts the
page only causes more pages.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Any

from deploy.errors import ServerError
from deploy.kobo.assets import asset_path
from deploy.server import Row
from deploy.wire.transport import ANY, JSON, Transport

# The server shows the validation status as empty unless it is asked for.
ALWAYS = ("_id", "_validation_status")
LARGEST_PAGE = 1000
AT_ONCE = 200


def data_path(uid: str) -> str:
    """Return the path of the form's submissions."""
    return asset_path(uid) + "data/"


def read_rows(
    transport: Transport,
    uid: str,
    *,
    after: int,
    fields: Sequence[str] | None,
    page_size: int,
) -> Iterator[Row]:
    """Yield rows with `_id` above `after`, each once, in the order of `_id`."""
    last = after
    while page := _page(transport, uid, last, fields, page_size):
        for row in page:
            last = _next_id(row, last, uid)
            yield row


def read_whole(transport: Transport, uid: str, numbers: Sequence[int]) -> Iterator[Row]:
    """Yield the rows of these numbers with everything that is in them."""
    for start in range(0, len(numbers), AT_ONCE):
        some = list(numbers[start : start + AT_ONCE])
        params: dict[str, str | int] = {
            "query": json.dumps({"_id": {"$in": some}}),
            "sort": json.dumps({"_id": 1}),
            "limit": AT_ONCE,
        }
        rows = transport.get_json(data_path(uid), params=params).get("results")
        if not isinstance(rows, list):
            raise _odd("sends no list of submissions", uid)
        yield from rows


def holds_row(transport: Transport, uid: str, number: int) -> bool:
    """Ask for one row directly; false only when the server says it is not there."""
    answer = transport.send(
        "GET",
        f"{data_path(uid)}{number}/",
        repeatable=True,
        accept=JSON,
        also_good=(HTTPStatus.NOT_FOUND,),
        params={"fields": json.dumps(["_id"])},
    )
    return answer.status_code != HTTPStatus.NOT_FOUND


def delete_row(transport: Transport, uid: str, number: int) -> None:
    """Delete one row with its files; one that is gone already is as good."""
    transport.delete(f"{data_path(uid)}{number}/", accept=ANY)


def count_rows(transport: Transport, uid: str) -> int:
    """Ask how many submissions the form has, without reading their answers."""
    params: dict[str, str | int] = {"limit": 1, "fields": json.dumps(["_id"])}
    return _count(transport.get_json(data_path(uid), params=params), uid)


def read_row_xml(transport: Transport, uid: str, row_id: int) -> bytes:
    """Return one submission as the phone sent it."""
    path = f"{data_path(uid)}{row_id}/"
    return transport.get(path, params={"format": "xml"}, accept=ANY).content


def _page(
    transport: Transport,
    uid: str,
    last: int,
    fields: Sequence[str] | None,
    page_size: int,
) -> list[Any]:
    params: dict[str, str | int] = {
        "query": json.dumps({"_id": {"$gt": last}}),
        "sort": json.dumps({"_id": 1}),
        "limit": max(1, min(page_size, LARGEST_PAGE)),
    }
    if fields is not None:
        params["fields"] = json.dumps(list(dict.fromkeys([*ALWAYS, *fields])))
    body = transport.get_json(data_path(uid), params=params)
    rows = body.get("results")
    if not isinstance(rows, list) or (not rows and _count(body, uid) > 0):
        raise _odd("counts more submissions than it sends", uid)
    return rows


def _next_id(row: object, last: int, uid: str) -> int:
    """Check that the server kept to the order; a gap in silence would lose rows."""
    number = row.get("_id") if isinstance(row, dict) else None
    if not isinstance(number, int):
        raise _odd("sends submissions without a number", uid)
    if number <= last:
        raise _odd("does not keep to the order that was asked for", uid)
    return number


def _count(body: dict[str, Any], uid: str) -> int:
    count = body.get("count")
    if not isinstance(count, int):
        raise _odd("does not say how many submissions there are", uid)
    return count


def _odd(what: str, uid: str) -> ServerError:
    return ServerError(
        f"The server {what}; reading on could lose submissions",
        where=f"submissions of form {uid}",
        advice="Run the command again; nothing after this point was taken over. If"
        " it stays, tell whoever runs the server.",
        retryable=True,
    )
