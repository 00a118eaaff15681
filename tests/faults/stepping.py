"""Every step of a run by its name, and dying at one of them.

Steps are: before and after each statement and commit of the database, each
request to the form server, each command to the mail server, and after each
answer of the latter.
"""

from __future__ import annotations

import os
import re
import signal
import smtplib
from collections.abc import Callable
from typing import Any

from requests.adapters import HTTPAdapter
from sqlalchemy import Engine, event
from sqlalchemy.engine.default import DefaultDialect

_TABLE = re.compile(
    r"(?:from|into|update|table|index)\s+(?:if not exists )?(\w+)", re.IGNORECASE
)
TEXT = "mail text"


class Steps:
    """Counts the steps, and kills this process at the one that was chosen."""

    def __init__(self, dies_at: int | None = None) -> None:
        self.names: list[str] = []
        self.dies_at = dies_at

    def __call__(self, when: str, what: str) -> None:
        if len(self.names) == self.dies_at:
            os.kill(os.getpid(), signal.SIGKILL)
        self.names.append(f"{when} {what}")


def watch(steps: Steps) -> None:
    """Have all parts of this process tell of their steps, for good."""
    _watch_database(steps)
    _watch_form_server(steps)
    _watch_mail_server(steps)


def _watch_database(steps: Steps) -> None:
    def before(_: Any, __: Any, statement: str, *___: Any) -> None:
        steps("before", _statement(statement))

    def after(_: Any, __: Any, statement: str, *___: Any) -> None:
        steps("after", _statement(statement))

    event.listen(Engine, "before_cursor_execute", before)
    event.listen(Engine, "after_cursor_execute", after)
    _wrap(DefaultDialect, "do_commit", steps, lambda *_: "commit")


def _watch_form_server(steps: Steps) -> None:
    def name(_: Any, request: Any, **__: Any) -> str:
        path = re.sub(r"/\d+/?$", "/row", request.path_url.partition("?")[0])
        return f"request {request.method} {path.rstrip('/').rpartition('/')[2]}"

    _wrap(HTTPAdapter, "send", steps, name)


def _watch_mail_server(steps: Steps) -> None:
    last = ["mail greeting"]

    def name(_: Any, sent: str | bytes) -> str:
        # Commands go out as text, the mail itself as bytes.
        last[0] = TEXT if isinstance(sent, bytes) else f"mail {sent.split()[0].upper()}"
        return last[0]

    _wrap(smtplib.SMTP, "send", steps, name)
    real = smtplib.SMTP.getreply

    def getreply(self: smtplib.SMTP) -> Any:
        reply = real(self)
        steps("answered", last[0])
        return reply

    smtplib.SMTP.getreply = getreply  # type: ignore[method-assign]


def _wrap(where: Any, name: str, steps: Steps, what: Callable[..., str]) -> None:
    real = getattr(where, name)

    def wrapped(*args: Any, **named: Any) -> Any:
        step = what(*args, **named)
        steps("before", step)
        done = real(*args, **named)
        steps("after", step)
        return done

    setattr(where, name, wrapped)


def _statement(sql: str) -> str:
    """Name a statement by its verb and its table."""
    verb, table = sql.split(None, 1)[0].upper(), _TABLE.search(sql)
    return f"{verb} {table[1]}" if table else verb


def coarse(name: str) -> str:
    """Give the kind of a step: which table or command it is about does not matter."""
    when, _, what = name.partition(" ")
    match what.split()[0]:
        case "SELECT":
            return f"{when} reading"
        case "INSERT" | "UPDATE" | "DELETE" as verb:
            return f"{when} {verb.lower()}"
        case "request" | "commit" as kind:
            return f"{when} {kind}"
        case "mail" if what not in {TEXT, "mail DATA", "mail RCPT"}:
            return f"{when} mail command"
        case "mail":
            return name
        case _:
            return f"{when} making tables"


def may_repeat(names: list[str], at: int) -> bool:
    """Tell whether a mail had been handed over, and the ledger did not know yet."""
    before = names[: at + 1]
    handed = max(
        (n for n, one in enumerate(before) if one == f"after {TEXT}"), default=-1
    )
    noted = max(
        (n for n, one in enumerate(before) if one == "after commit"), default=-1
    )
    return handed > noted
