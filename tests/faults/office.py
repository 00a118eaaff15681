"""A whole office with real parts: what is run, against which servers, at which time.

`scorers.running` does the work as `remon run` does it. Only the clock stands still,
the small form takes the survey's place, and nobody waits as long as in earnest.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

from small_form import DONE, INVOLVED, small_form

from builder.build import drafted
from builder.expr import Constant
from builder.form import Form
from builder.judgements import Flag, Level
from builder.questions import Choices, date, select_one, text
from builder.verdict import says
from builder.wording import Wording
from builder.workbook import workbook
from builder.xlsform import sheets
from deploy import everywhere
from deploy.kobo import Kobo
from deploy.wire.transport import Patience, Transport
from instrument_specs import workspace
from instrument_specs.profile import Profile
from instrument_specs.registry import Instruments
from instrument_specs.workspace import Workspace
from scorers.operating import rounds, routes, running
from scorers.operating.running import Outcome
from scorers.posting.post import MailServer
from scorers.scoring.agreement import MadeWith
from scorers.storing.store import open_store

KIND = Choices.of("kind", {"harm": "Harm", "danger": "Danger", "none": "None"})
TOKEN = "a" * 40
COUNTRY, TOOLS = "NGA", ("survey", "urgent")
EARLIER = datetime(2026, 1, 6, 9, tzinfo=UTC)
NOW = datetime(2026, 1, 12, 15, tzinfo=UTC)
PATIENT = 60.0  # seconds, as a busy machine may be slow


@dataclass(frozen=True, slots=True)
class Task:
    """One run: where everything is, what time it is, and whether it is to die.

    `dies_at` is the number of the step, `dies_after` a time in seconds.
    """

    folder: str
    database: str
    server: str
    port: int
    at: str = NOW.isoformat()
    dies_at: int | None = None
    dies_after: float | None = None
    everything: bool = False
    security: str = "none"
    timeout: float = PATIENT
    patience: float = PATIENT


class SmallInstruments(Instruments):
    """The instruments, with the small form for a survey; built once."""

    def profile(self, country: str) -> Profile:
        return _profile(country)

    def form(self, country: str, tool: str) -> Form:
        return _form(country, tool)

    def wording(self, country: str, catalogues: Any) -> Wording:
        return Wording(("en",), lambda _, text, __: text)


@cache
def _profile(country: str) -> Profile:
    """Give the shipped profile of a smaller office: two people see to all needs."""
    profile = Instruments().profile(country)
    first = profile.focal_points[0]
    everything = tuple(replace(first, need=one.need) for one in profile.focal_points)
    return replace(profile, focal_points=everything, escalation=profile.escalation[:1])


@cache
def _form(country: str, tool: str) -> Form:
    form = small_form() if tool == "survey" else urgent()
    # What is worked out for a score is no step of its own; one part of it will do.
    del form.components[1:]
    return form


def urgent() -> Form:
    """Give a small form of one screen that alerts at once, as the urgent form does."""
    form = Form("urgent", "Form U")
    form.ask(None, date, "Date", name="interview_date")
    form.ask(None, text, "Code", name="respondent_code")
    kind = form.ask(None, select_one(KIND), "What?", name="kind", required=True)
    form.ask(None, select_one(DONE), "Done?", name="done")
    form.ask(None, select_one(INVOLVED), "Involved?", name="programme_involved")
    level = Level("critical", says(kind, "harm", "danger"))
    flag = Flag("RF-22", "In danger", "protection", (level,))
    form.flags.append(flag)
    form.calculate(flag.name, flag.verdict.value())
    form.calculate("outcome", Constant("complete"), "one", ("complete",))
    for name in ("content_hash", "country_hash", "scoring_version"):
        form.calculate(name, Constant(f"{name}-1"), "text")
    return form.finished()


@cache
def made_with(_: Instruments, country: str, tool: str) -> MadeWith:
    found = drafted(SmallInstruments(), country, tool)
    return MadeWith(found.hash, _profile(country).hash, rounds.scoring_version())


def book(tool: str) -> bytes:
    """Give the workbook that is published."""
    wording = Wording(("en",), lambda _, text, __: text)
    return workbook(sheets(_form(COUNTRY, tool), wording))


def settled(folder: Path, uids: dict[str, str]) -> Workspace:
    """Make the office's workspace."""
    (folder / workspace.MARK).write_text(
        '[mail]\nhost = "127.0.0.1"\nsender = "Visits <visits@office.example>"\n'
        '[watch]\noperator = "operator@office.example"\n',
        encoding="utf-8",
    )
    place = workspace.read(folder)
    for tool, uid in uids.items():
        place.remember(f"{COUNTRY}/{tool}", uid)
    return place


def run(task: Task) -> Outcome:
    """Do one run of everything, as the command does it."""
    place = workspace.read(Path(task.folder))
    with standing_in(task):
        store = open_store(task.database)
        try:
            with store.alone():
                return running.run(
                    place, SmallInstruments(), store, everything=task.everything
                )
        finally:
            store.close()


def standing_in(task: Task) -> ExitStack:
    """Stop the clock, and shorten every wait."""
    server = MailServer("127.0.0.1", task.port, task.security, timeout=task.timeout)
    clock = _stopped(datetime.fromisoformat(task.at))
    stack = ExitStack()
    for module, name, part in (
        (running, "datetime", clock),
        (routes, "datetime", clock),
        (rounds, "datetime", clock),
        (rounds, "made_with", made_with),
        (everywhere, "connect", lambda _: kobo(task.server, task.patience)),
        (routes, "mail_server_of", lambda *_: server),
        (rounds.Round, "_keys", lambda *_: ()),
    ):
        stack.enter_context(mock.patch.object(module, name, part))
    return stack


def kobo(url: str, seconds: float = PATIENT) -> Kobo:
    """Connect to a form server that may take so long to answer."""
    patience = Patience(
        connect=seconds,
        answer=seconds,
        attempts=3,
        first_wait=0.01,
        jitter=0,
        longest_wait=1,
    )
    return Kobo(Transport(url, TOKEN, patience=patience))


def _stopped(moment: datetime) -> type[datetime]:
    class Stopped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return moment.astimezone(tz)

    return Stopped
