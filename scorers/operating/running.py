"""One run of everything: pull, score, alert, send, and look whether all is well.

Each step is tried, whatever became of the one before: a form server that is
away holds back no mail, and a broken profile no other country's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
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
from scorers.posting import outbox
from scorers.posting.post import MailError, MailServer, connected
from scorers.posting.sending import NOTHING_WAITS, Posted, post_stage, told
from scorers.storing.store import Store, StoreError

from . import notices, problems
from .desks import desk_of, limits_of, mail_server_of, operator_of, second_route_of
from .problems import Look, Problem, said
from .projects import Project, projects
from .rounds import Round

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
        for one in self.problems:
            if one.is_shown:
                say(said(one))

    def notify(self) -> None:
        operator = operator_of(self.place)
        if operator is None:
            return
        chosen = self.round.chosen
        look = Look(
            tuple(self.problems),
            frozenset({one.key for one in chosen} | set(_countries(chosen))),
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
    chosen = projects(place, country)
    round_ = Round(place, instruments, store, chosen)
    this = _Run(place, round_, everything, datetime.now(UTC))
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


def post(place: Workspace, store: Store) -> Posted:
    """Send what is due by the mail server of the office; tell what happened."""
    now = datetime.now(UTC)
    with store.begin() as connection:
        due, waiting = outbox.due(connection, now), outbox.waiting(connection)
    if not due:
        say(f"{waiting} mails wait for their next try" if waiting else NOTHING_WAITS)
        return Posted(0)
    return _sent(mail_server_of(place), store, now)


def post_notices(place: Workspace, store: Store) -> None:
    """Send what the operator has to know, by a way of its own where there is one."""
    now = datetime.now(UTC)
    for server in _routes(place):
        with store.begin() as connection:
            due = outbox.due(connection, now, outbox.NOTICE)
        if due:
            try:
                _sent(server, store, now, outbox.NOTICE)
            except MailError as error:
                say(f"the notice to the operator waits: {error}")


def alarm(place: Workspace, *, is_over: bool) -> None:
    """Tell the operator without the database that nothing is done, or is again."""
    operator = operator_of(place)
    if operator is None:
        return
    news, over = ([], [("stopped", "")]) if is_over else ([Problem("stopped")], [])
    message = notices.notice(operator, news, over, datetime.now(UTC))
    failed: MailError | None = None
    for server in _routes(place):
        try:
            with connected(server) as deliver:
                deliver(message)
        except MailError as error:
            failed = error
        else:
            return
    if failed is not None:
        raise failed


def _routes(place: Workspace) -> Iterator[MailServer]:
    """Give the ways to the operator, the one of the operator's own first."""
    second = second_route_of(place)
    if second is not None:
        yield second
    yield mail_server_of(place)


def _sent(
    server: MailServer, store: Store, now: datetime, kind: str | None = None
) -> Posted:
    with connected(server) as deliver:
        posted = post_stage(store, deliver, now, kind)
    for line in told(posted):
        say(line)
    return posted


def _outcome(this: _Run, *, stopped: bool) -> Outcome:
    return Outcome(
        tuple(this.problems), tuple(this.errors), this.sound, this.unsent, stopped
    )


def _countries(chosen: Sequence[Project]) -> list[str]:
    return sorted({one.country for one in chosen})
