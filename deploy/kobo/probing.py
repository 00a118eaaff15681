"""What KoboToolbox tells of itself: which API it speaks, what it counts.

KoboToolbox API v2, environment and service usage. It tells no version number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from deploy.errors import ServerError
from deploy.wire.probe import MEGABYTE
from deploy.wire.transport import JSON, Transport, json_object

# Where the first API was; since it was taken away the server says so.
FORMER = "/assets/"
USAGE = "/api/v2/service_usage/"
ANY_REFUSAL = frozenset(status for status in HTTPStatus if 400 <= status < 500) - {  # noqa: PLR2004
    HTTPStatus.TOO_MANY_REQUESTS
}
NEARLY = 0.8


@dataclass(frozen=True, slots=True)
class _Limit:
    what: str
    used: int
    limit: int
    exceeded: bool

    @property
    def is_near(self) -> bool:
        return self.exceeded or self.used >= self.limit * NEARLY

    def __str__(self) -> str:
        return f"{self.used:,} of {self.limit:,} {self.what}"


def api(http: Transport) -> str:
    """Say whether the server is of the generation that remon was tested with."""
    answer = http.send(
        "GET", FORMER, repeatable=True, accept=JSON, also_good=ANY_REFUSAL
    )
    if answer.status_code == HTTPStatus.GONE:
        return "it tells no number; API v2 alone, as remon was tested with"
    raise ServerError(
        "The server is of another generation than remon was tested with: API v1 is"
        f" not gone, it answers with status {answer.status_code}",
        where=f"GET {FORMER} at {http.base_url}",
        advice="Publish with --training first, send an answer and pull it; ask whoever"
        " runs the server when it is updated.",
    )


def usage(http: Transport, *, enforced: bool) -> str:
    """Say how near the account is to the limits of its plan.

    Where limits are enforced, the server refuses what phones send once the owner
    of a form is beyond one (kobotoolbox/kpi, pull request 5866; not recorded).
    """
    missing = (HTTPStatus.NOT_FOUND,)
    answer = http.send("GET", USAGE, repeatable=True, accept=JSON, also_good=missing)
    if answer.status_code in missing:
        return "the server tells of none"
    found = list(_limits(json_object(answer)))
    if not found:
        return "none for submissions and storage of this account"
    said = ", ".join(map(str, found))
    if not enforced:
        return f"{said}; nothing is refused beyond them"
    if not any(one.is_near for one in found):
        return said
    raise ServerError(
        f"The account is near its limits or beyond: {said}. Beyond them the server"
        " takes no answers from phones",
        where=f"GET {USAGE} at {http.base_url}",
        advice="Get a larger plan before the next round, or delete what need not be"
        " kept (remon retention). For forms of another account look there.",
    )


def _limits(body: Mapping[str, Any]) -> Iterator[_Limit]:
    balances = body.get("balances")
    counted = body.get("total_submission_count")
    if not isinstance(balances, Mapping) or not isinstance(counted, Mapping):
        return
    sent = counted.get("current_period")
    stored = body.get("total_storage_bytes")
    for key, what, used, unit in (
        ("submission", "submissions in this period", sent, 1),
        ("storage_bytes", "MB", stored, MEGABYTE),
    ):
        balance = balances.get(key)
        if isinstance(balance, Mapping) and isinstance(used, int):
            limit = balance.get("effective_limit")
            if isinstance(limit, int):
                over = balance.get("exceeded") is True
                yield _Limit(what, used // unit, limit // unit, over)
