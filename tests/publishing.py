"""An office with a workspace, forms of its own and a server to publish to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import requests
from form_servers import HASTY, QUICK, KoboSite, Server, Site

from builder.build import Built
from builder.form import Form
from builder.questions import Choice, Choices, integer, note, select_one, text
from builder.wording import Wording
from builder.workbook import workbook
from builder.xform import compiled
from builder.xlsform import sheets
from deploy.comparing.known import known_of
from deploy.comparing.xform_content import content_of
from deploy.publishing.finding import live_content
from deploy.publishing.plan import Plan
from deploy.publishing.publications import LOCK, Publication, Publications
from deploy.publishing.release import CAREFUL, carry_out, plan_of
from deploy.publishing.release import Choices as Allowed
from deploy.publishing.sides import Wanted
from deploy.sandbox import Sandbox
from instrument_specs import workspace

KEY = "NGA/survey"
YES_NO = Choices.of("yes_no", {"yes": "Yes", "no": "No", "often": "Often"})


def asking(
    change: Callable[[Form], None] = lambda _: None,
    *,
    title: str = "Form A",
    food: str = "Enough food?",
    number: str = "100",
    choices: Choices = YES_NO,
) -> Form:
    """Make a small form; `change` adds to it."""
    form = Form("survey", title, fill={"duty_number": number})
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


def wanted(built: Built, title: str = "") -> Wanted:
    """Say what should be live: the form under its own title, or another."""
    content = content_of(built.xform.encode())
    named = title or built.form.title
    titled = replace(content, settings={**content.settings, "title": named})
    return Wanted(KEY, named, titled, known_of(built.form), built.files)


def titled(built: Built, title: str) -> bytes:
    """Give the workbook of a form under another title."""
    settings = [{**built.content["settings"][0], "form_title": title}]
    return workbook({**built.content, "settings": settings})


@dataclass
class Office:
    """A workspace, and its account on a server; its forms bear one title."""

    folder: Path
    site: Site
    title: str = "Form A"
    session: requests.Session | None = None
    told: list[str] = field(default_factory=list)
    to_know: tuple[str, ...] = ()

    @property
    def place(self) -> workspace.Workspace:
        return workspace.read(self.folder)

    @property
    def records(self) -> Publications:
        return Publications(self.folder)

    @property
    def server(self) -> Server:
        return self.site.client(self.session)

    @property
    def uid(self) -> str:
        return self.place.identities()[KEY]

    def plan(self, built: Built) -> Plan:
        return plan_of(wanted(built, self.title), self.server, self.place, self.records)

    def deploy(
        self, built: Built, *, accept_warnings: bool = False, **allowed: Any
    ) -> Publication:
        """Publish as `remon deploy` does, what needs no server left unchecked."""
        choices = Allowed(**allowed) if allowed else CAREFUL
        server = self.site.client(self.session, accept_warnings=accept_warnings)
        done = carry_out(
            built,
            wanted(built, self.title),
            server,
            self.place,
            self.told.append,
            choices,
            check=lambda: None,
        )
        self.to_know = done.to_know
        recorded = self.records.last(KEY, done.uid)
        assert recorded is not None
        return recorded

    def live(self) -> Any:
        return live_content(self.server, self.uid)

    def edit_by_hand(self, built: Built, *, live: bool = True) -> None:
        """Do what a colleague does on the server's own pages."""
        self.site.edit(self.uid, titled(built, self.title), live=live)

    def files(self) -> dict[str, bytes]:
        """Give what the workspace holds, the empty lock left out."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and path.name != LOCK
        }


def settled(folder: Path, site: Site, settings: str = "", **others: Any) -> Office:
    """Open an office in a new workspace."""
    folder.mkdir(parents=True, exist_ok=True)
    text = f'[server]\nurl = "https://stated.example"\n{settings}'
    (folder / "remon.toml").write_text(text, encoding="utf-8")
    return Office(folder, site, **others)


def opened(
    folder: Path, url: str, token: str, settings: str = "", **others: Any
) -> Office:
    """Open an office whose server is a KoboToolbox stand-in."""
    return settled(folder, KoboSite(url, token, HASTY, QUICK), settings, **others)


__all__ = [
    "QUICK",
    "Choice",
    "Choices",
    "Office",
    "Sandbox",
    "asking",
    "made",
    "opened",
    "settled",
    "titled",
    "wanted",
]
