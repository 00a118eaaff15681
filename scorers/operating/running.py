"""One run of everything: pull, score, alert, send, and look whether all is well.

Each step is tried, whatever became of the one before: a form server that is
away holds back no mail, and a broken profile no other country's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from builder.telling import say
from deploy.errors import ServerError
from deploy.everywhere import Everywhere
from instrument_specs.registry import Instruments
from instrument_specs.workspace import Workspace
from scorers.alerting.releasing import release
from scorers.apart import Apart
from scorers.operating.forgetting import Forgetting
from scorers.posting.post import MailError
from scorers.storing import cursors
from scorers.storing.store import Store, StoreError

from . import notices, problems
from .desks import desk_of, limits_of, operator_of
from .problems import Look, Problem, said
from .projects import Project, known
from .rounds import Round
from .routes import post, post_notices

PASSING = (ServerError, MailError, StoreError)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended.

    `sound` is false when a person has to look at what came from the server;
    `unsent` is true when mail did not get out that should have.
    """

    problems: tuple[Problem, ...]
    errors: tuple[Exception, ...]
    sound: bool
    unsent: bool
    stopped: bool = False

    @property
    def is_late(self) -> bool:
        return any(one.is_late for one in self.problems)

    @property
    def is_well(self) -> bool:
        """Tell whether all steps were done and nobody waits for too long."""
        return not (self.errors or self.unsent or self.is_late or self.stopped)


@dataclass(slots=True)
class _Run:
    place: Workspace
    round: Round
    everything: bool
    now: datetime
    sound: bool = True
    unsent: bool = False
    counted: bool = False
    country: str | None = None
    problems: list[Problem] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)

    def pull(self) -> None:
        with Everywhere(self.place) as server:
            pulled = self.round.pull(server, everything=self.everything)
        self.sound &= pulled.sound
        self.problems += [Problem("counts differ", key) for key in pulled.differing]
        self.counted = pulled.failed is None
        if pulled.failed is not None:
            raise pulled.failed

    def score(self) -> None:
        self.sound &= self.round.score(self.now, alerting=True)

    def alert(self) -> None:
        self.round.alert(self.now)

    def forget(self) -> None:
        """Carry on with erasures; who is erased stands in no list made later."""
        chosen, store = self.round.chosen, self.round.store
        forgetting = Forgetting(
            self.place, self.round.instruments, store, chosen, self.now
        )
        self.attempt(forgetting.keep_the_rule)
        if forgetting.is_pending():
            with Everywhere(self.place) as server:
                self.sound &= not forgetting.carry_on(server)

    def release(self) -> None:
        self.problems += released(self.place, self.round, self.now)

    def post(self) -> None:
        self.unsent = True
        self.unsent = not post(self.place, self.round.store).complete

    def look(self) -> None:
        """Find what is wrong; say it here, and tell the operator."""
        # A server that is away has a time of its own; this has to be mended.
        if not all(isinstance(error, PASSING) for error in self.errors):
            self.problems.append(Problem("stopped"))
        limits, keys = limits_of(self.place), [one.key for one in self.round.chosen]
        with self.round.store.begin() as connection:
            self.problems += problems.of_mail(connection, limits, self.now)
            self.problems += problems.of_forms(connection, keys, limits, self.now)
            self.problems += problems.unread(connection, self.place, keys, self.country)
        for one in self.problems:
            if one.is_shown:
                say(said(one))

    def notify(self) -> None:
        operator = operator_of(self.place)
        if operator is None:
            return
        chosen = self.round.chosen
        with self.round.store.begin() as connection:
            forms = {
                key
                for key in (*cursors.known(connection), *(one.key for one in chosen))
                if self.country is None or key.startswith(f"{self.country}/")
            }
        look = Look(
            tuple(self.problems),
            frozenset(forms | set(_countries(chosen))),
            frozenset() if self.counted else frozenset({"counts differ"}),
        )
        with self.round.store.begin() as connection:
            notices.tell(connection, operator, look, self.now)
        post_notices(self.place, self.round.store)

    def attempt(self, step: Callable[[], None]) -> None:
        try:
            step()
        except Exception as error:  # noqa: BLE001 - told at the end; mail must go on
            self.errors.append(error)


def run(
    place: Workspace,
    instruments: Instruments,
    store: Store,
    country: str | None = None,
    *,
    everything: bool = False,
    stopping: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Do everything once; ends early, between two steps, when `stopping` says so."""
    found = known(place, country)
    if not found.projects:
        raise found.errors[0]
    round_ = Round(place, instruments, store, found.projects)
    this = _Run(place, round_, everything, datetime.now(UTC), country=country)
    this.errors += found.errors
    for error in found.errors:
        say(str(error))
    steps = (
        this.pull,
        this.score,
        this.alert,
        this.forget,
        this.release,
        this.post,
        this.look,
        this.notify,
    )
    for step in steps:
        if stopping():
            break
        this.attempt(step)
    else:
        return _outcome(this, stopped=False)
    return _outcome(this, stopped=True)


def released(place: Workspace, round_: Round, now: datetime) -> list[Problem]:
    """Make the mails that time makes due, country by country; give what is wrong."""
    wrong, apart = list[Problem](), Apart()
    for country in _countries(round_.chosen):
        with apart.each(country):
            desk = desk_of(place, round_.instruments, country)
            with round_.store.begin() as connection:
                made = release(connection, desk, now)
            say(f"{country}: {made.mails} lists and reminders")
            if made.unanswered:
                wrong.append(Problem("unanswered", country, made.unanswered))
    apart.end()
    return wrong


def _outcome(this: _Run, *, stopped: bool) -> Outcome:
    return Outcome(
        tuple(this.problems), tuple(this.errors), this.sound, this.unsent, stopped
    )


def _countries(chosen: Sequence[Project]) -> list[str]:
    return sorted({one.country for one in chosen})
