"""The page that sets up a phone: one code, steps in the country's languages.

It needs no network and no script, fits one A4 sheet, and names no study.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from babel.core import UnknownLocaleError
from babel.dates import format_date
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from builder.direction import direction
from deploy.phones.wording import PHRASES, STEPS, WARNINGS
from translations.catalogue import SOURCE_LANGUAGE, Texts

# A page that is still about after a week was forgotten.
KEPT_FOR = timedelta(days=7)
_TEMPLATES = Environment(
    loader=PackageLoader("deploy.phones"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one page says: for whom, which app, and when it was made.

    `account` is empty where nobody has to enter a password.
    """

    code: str
    app: str
    made: date
    account: str = ""


@dataclass(frozen=True, slots=True)
class _Said:
    language: str
    direction: str
    title: str
    steps: tuple[str, ...]
    warnings: tuple[str, ...]


def page(sheet: Sheet, picture: bytes, languages: Sequence[str], texts: Texts) -> str:
    """Write the page; `picture` is the code as PNG."""
    return _TEMPLATES.get_template("phone.html").render(
        said=[_said(sheet, language, texts) for language in languages],
        picture=base64.b64encode(picture).decode(),
        code=sheet.code,
        made=sheet.made.isoformat(),
    )


def _said(sheet: Sheet, language: str, texts: Texts) -> _Said:
    filling = {
        "code": sheet.code,
        "app": sheet.app,
        "account": sheet.account,
        "day": _day(sheet.made + KEPT_FOR, language),
    }

    def say(key: str) -> str:
        try:
            return texts(f"setup:{key}", PHRASES[key], language).format(**filling)
        except (AttributeError, LookupError, ValueError):
            # A slip in a translation must not keep a phone from being set up.
            return PHRASES[key].format(**filling)

    steps = [one for one in STEPS if sheet.account or one != "password"]
    return _Said(
        language,
        direction(language),
        say("title"),
        tuple(map(say, steps)),
        tuple(map(say, WARNINGS)),
    )


def _day(day: date, language: str) -> str:
    try:
        return format_date(day, "long", locale=language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return format_date(day, "long", locale=SOURCE_LANGUAGE)
