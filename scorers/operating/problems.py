"""What is wrong with the running of remon, counted and without any content.

Some of them mean that people may not be told in time: mail, or the form server,
is late, or a form is not read any more. The others are for a person to look at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from sqlalchemy import Connection

from deploy.connection import forsaken
from instrument_specs.workspace import Workspace
from scorers.posting import undelivered
from scorers.storing import archive, cursors, work

Kind: TypeAlias = Literal[
    "mail late",
    "server late",
    "never reached",
    "form not read",
    "server not read",
    "mail dead",
    "set aside",
    "not worked out",
    "counts differ",
    "unanswered",
    "stopped",
]
LATE: frozenset[Kind] = frozenset(
    {"mail late", "server late", "form not read", "server not read"}
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long mail may wait, and the form server may be out of reach."""

    mail: timedelta = timedelta(minutes=30)
    server: timedelta = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong; `place` is a form or a country, if it is of one."""

    kind: Kind
    place: str = ""
    count: int = 0

    @property
    def is_late(self) -> bool:
        return self.kind in LATE

    @property
    def is_shown(self) -> bool:
        """Tell whether the office may see it; if not, only the operator does."""
        return self.kind != "unanswered"


@dataclass(frozen=True, slots=True)
class Look:
    """What was found, and where it was looked for.

    Of the kinds in `unknown` nothing could be found out this time.
    """

    problems: tuple[Problem, ...]
    places: frozenset[str] = frozenset()
    unknown: frozenset[Kind] = frozenset()

    def covers(self, kind: str, place: str) -> bool:
        return kind not in self.unknown and (not place or place in self.places)


def of_mail(connection: Connection, limits: Limits, now: datetime) -> Iterator[Problem]:
    late = undelivered.late(connection, limits.mail, now)
    if late:
        yield Problem("mail late", count=late)
    dead = undelivered.dead(connection)
    if dead:
        yield Problem("mail dead", count=dead)


def of_forms(
    connection: Connection, keys: Iterable[str], limits: Limits, now: datetime
) -> Iterator[Problem]:
    for key in keys:
        reached_at = cursors.progress(connection, key).reached_at
        if reached_at is None:
            yield Problem("never reached", key)
        elif abs(now - reached_at) > limits.server:  # a clock may have run ahead
            yield Problem("server late", key)
        aside = len(archive.set_aside(connection, key))
        if aside:
            yield Problem("set aside", key, aside)
        failures = len(work.failures(connection, key))
        if failures:
            yield Problem("not worked out", key, failures)


def unread(
    connection: Connection, place: Workspace, keys: Collection[str], country: str | None
) -> Iterator[Problem]:
    """Find what was read once and is not known any more, unless it is said to be over.

    Else a lost line of a settings file would end all alerts of a form in silence.
    """
    for key in cursors.known(connection):
        of_these = country is None or key.startswith(f"{country}/")
        if of_these and key not in keys and not place.setting("ended", key):
            yield Problem("form not read", key)
    if forsaken(place):
        yield Problem("server not read")


# What is wrong, and what to do about it. Fit for a screen, a log and a mail.
SAYS: Mapping[Kind, tuple[str, str]] = {
    "mail late": (
        "{count} mails have waited too long to be sent",
        "run remon run and read what it says of the mail server, then remon mails",
    ),
    "server late": (
        "the form server has not been reached for too long",
        "run remon doctor; until it is reached, nothing new is seen",
    ),
    "never reached": (
        "this form has never been reached on the form server",
        "run remon doctor and remon deploy; until then, nothing of it is seen",
    ),
    "form not read": (
        "this form was read before, and nothing leads to it any more",
        (
            "put its line back into assets.toml, or the section of its server into "
            'remon.toml; if it is over, write "{place}" = "why" under [ended] there'
        ),
    ),
    "server not read": (
        "forms were published on a server that nothing leads to any more",
        (
            "put back the section [central] or [kobo] of remon.toml, or assets.toml "
            "in the folder of that name; remove the folder only if all is over there"
        ),
    ),
    "mail dead": (
        "{count} mails could not be delivered",
        "look at remon mails, and tell the people meant in another way",
    ),
    "set aside": (
        "{count} submissions could not be read and are set aside",
        "run remon quarantine and read the reasons",
    ),
    "not worked out": (
        "the submissions of {count} people could not be worked out",
        "report it to those who maintain remon; every run tries again",
    ),
    "counts differ": (
        "the form server and remon do not count the same number of submissions",
        "run remon pull --full; if it stays, ask whoever runs the form server",
    ),
    "unanswered": (
        "{count} mails have stayed without an answer in spite of all reminders",
        "ask the safeguarding contact, and nobody else, whether mail arrives there",
    ),
    "stopped": (
        "a part of the work could not be done",
        "look at its last lines, and run remon doctor",
    ),
}


def said(problem: Problem) -> str:
    """Say in one line what is wrong and what to do."""
    what, advice = SAYS[problem.kind]
    where = f"{problem.place}: " if problem.place else ""
    told = advice.replace("{place}", problem.place)
    return f"{where}{what.format(count=problem.count)}: {told}"
