"""Telling the operator: once when a problem begins, daily while it lasts, once after.

The operator keeps remon running and need not know what it is about. A notice
names the part that is wrong and what to do, and nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from sqlalchemy import Connection, and_, delete, select, update

from scorers.posting import outbox
from scorers.storing.columns import written
from scorers.storing.schema import NOTICES
from scorers.storing.upsert import insert_new

from .problems import Look, Problem, said

AGAIN_AFTER = timedelta(days=1)
# A problem that comes and goes is one problem.
OVER_AFTER = timedelta(hours=1)
ROLE, PROJECT = "operator", "-"


@dataclass(frozen=True, slots=True)
class Operator:
    """Who is told, and from which address."""

    address: str
    sender: str


def tell(
    connection: Connection,
    operator: Operator,
    look: Look,
    now: datetime,
) -> bool:
    """Put a notice into the outbox if there is news; tell whether there was."""
    news = [one for one in look.problems if _is_news(connection, one, now)]
    over = _over(connection, look, now)
    if not (news or over):
        return False
    message = notice(operator, news, over, now)
    return outbox.put(connection, PROJECT, ROLE, message, now, kind=outbox.NOTICE)


def notice(
    operator: Operator,
    news: Iterable[Problem],
    over: Iterable[tuple[str, str]],
    now: datetime,
) -> EmailMessage:
    """Write the mail; the same news at the same moment gives the same mail."""
    lines = [f"- {said(one)}." for one in news]
    lines += [f"- {f'{place}: ' if place else ''}over: {kind}." for kind, place in over]
    text = "remon on this machine tells:\n\n" + "\n".join(lines) + "\n"
    digest = hashlib.sha256(f"{text}{written(now)}".encode()).hexdigest()[:32]
    host = parseaddr(operator.sender)[1].rpartition("@")[2] or "localhost"
    message = EmailMessage()
    message["From"], message["To"] = operator.sender, operator.address
    message["Subject"] = "remon: please look"
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{digest}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


def _is_news(connection: Connection, problem: Problem, now: datetime) -> bool:
    """Note that a problem is there; tell whether the operator has to hear of it."""
    row = {"kind": problem.kind, "place": problem.place}
    moment = written(now)
    if insert_new(connection, NOTICES, [row | {"since": moment, "told_at": moment}]):
        return True
    this = and_(NOTICES.c.kind == problem.kind, NOTICES.c.place == problem.place)
    connection.execute(update(NOTICES).where(this).values(gone_at=None))
    # Of two runs at once, one tells.
    old = NOTICES.c.told_at <= written(now - AGAIN_AFTER)
    told = connection.execute(update(NOTICES).where(this, old).values(told_at=moment))
    return bool(told.rowcount)


def _over(connection: Connection, look: Look, now: datetime) -> list[tuple[str, str]]:
    """Forget the problems that have been gone for a while; give them."""
    there = {(one.kind, one.place) for one in look.problems}
    over = []
    for row in connection.execute(select(NOTICES)).all():
        if (row.kind, row.place) in there or not look.covers(row.kind, row.place):
            continue
        this = and_(NOTICES.c.kind == row.kind, NOTICES.c.place == row.place)
        if row.gone_at is None:
            connection.execute(update(NOTICES).where(this).values(gone_at=written(now)))
        elif row.gone_at <= written(now - OVER_AFTER):
            gone = connection.execute(delete(NOTICES).where(this))
            over += [(row.kind, row.place)] if gone.rowcount else []
    return over
