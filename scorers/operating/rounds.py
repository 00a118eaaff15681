"""Run the stages for the forms of a workspace, and tell what they did."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from builder.build import drafted
from builder.telling import say
from deploy.connection import aimed
from deploy.errors import ServerError
from deploy.publishing.publications import publications_of
from deploy.sealing.held_keys import Keys, NoKeyError, private_keys
from instrument_specs.registry import Instruments
from instrument_specs.results import scoring_version
from instrument_specs.workspace import Workspace, WorkspaceError
from scorers.alerting.letter import Desk
from scorers.apart import Apart
from scorers.reading.encrypted_rows import Server, decrypting
from scorers.scoring.agreement import Disagreement, MadeWith
from scorers.storing import (
    archive,
    results,
    rows,
    sync,
    tombstones,
    versions,
    work,
)
from scorers.storing.opening import store_of
from scorers.storing.store import Store
from scorers.storing.sync import Sync
from scorers.storing.tombstones import Guard

from . import stages
from .desks import desk_of
from .projects import Project, projects
from .stages import Scorer
from .versions import told

# To suspend talks must hold back nobody's help.
GOES_ON = "what phones still send is taken over and alerted all the same"


@dataclass(frozen=True, slots=True)
class Pulled:
    """Whether nothing is missing or set aside, and the server's first failure.

    `differing` names the forms of which server and store count differently.
    """

    sound: bool
    failed: ServerError | None
    differing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Round:
    """The stages over all chosen forms, one after the other."""

    workspace: Workspace
    instruments: Instruments
    store: Store
    chosen: list[Project]
    opened: dict[str, Keys] = field(default_factory=dict, repr=False)

    def pull(
        self, server: Server, *, everything: bool = False, drop_many: bool = False
    ) -> Pulled:
        """Pull each form; one that fails does not hold back the others.

        A profile or setting that cannot be used is raised when all had a turn.
        """
        sound, failed, differing, apart = True, None, list[str](), Apart()
        for country in sorted({one.country for one in self.chosen}):
            if why := self.workspace.suspended(country):
                say(f"{country} is suspended ({why}); {GOES_ON}")
        for one in self.chosen:
            with apart.each(one.key):
                try:
                    pulled = self._sync(server, one).pull(
                        datetime.now(UTC), everything=everything, drop_many=drop_many
                    )
                except NoKeyError as error:
                    say(f"{one.key}: {error}")
                    sound = False
                    continue
                except ServerError as error:
                    say(f"{one.key}: {error}")
                    failed = failed or error
                    continue
                for line in _brought(pulled):
                    say(f"{one.key}: {line}")
                sound &= pulled.complete and not pulled.taken.set_aside
                sound &= not pulled.taken.kept_out
                if not pulled.complete:
                    differing.append(one.key)
                self._tell_set_aside(one)
        apart.end()
        return Pulled(sound, failed, tuple(differing))

    def score(self, now: datetime, *, alerting: bool = False) -> bool:
        """Work out what waits; False when something could not be, or disagrees."""
        sound, apart = True, Apart()
        for one in self.chosen:
            with apart.each(one.key):
                sound &= self._score(one, now, alerting=alerting)
        apart.end()
        return sound

    def alert(self, now: datetime) -> None:
        apart = Apart()
        for one in self.chosen:
            with apart.each(one.key):
                made = stages.alerts_stage(self.store, one.key, self._desk(one), now)
                say(f"{one.key}: {made.alerts} alerts due, in {made.mails} mails")
        apart.end()

    def _score(self, one: Project, now: datetime, *, alerting: bool) -> bool:
        form = self.instruments.form(one.country, one.tool)
        here = made_with(self.instruments, one.country, one.tool)
        desk = self._desk(one) if alerting else None
        done = Scorer(form, self.store, one.key, here, desk).run(now)
        say(f"{one.key}: {done.submissions} submissions scored")
        if alerting:
            say(f"{one.key}: {done.alerts} alerts due, in {done.mails} mails")
        return self._agrees(one, here) and not done.failed

    def _sync(self, server: Server, one: Project) -> Sync:
        form = self.instruments.form(one.country, one.tool)
        version = made_with(self.instruments, one.country, one.tool).content_hash
        with self.store.begin() as connection:
            read = rows.seals(connection, one.key)
        source = decrypting(server, self._keys(one.country), form, read)
        guard = self._guard(one)
        return Sync(source, one.uid, form, self.store, one.key, version, guard)

    def _keys(self, country: str) -> Keys:
        """Give the country's private keys; they are opened once."""
        if country not in self.opened:
            public = self.instruments.profile(country).encryption_key
            self.opened[country] = private_keys(country, public)
        return self.opened[country]

    def _guard(self, one: Project) -> Guard:
        try:
            key = tombstones.key_of(self.workspace)
        except WorkspaceError as error:
            # No reason to hold back an alert.
            say(str(error))
            key = None
        with self.store.begin() as connection:
            if lost := tombstones.unknown(connection, key):
                say(f"{one.key}: {tombstones.LOST.format(count=lost)}")
            return tombstones.guard(connection, one.country, key)

    def _desk(self, one: Project) -> Desk:
        return desk_of(self.workspace, self.instruments, one.country)

    def _tell_set_aside(self, one: Project) -> None:
        with self.store.begin() as connection:
            aside = archive.set_aside(connection, one.key)
        for row in aside:
            say(f"{one.key}: submission {row.row} is set aside: {row.reason}")

    def _agrees(self, one: Project, here: MadeWith) -> bool:
        with self.store.begin() as connection:
            found = results.disagreements(connection, one.key)
            sent = versions.sent(connection, one.key)
            failures = work.failures(connection, one.key)
        for wrong in found:
            say(f"{one.key}: {differing(wrong)}: look at it on the server, report it")
        for each in failures:
            say(
                f"{one.key}: the submissions of {each.person} could not be worked out "
                f"({each.failure}): report it; every run tries again"
            )
        records = publications_of(aimed(self.workspace, one.to)).all()
        published = {each.version for each in records if each.key == one.record}
        for said in told(sent, here.content_hash, published):
            say(f"{one.key}: {said}")
        return not (found or failures)


