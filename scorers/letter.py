"""What the mail about one interview says to one recipient, in plain words.

It says which person (by code), how urgent, which kind of help, until when and
what was done already. It never says what was answered, nor which flag is up:
that would be an answer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from babel.core import UnknownLocaleError
from babel.dates import format_date

from builder.judgements import SEVERITIES, Severity
from instrument_specs.closing import NEEDS
from instrument_specs.profile import Profile
from translations.catalogue import SOURCE_LANGUAGE, Texts

from .alerts import COULD_NOT_ACT, Alert
from .phrases import PHRASES
from .visits import Visit

LEAST: Severity = "medium"


@dataclass(frozen=True, slots=True)
class Desk:
    """Where the mails of a country come from, and in whose words.

    `sender` is a neutral address, `link` a page that needs a login.
    """

    profile: Profile
    texts: Texts
    sender: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """One kind of help that the interview calls for."""

    title: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """The parts of a mail, in reading order; label and value where in pairs."""

    subject: str
    opening: str
    leading: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    needs: tuple[Need, ...]
    rules: tuple[str, ...]
    link_label: str
    link: str


def write(visit: Visit, alerts: Sequence[Alert], desk: Desk, now: datetime) -> Letter:
    """Write to the one recipient of `alerts`, which all belong to `visit`."""
    language = alerts[0].recipient.language
    return _Writer(visit, desk, language, now).letter(alerts)


def deadline(visit: Visit, severity: Severity, profile: Profile) -> datetime | None:
    """Give until when to act, counted from the interview; None if unknown.

    A form that was sent on the day of the interview gives the hour; one sent
    later counts from the beginning of that day, as only the day is known.
    """
    begun = visit.submitted_at
    if visit.interview_date is not None:
        day = datetime.combine(visit.interview_date, time(), UTC)
        if begun is None or begun.date() > visit.interview_date:
            begun = day
    # Only the upper three have deadlines of their own; low waits as medium does.
    hours = profile.hours.get(severity, profile.hours.get(LEAST))
    return None if begun is None or hours is None else begun + timedelta(hours=hours)


def reference(submission: str) -> str:
    """Give the short name by which people speak of an alerted interview."""
    digest = hashlib.sha256(submission.encode()).hexdigest().upper()
    return f"{digest[:4]}-{digest[4:8]}"


@dataclass(frozen=True, slots=True)
class _Writer:
    """One visit, told in one language at one moment."""

    visit: Visit
    desk: Desk
    language: str
    now: datetime

    def letter(self, alerts: Sequence[Alert]) -> Letter:
        ordered = sorted(alerts, key=lambda one: SEVERITIES.index(one.raised.severity))
        stuck = any(one.raised.acknowledged == COULD_NOT_ACT for one in ordered)
        outside = ordered[0].recipient.outside
        pace = "critical" if stuck else ordered[0].raised.severity
        must_act = "you_must_act" if outside else "must_act"
        leading = [(must_act, stuck), ("only_you", outside)]
        return Letter(
            subject=self._say(f"subject_{pace}"),
            opening=self._say("opening"),
            leading=tuple(self._say(key) for key, applies in leading if applies),
            facts=tuple(self._facts()),
            needs=tuple(self._needs(ordered)),
            rules=(self._say("no_visit"), self._say("inside")),
            link_label=self._say("link"),
            link=self.desk.link,
        )

    def _say(self, key: str, **filling: object) -> str:
        text = self.desk.texts(f"mail:{key}", PHRASES[key], self.language)
        try:
            return text.format(**filling)
        except (AttributeError, LookupError, ValueError):
            # A slip in a translation must not keep an alert from being written.
            return PHRASES[key].format(**filling)

    def _facts(self) -> list[tuple[str, str]]:
        visit, say = self.visit, self._say
        contact = visit.contact if visit.contact in {"yes", "no"} else "unknown"
        return [
            (say("code"), visit.respondent_code or say("no_code")),
            (say("interview"), self._when()),
            (say("interviewer"), visit.interviewer_code or say("unknown")),
            (say("contact"), say(f"contact_{contact}")),
            (say("reference"), reference(visit.submission)),
        ]

    def _when(self) -> str:
        day = self.visit.interview_date
        if day is None:
            return self._say("unknown")
        return f"{self._day(day)} ({self._age(day)})"

    def _age(self, day: date) -> str:
        days = (self.now.date() - day).days
        match days:
            case 0:
                return self._say("today")
            case 1:
                return self._say("yesterday")
            case _ if days < 0:
                return self._say("date_ahead")
            case _:
                return self._say("days_ago", days=days)

    def _needs(self, ordered: Sequence[Alert]) -> list[Need]:
        """Merge the flags of one need, gravest first."""
        merged: dict[str, list[Alert]] = {}
        for alert in ordered:
            merged.setdefault(alert.raised.need, []).append(alert)
        return [self._need(need, found) for need, found in merged.items()]

    def _need(self, need: str, found: Sequence[Alert]) -> Need:
        say, severity = self._say, found[0].raised.severity
        lines = [
            (say("severity"), say(f"severity_{severity}")),
            (say("deadline"), self._until(severity)),
            (say("done"), "; ".join(self._done(found))),
        ]
        if any(one.raised.again for one in found):
            lines.append((say("again"), say("again_yes")))
        step = self._step(need)
        if step:
            lines.append((say("step"), step))
        return Need(say(f"need_{need}") if need in NEEDS else need, tuple(lines))

    def _step(self, need: str) -> str:
        profile = self.desk.profile
        steps = profile.steps.get(need, {})
        return steps.get(self.language) or steps.get(profile.languages[0], "")

    def _until(self, severity: Severity) -> str:
        limit = deadline(self.visit, severity, self.desk.profile)
        if limit is None:
            return self._say("at_once")
        when = f"{self._day(limit.date())}, {limit:%H:%M} UTC"
        return self._say("passed", when=when) if limit <= self.now else when

    def _done(self, found: Sequence[Alert]) -> list[str]:
        codes = dict.fromkeys(one.raised.acknowledged for one in found)
        known = {code for code in codes if f"done_{code}" in PHRASES}
        return [self._say(f"done_{c if c in known else 'unknown'}") for c in codes]

    def _day(self, day: date) -> str:
        try:
            return format_date(day, "long", locale=self.language.replace("-", "_"))
        except (UnknownLocaleError, ValueError):
            return format_date(day, "long", locale=SOURCE_LANGUAGE)
