"""By which mail server what is due leaves: the office's, or the operator's own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from builder.telling import say
from instrument_specs.workspace import Workspace
from scorers.posting import outbox
from scorers.posting.post import MailError, MailServer, connected
from scorers.posting.sending import NOTHING_WAITS, Posted, post_stage, told
from scorers.storing.store import Store

from . import notices
from .desks import mail_server_of, operator_of, second_route_of
from .problems import Problem


def post(place: Workspace, store: Store) -> Posted:
    """Send what is due by the mail server of the office; tell what happened."""
    now = datetime.now(UTC)
    with store.begin() as connection:
        due, waiting = outbox.due(connection, now), outbox.waiting(connection)
    if not due:
        say(f"{waiting} mails wait for their next try" if waiting else NOTHING_WAITS)
        return Posted(0)
    return _sent(mail_server_of(place), store, now)


def post_notices(place: Workspace, store: Store) -> None:
    """Send what the operator has to know, by a way of its own where there is one."""
    now = datetime.now(UTC)
    for server in _routes(place):
        with store.begin() as connection:
            due = outbox.due(connection, now, outbox.NOTICE)
        if due:
            try:
                _sent(server, store, now, outbox.NOTICE)
            except MailError as error:
                say(f"the notice to the operator waits: {error}")


def alarm(place: Workspace, *, is_over: bool) -> None:
    """Tell the operator without the database that nothing is done, or is again."""
    operator = operator_of(place)
    if operator is None:
        return
    news, over = ([], [("stopped", "")]) if is_over else ([Problem("stopped")], [])
    message = notices.notice(operator, news, over, datetime.now(UTC))
    failed: MailError | None = None
    for server in _routes(place):
        try:
            with connected(server) as deliver:
                deliver(message)
        except MailError as error:
            failed = error
        else:
            return
    if failed is not None:
        raise failed


def _routes(place: Workspace) -> Iterator[MailServer]:
    """Give the ways to the operator, the one of the operator's own first."""
    second = second_route_of(place)
    if second is not None:
        yield second
    yield mail_server_of(place)


def _sent(
    server: MailServer, store: Store, now: datetime, kind: str | None = None
) -> Posted:
    with connected(server) as deliver:
        posted = post_stage(store, deliver, now, kind)
    for line in told(posted):
        say(line)
    return posted