@contextmanager
def alone(
    place: Workspace, instruments: Instruments, country: str | None
) -> Iterator[Round]:
    """Open the store for a round that no other run gets in the way of."""
    with closing(store_of(place)) as store, store.alone():
        yield Round(place, instruments, store, projects(place, country))


def _brought(pulled: sync.Pulled) -> Iterator[str]:
    taken = pulled.taken
    gone = f", {taken.deleted} deleted" if taken.deleted else ""
    yield (
        f"{taken.new} new, {taken.changed} changed, {taken.set_aside} set aside{gone}"
    )
    if pulled.moved:
        yield (
            "the form has another id on the server than before: what was taken over "
            "stays, and is no longer compared. Was it made anew? If two servers were "
            "exchanged in remon.toml, exchange them back"
        )
    if taken.kept_out:
        yield (
            f"{taken.kept_out} submissions kept out: their people were erased before. "
            "A phone sent them late, or again. Look at them with: remon erase --late"
        )
    if pulled.gone:
        yield (
            f"{pulled.gone} rows are gone from the server and were kept here, as they "
            "are many: if they were deleted on purpose, run remon pull --full "
            "--drop-many"
        )
    elif not pulled.complete:
        yield (
            f"the server counts {pulled.there} submissions, {pulled.here} are here: "
            "run remon pull --full; if it stays, tell whoever runs the server"
        )


def made_with(instruments: Instruments, country: str, tool: str) -> MadeWith:
    """Give what the form built here stores about itself."""
    return MadeWith(
        drafted(instruments, country, tool).hash,
        instruments.profile(country).hash,
        scoring_version(),
    )


def differing(wrong: Disagreement) -> str:
    return (
        f"phone and scorer disagree on {wrong.shown} of submission {wrong.submission}"
    )
