"""Run the stages for the forms of a workspace, and tell what they did."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from builder.build import drafted
from builder.form import Form
from builder.telling import say
from deploy.errors import ServerError
from instrument_specs.registry import Instruments
from instrument_specs.results import scoring_version
from instrument_specs.workspace import Workspace, WorkspaceError

from . import archive, stages
from .agreement import Disagreement, MadeWith, compare
from .desks import desk_of
from .interviews import Interviews
from .stages import Posted, Source
from .store import Store


@dataclass(frozen=True, slots=True)
class Project:
    """One published form: what it is, and its identity on the server."""

    country: str
    tool: str
    uid: str

    @property
    def key(self) -> str:
        return f"{self.country}/{self.tool}"


def projects(workspace: Workspace, country: str | None) -> list[Project]:
    """Give the forms the workspace has published, in one country or in all."""
    found = [
        Project(key.partition("/")[0], key.partition("/")[2], uid)
        for key, uid in sorted(workspace.identities().items())
    ]
    chosen = [one for one in found if country in {None, one.country}]
    if not chosen:
        raise WorkspaceError(
            "no form of this workspace is published"
            + (f" for {country}" if country else "")
            + ": run remon deploy first"
        )
    return chosen


@dataclass(frozen=True, slots=True)
class Pulled:
    """Whether nothing was set aside, and the first failure of the server, if any."""

    sound: bool
    failed: ServerError | None


@dataclass(frozen=True, slots=True)
class Round:
    """The stages over all chosen forms, one after the other."""

    workspace: Workspace
    instruments: Instruments
    store: Store
    chosen: list[Project]

    def forms(self) -> Iterator[tuple[Project, Form]]:
        for one in self.chosen:
            yield one, self.instruments.form(one.country, one.tool)

    def pull(self, source: Source, *, everything: bool = False) -> Pulled:
        """Pull each form; one that fails does not hold back the others."""
        aside, failed = 0, None
        for one, form in self.forms():
            try:
                taken = stages.pull(
                    source, one.uid, form, self.store, one.key, everything=everything
                )
            except ServerError as error:
                say(f"{one.key}: {error}")
                failed = failed or error
                continue
            aside += taken.set_aside
            say(
                f"{one.key}: {taken.new} new, {taken.changed} changed, "
                f"{taken.set_aside} set aside"
            )
            self._tell_set_aside(one)
        return Pulled(not aside, failed)

    def score(self) -> bool:
        """Score everything stored; False when phones and scorer disagree."""
        agreed = True
        for one, form in self.forms():
            done = stages.score_stage(form, self.store, one.key)
            say(f"{one.key}: {done.submissions} submissions scored")
            agreed &= self._agrees(one, done.interviews)
        return agreed

    def alert(self, now: datetime) -> None:
        for one in self.chosen:
            desk = desk_of(self.workspace, self.instruments, one.country)
            made = stages.alerts_stage(self.store, one.key, desk, now)
            say(f"{one.key}: {made.alerts} alerts due, in {made.mails} mails")

    def _tell_set_aside(self, one: Project) -> None:
        with self.store.begin() as connection:
            aside = archive.set_aside(connection, one.key)
        for row in aside:
            say(f"{one.key}: submission {row.row} is set aside: {row.reason}")

    def _agrees(self, one: Project, everything: Interviews) -> bool:
        here = made_with(self.instruments, one.country, one.tool)
        found = compare(everything, here)
        for wrong in found.disagreements:
            say(f"{one.key}: {differing(wrong)}: look at it on the server, report it")
        if found.made_with_another_version:
            count = len(found.made_with_another_version)
            say(f"{one.key}: {count} submissions come from another version of the form")
        return not found.disagreements


def made_with(instruments: Instruments, country: str, tool: str) -> MadeWith:
    """Give what the form built here stores about itself."""
    return MadeWith(
        drafted(instruments, country, tool).hash,
        instruments.profile(country).hash,
        scoring_version(),
    )


def differing(wrong: Disagreement) -> str:
    """Say where phone and scorer disagree; which flag it is stays unsaid."""
    node = "a red flag" if wrong.node.startswith("flag_") else wrong.node
    return f"phone and scorer disagree on {node} of submission {wrong.submission}"


def told(posted: Posted) -> Iterator[str]:
    """Say what happened to the mails."""
    yield f"{posted.sent} mails sent"
    for role, why in posted.refused:
        yield f"the mail to {role} waits: {why}"
    if posted.stopped:
        yield f"the other mails wait: {posted.stopped}"
