"""How far this machine's clock and the server's are apart.

Deadlines count from days and hours that phones, server and this machine write.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from deploy.wire.transport import ANY, PATIENT, Patience, Transport

# Whatever a server says of its front page, it says when.
ANYTHING = frozenset(HTTPStatus) - {
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
}


def ahead(base_url: str, *, patience: Patience = PATIENT) -> timedelta | None:
    """Say how far our clock is ahead of the server's; None where it tells no time.

    Precise to a few seconds. No login is sent.
    """
    door = Transport(base_url, "", scheme="", patience=patience)
    asked = datetime.now(UTC)
    answer = door.send("GET", "/", repeatable=True, accept=ANY, also_good=ANYTHING)
    answered = datetime.now(UTC)
    try:
        there = parsedate_to_datetime(answer.headers.get("Date", ""))
    except (TypeError, ValueError):
        return None
    if there.tzinfo is None:
        there = there.replace(tzinfo=UTC)
    return asked + (answered - asked) / 2 - there
