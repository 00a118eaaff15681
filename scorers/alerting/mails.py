"""A letter as an e-mail: plain text, and plain HTML that says the same."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from functools import partial
from typing import TypeAlias

from babel.core import Locale, UnknownLocaleError
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from scorers.scoring.visits import Visit
from translations.catalogue import SOURCE_LANGUAGE

from . import writing
from .alerts import Alert
from .letter import Desk, Letter
from .routing import Recipient
from .speech import Speech

Write: TypeAlias = Callable[[Speech], Letter]
_TEMPLATES = Environment(
    loader=PackageLoader("scorers.alerting"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


def compose(
    visit: Visit,
    alerts: Sequence[Alert],
    desk: Desk,
    now: datetime,
    project: str = "",
) -> EmailMessage:
    """Compose the one mail of an interview to a recipient; the same again next time.

    `alerts` all belong to `visit` and to one address. The Message-ID depends on
    the alerts alone, so that a mail sent twice is recognised as one.
    """
    write = partial(writing.alert, visit, alerts)
    identity = message_id(desk.sender, project, *sorted(one.key for one in alerts))
    return mail(desk, alerts[0].recipient, write, identity, now)


def mail(
    desk: Desk,
    to: Recipient,
    write: Write,
    identity: str,
    now: datetime,
    thread: Sequence[str] = (),
) -> EmailMessage:
    """Make a mail of a letter; `thread` are the Message-IDs it follows."""
    letters = [
        (write(Speech(desk, language, now)), language, _direction(language))
        for language in _languages(desk, to)
    ]
    message = EmailMessage()
    message["From"] = desk.sender
    message["To"] = to.address
    message["Subject"] = letters[0][0].subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = identity
    if thread:
        message["In-Reply-To"] = thread[-1]
        message["References"] = " ".join(thread)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_rendered("letter.txt", letters))
    message.add_alternative(_rendered("letter.html", letters), subtype="html")
    # Both after the content, which sets headers of its own.
    message["Content-Language"] = ", ".join(language for _, language, _ in letters)
    message.set_boundary("part-" + identity[1:25])
    return message


def message_id(sender: str, *what: str) -> str:
    """Derive the Message-ID from what a mail is about, not from what it says."""
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    digest = hashlib.sha256("\n".join(what).encode()).hexdigest()
    return f"<{digest[:40]}@{domain}>"


def _languages(desk: Desk, to: Recipient) -> list[str]:
    """Give the language of who reads it, and English where nobody agreed to that."""
    if desk.agreed(to.language):
        return [to.language]
    return list(dict.fromkeys((to.language, SOURCE_LANGUAGE)))


def _rendered(template: str, letters: Sequence[tuple[Letter, str, str]]) -> str:
    return _TEMPLATES.get_template(template).render(letters=letters)


def _direction(language: str) -> str:
    try:
        return str(Locale.parse(language, sep="-").text_direction)
    except (UnknownLocaleError, ValueError):
        return "ltr"
