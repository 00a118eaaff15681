"""The whole chain on this machine: forms, phones, submissions, scores, mails."""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import chdir, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from pathlib import Path
from random import Random
from uuid import UUID

import polars as pl
from rich.progress import track

from builder.build import Built, built, written
from builder.case import Case
from builder.codebook import codebook
from builder.telling import answer, err, say, working
from deploy import Kobo
from deploy.publishing.release import release
from deploy.rehearsal import Sitting, submission
from deploy.sandbox import Sandbox, serving
from deploy.sealing.encryption import packed
from instrument_specs import workspace
from instrument_specs.registry import Instruments
from instrument_specs.rehearsals import Rehearsal, interviews
from instrument_specs.workspace import Workspace, WorkspaceError
from scorers.operating.projects import projects
from scorers.operating.rounds import Round
from scorers.posting.post import into_folder
from scorers.posting.sending import post_stage, told
from scorers.scoring import files
from scorers.storing import results
from scorers.storing.opening import store_of
from scorers.storing.store import Store

COUNTRY = "NGA"
# The second round ends a few days ago, whenever the demonstration is run.
BEGAN = timedelta(days=250)
SETTINGS = """\
# A demonstration: everything in this folder is invented.
[server]
url = "{url}"
[mail]
host = "127.0.0.1"
sender = "Visits <visits@office.example>"
link = "{url}/"
[store]
url = "sqlite:///remon.db"
"""


@dataclass(slots=True)
class Demo:
    """One demonstration, in a folder of its own."""

    instruments: Instruments
    folder: Path
    people: int
    seed: int
    started: float = field(default_factory=time.monotonic)

    def run(self) -> None:
        """Run it and tell what was done and where everything lies."""
        if self.folder.exists() and any(self.folder.iterdir()):
            raise WorkspaceError(
                f"{self.folder} is not empty: name another folder with --out, or "
                "remove it"
            )
        self.folder.mkdir(parents=True, exist_ok=True)
        sandbox = Sandbox(users={"demo": os.urandom(20).hex()})
        with serving(sandbox) as url, chdir(self.folder):
            place = self._workspace(url)
            server = Kobo.connect(url, sandbox.token)
            forms = self._publish(place, server)
            self._interview(server, place, forms)
            with closing(store_of(place)) as store:
                self._after(place, server, store)
        self._tell()

    def _workspace(self, url: str) -> Workspace:
        Path(workspace.MARK).write_text(SETTINGS.format(url=url), encoding="utf-8")
        say(f"A sandbox serves {url} in place of KoboToolbox.")
        return workspace.required()

    def _publish(self, place: Workspace, server: Kobo) -> dict[str, Built]:
        forms = {}
        for tool in ("survey", "urgent"):
            with working(f"{tool}: building, checking, publishing"):
                made = built(self.instruments, COUNTRY, tool)
                done = release(made, self.instruments, server, place, lambda _: None)
            written(made, Path("build"))
            described = json.dumps(
                codebook(made.form, made.wording), ensure_ascii=False, indent=1
            )
            (Path("build") / COUNTRY / f"{tool}.codebook.json").write_text(
                described, encoding="utf-8"
            )
            asked = sum(1 for one in made.form.questions() if one.asked)
            say(f"{tool}: {asked} questions published as {done.uid}")
            forms[tool] = made
        return forms

    def _interview(
        self, server: Kobo, place: Workspace, forms: Mapping[str, Built]
    ) -> None:
        """Hold the interviews and send them as phones would."""
        phone = server.phone()
        listed = {one.tool: phone.form(one.uid) for one in projects(place, COUNTRY)}
        blank = {tool: phone.blank(form) for tool, form in listed.items()}
        held: Counter[str] = Counter()
        draw = Random(self.seed)  # noqa: S311 - the same seed, the same ids
        talks = list(
            interviews(
                {tool: made.form for tool, made in forms.items()},
                self.people,
                self.seed,
                datetime.now(UTC).date() - BEGAN,
            )
        )
        for talk in self._shown(talks):
            case = Case(forms[talk.tool].form, talk.sheet)
            filled = submission(blank[talk.tool], case, _sitting(talk, draw))
            sent = packed(blank[talk.tool], filled)
            phone.submit(sent.document, sent.files)
            ended = case.value("outcome") if talk.tool == "survey" else "urgent form"
            held[str(ended).replace("_", " ")] += 1
        kinds = ", ".join(f"{count} {kind}" for kind, count in held.most_common())
        say(f"{held.total()} rehearsal interviews sent: {kinds}")

    def _shown(self, talks: list[Rehearsal]) -> Iterator[Rehearsal]:
        if not err.is_terminal:
            say(f"Holding {len(talks)} rehearsal interviews …")
            yield from talks
        else:
            yield from track(talks, "Rehearsal interviews", console=err)

    def _after(self, place: Workspace, server: Kobo, store: Store) -> None:
        """Pull, score and alert, as the country office would."""
        round_ = Round(place, self.instruments, store, projects(place, COUNTRY))
        round_.pull(server)
        now = datetime.now(UTC)
        agreed = round_.score(now, alerting=True)
        say("phones and scorer agree" if agreed else "phones and scorer DISAGREE")
        for line in told(post_stage(store, into_folder(Path("mails")), now)):
            say(line)
        with store.begin() as connection:
            for profile in ("toolkit", "printed"):
                rows = results.scores(connection, f"{COUNTRY}/survey", profile)
                table = pl.DataFrame(rows, infer_schema_length=None)
                table = files.ordered(table)
                content = files.written(table, files.TableFormat.CSV)
                Path(f"scores-{profile}.csv").write_bytes(content)

    def _tell(self) -> None:
        seconds = time.monotonic() - self.started
        answer(f"Done in {seconds:.0f} seconds. In {self.folder.resolve()}:")
        for name, what in (
            (f"build/{COUNTRY}/", "the forms (XLSForm and XForm) and their code books"),
            ("scores-toolkit.csv", "the score table; 0 = high vulnerability, 18 = low"),
            ("scores-printed.csv", "the same by the rules as printed"),
            ("mails/", "what the focal points would have received"),
            ("remon.db", "what the scorer keeps: coded answers, no texts"),
        ):
            answer(f"  {name:<20} {what}")


def _sitting(talk: Rehearsal, draw: Random) -> Sitting:
    begun = datetime.combine(talk.day, clock(9, draw.randrange(60)), UTC)
    ended = begun.replace(hour=10)
    return Sitting(str(UUID(int=draw.getrandbits(128), version=4)), begun, ended)
