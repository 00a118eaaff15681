"""The words of the mails in one language, with its days and times."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from babel.core import UnknownLocaleError
from babel.dates import format_date

from translations.catalogue import SOURCE_LANGUAGE

from .letter import Desk
from .office import day_of, local
from .phrases import PHRASES

# What no mail server and no database takes, wherever it came from.
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Speech:
    """One desk speaking one language at one moment."""

    desk: Desk
    language: str
    now: datetime

    def say(self, key: str, **filling: object) -> str:
        text = self.desk.texts(f"mail:{key}", PHRASES[key], self.language)
        try:
            said = text.format(**filling)
        except (AttributeError, LookupError, ValueError):
            # A slip in a translation must not keep an alert from being written.
            said = PHRASES[key].format(**filling)
        return CONTROL.sub("", said)

    def line(self, key: str, **filling: object) -> str:
        """Say what must stay on one line, as a subject."""
        return " ".join(self.say(key, **filling).split())

    def age(self, day: date) -> str:
        days = (day_of(self.now, self.desk.profile) - day).days
        match days:
            case 0:
                return self.say("today")
            case 1:
                return self.say("yesterday")
            case _ if days < 0:
                return self.say("date_ahead")
            case _:
                return self.say("days_ago", days=days)

    def day(self, day: date) -> str:
        try:
            return format_date(day, "long", locale=self.language.replace("-", "_"))
        except (UnknownLocaleError, ValueError):
            return format_date(day, "long", locale=SOURCE_LANGUAGE)

    def moment(self, moment: datetime) -> str:
        """Give day and hour of the office, and how its clock differs from UTC."""
        here = local(moment, self.desk.profile)
        return f"{self.day(here.date())}, {here:%H:%M} (UTC{_offset(here)})"

    def until(self, limit: datetime | None) -> str:
        if limit is None:
            return self.say("at_once")
        when = self.moment(limit)
        return self.say("passed", when=when) if limit <= self.now else when


def _offset(moment: datetime) -> str:
    minutes = (moment.utcoffset() or timedelta()) // timedelta(minutes=1)
    if not minutes:
        return ""
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")
