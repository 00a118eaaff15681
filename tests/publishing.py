"""An office with a workspace, a form of its own and a sandbox to publish to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from builder.build import Built
from builder.form import Form
from builder.questions import Choice, Choices, integer, note, select_one, text
from builder.xform import compiled
from builder.xlsform import Wording, sheets, workbook
from deploy.access.around import around, set_around
from deploy.comparing.known import known_of
from deploy.comparing.xform_content import content_of
from deploy.kobo import Kobo
from deploy.publishing.apply import Deployment
from deploy.publishing.finding import found, live_content
from deploy.publishing.plan import Plan, Wanted, planned
from deploy.publishing.publications import Publication, Publications
from deploy.sandbox import Sandbox
from deploy.wire.transport import Patience, Transport
from deploy.wire.waiting import Pace
from instrument_specs import workspace

KEY = "NGA/survey"
HASTY = Patience(
    connect=2, answer=5, attempts=3, first_wait=0.01, jitter=0, longest_wait=2
)
QUICK = Pace(first=0.002, longest=0.02, limit=2)
YES_NO = Choices.of("yes_no", {"yes": "Yes", "no": "No", "often": "Often"})


def asking(
    change: Callable[[Form], None] = lambda _: None,
    *,
    title: str = "Form A",
    food: str = "Enough food?",
    choices: Choices = YES_NO,
) -> Form:
    """Make a small form; `change` adds to it."""
    form = Form("survey", title, fill={"duty_number": "100"})
    with form.group("b1"):
        form.ask("1.1", select_one(choices), food)
        form.ask("1.2", integer, "How many?", relevant=form.q("1.1") == "yes")
        form.ask(None, note, "Call {duty_number}.", name="duty")
    form.ask("2", text, "Anything else?", name="q2")
    change(form)
    return form.finished()


def made(form: Form, languages: Sequence[str] = ("en",)) -> Built:
    """Build a form without the registry of instruments."""

    def worded(_: str, source: str, language: str) -> str:
        return source if language == "en" or not source else f"{source} [{language}]"

    wording = Wording(tuple(languages), worded)
    content = sheets(form, wording)
    book = workbook(content)
    xform = compiled(book).xform
    return Built(form, wording, content, "NGA", "survey", book, xform, ())


def wanted(built: Built) -> Wanted:
    content = content_of(built.xform.encode())
    return Wanted(KEY, built.form.title, content, known_of(built.form))


@dataclass
class Office:
    """A workspace, and its account on a sandbox."""

    folder: Path
    url: str
    token: str
    session: requests.Session | None = None
    told: list[str] = field(default_factory=list)

    @property
    def place(self) -> workspace.Workspace:
        return workspace.read(self.folder)

    @property
    def records(self) -> Publications:
        return Publications(self.folder)

    @property
    def server(self) -> Kobo:
        transport = Transport(
            self.url, self.token, patience=HASTY, session=self.session
        )
        return Kobo(transport, pace=QUICK)

    def plan(self, built: Built) -> Plan:
        goal = wanted(built)
        return planned(
            goal, found(self.server, self.place, self.records, goal.key, goal.title)
        )

    def deploy(self, built: Built, *, exact: bool = False) -> Publication:
        """Publish as `remon deploy` does, ODK Validate left out."""
        server, goal = self.server, wanted(built)
        about = Publication(
            KEY, server.address, "", "", goal.content.digest, "", "", "", ("en",),
            draft=False, account="alice", at="2026-01-01T00:00:00+00:00",
        )  # fmt: skip
        deployment = Deployment(server, self.place, self.records, self.told.append)
        plan = planned(
            goal, found(server, self.place, self.records, goal.key, goal.title)
        )
        done = deployment.apply(plan, goal, built.workbook, about)
        beside = around(server, self.place, "NGA", built.form, done.uid)
        set_around(server, done.uid, beside, exact=exact)
        return done

    def live(self) -> Any:
        return live_content(self.server, self.place.identities()[KEY])

    def edit_by_hand(self, built: Built, *, live: bool = True) -> None:
        """Do what a colleague does on the server's own pages."""
        uid = self.place.identities()[KEY]
        self.server.store_form(uid, built.workbook)
        if live:
            self.server.go_live(uid)


def opened(
    folder: Path, url: str, token: str, settings: str = "", **others: Any
) -> Office:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "remon.toml").write_text(
        f'[server]\nurl = "{url}"\n{settings}', encoding="utf-8"
    )
    return Office(folder, url, token, **others)


__all__ = [
    "Choice",
    "Choices",
    "Office",
    "Sandbox",
    "asking",
    "made",
    "opened",
    "wanted",
]
