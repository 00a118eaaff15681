"""A letter as an e-mail: plain text, and plain HTML that says the same."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from babel.core import Locale, UnknownLocaleError
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from .alerts import Alert
from .letter import Desk, Letter, write
from .visits import Visit

_TEMPLATES = Environment(
    loader=PackageLoader("scorers"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


def compose(
    visit: Visit, alerts: Sequence[Alert], desk: Desk, now: datetime
) -> EmailMessage:
    """Compose the one mail of an interview to a recipient; the same again next time.

    `alerts` all belong to `visit` and to one address. The Message-ID depends on
    the alerts alone, so that a mail sent twice is recognised as one.
    """
    recipient = alerts[0].recipient
    letter = write(visit, alerts, desk, now)
    message = EmailMessage()
    message["From"] = desk.sender
    message["To"] = recipient.email
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id(alerts, desk.sender)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_rendered("alert.txt", letter, recipient.language))
    html = _rendered("alert.html", letter, recipient.language)
    message.add_alternative(html, subtype="html")
    # Both after the content, which sets headers of its own.
    message["Content-Language"] = recipient.language
    message.set_boundary("part-" + message["Message-ID"][1:25])
    return message


def message_id(alerts: Sequence[Alert], sender: str) -> str:
    """Derive the Message-ID from what the alerts are, not from what they say."""
    keys = "\n".join(sorted(alert.key for alert in alerts))
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    return f"<{hashlib.sha256(keys.encode()).hexdigest()[:40]}@{domain}>"


def _rendered(template: str, letter: Letter, language: str) -> str:
    return _TEMPLATES.get_template(template).render(
        letter=letter, language=language, direction=_direction(language)
    )


def _direction(language: str) -> str:
    try:
        return str(Locale.parse(language, sep="-").text_direction)
    except (UnknownLocaleError, ValueError):
        return "ltr"
