"""remon pull, score, alerts, run, doctor, demo."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from builder import telling
from deploy.connection import connect
from deploy.phones import wording
from instrument_specs import workspace
from instrument_specs.registry import Instruments
from instrument_specs.workspace import Workspace
from scorers import alert_commands, privacy_commands, running_commands
from scorers.alerting.phrases import PHRASES
from scorers.demo import Demo
from scorers.examining.doctor import examined
from scorers.operating import running
from scorers.operating.projects import projects
from scorers.operating.rounds import Round, differing, made_with
from scorers.running_commands import leave
from scorers.scoring.files import TableFormat, ordered, read_file, scored, written
from scorers.storing import audit, results
from scorers.storing.opening import store_of
from scorers.storing.quarantine import held
from scorers.storing.store import StoreError

FOUND_PROBLEMS, TRY_LATER = 1, 3
Country = Annotated[
    str | None, typer.Option(help="Three letters, as in NGA; all when left out.")
]

Full = Annotated[
    bool, typer.Option("--full", help="Compare everything: finds edits, deletions.")
]
DropMany = Annotated[
    bool,
    typer.Option("--drop-many", help="Forget rows here even if many are gone there."),
]


def texts() -> Mapping[str, Mapping[str, str]]:
    """Give what is said here and translated, by catalogue and key."""
    return {
        "mails": {f"mail:{key}": text for key, text in PHRASES.items()},
        "pages": {f"setup:{key}": text for key, text in wording.PHRASES.items()},
    }


def commands(instruments: Instruments) -> typer.Typer:  # noqa: C901, PLR0915 - one command each
    """Give the commands of this folder."""
    app = typer.Typer()

    @app.command()
    def pull(
        country: Country = None, *, full: Full = False, drop_many: DropMany = False
    ) -> None:
        """Take over what people have sent since the last time."""
        with _round(instruments, country) as (place, round_):
            pulled = round_.pull(connect(place), everything=full, drop_many=drop_many)
        if pulled.failed is not None:
            raise pulled.failed
        if not pulled.sound:
            raise typer.Exit(FOUND_PROBLEMS)

    @app.command()
    def score(
        country: Country = None,
        tool: Annotated[
            str, typer.Option(help="The form that was answered.")
        ] = "survey",
        submissions: Annotated[
            Path | None, typer.Option(help="A file of rows; no server is asked.")
        ] = None,
        profile: Annotated[
            str, typer.Option(help="Scoring profile: toolkit or printed.")
        ] = "toolkit",
        form: Annotated[TableFormat, typer.Option("--format")] = TableFormat.TABLE,
        out: Annotated[Path | None, typer.Option(help="Write to this file.")] = None,
    ) -> None:
        """Score what was pulled, or a file of submissions."""
        if submissions is not None:
            if country is None:
                raise typer.BadParameter("--submissions needs --country")
            sound, table = _of_file(instruments, country, tool, submissions, profile)
        else:
            sound, table = _of_store(instruments, country, tool, profile)
        _show(table, form, out)
        if not sound:
            raise typer.Exit(FOUND_PROBLEMS)

    alerts = typer.Typer(invoke_without_command=True)
    app.add_typer(alerts, name="alerts")

    @alerts.callback()
    def send(context: typer.Context, country: Country = None) -> None:
        """Make the alerts that are due and send their mails."""
        if context.invoked_subcommand is None:
            with _round(instruments, country) as (place, round_):
                now = datetime.now(UTC)
                round_.alert(now)
                running.released(place, round_, now)
                posted = running.post(place, round_.store)
            if not posted.complete:
                raise typer.Exit(TRY_LATER)

    alert_commands.mount(alerts)

    @app.command()
    def run(country: Country = None, *, full: Full = False) -> None:
        """Pull, score, and send the alerts that are due, once."""
        with _round(instruments, country) as (place, round_):
            outcome = running.run(
                place, instruments, round_.store, country, everything=full
            )
        leave(outcome)

    @app.command()
    def quarantine(
        country: Country = None,
        form: Annotated[telling.Format, typer.Option("--format")] = telling.Format.TEXT,
    ) -> None:
        """List what of the submissions could not be used, and what to do."""
        place = workspace.required()
        with store_of(place).begin() as connection:
            found = [
                one
                for each in projects(place, country)
                for one in held(connection, each.key)
            ]
            audit.note(connection, "quarantine", "rows listed", count=len(found))
        if form is telling.Format.JSON:
            telling.answer_json([asdict(one) for one in found])
        elif found:
            rows = [
                (one.project, one.kind, one.submission, one.why, one.what_to_do)
                for one in found
            ]
            telling.table(("form", "what", "submission", "why", "what to do"), rows)
        else:
            telling.say("nothing is set aside")
        if found:
            raise typer.Exit(FOUND_PROBLEMS)

    @app.command()
    def doctor(
        mail_to: Annotated[
            str, typer.Option(help="Send one test mail to this address.")
        ] = "",
        form: Annotated[
            telling.Format, typer.Option("--format", help="For people or programs.")
        ] = telling.Format.TEXT,
    ) -> None:
        """Tell what is missing before forms can be used, and what to do about it."""
        found = list(examined(instruments, mail_to))
        place = workspace.found()
        if place is not None and any(one.about.startswith("key ") for one in found):
            with suppress(StoreError):
                audit.noted(place, "doctor", "keys tried")
        if form is telling.Format.JSON:
            telling.answer_json([asdict(one) for one in found])
        else:
            for one in found:
                word = "ok  " if one.well else "TODO"
                telling.answer(f"{word} {one.about}: {one.said}")
        if not all(one.well for one in found):
            raise typer.Exit(FOUND_PROBLEMS)

    @app.command()
    def demo(
        out: Annotated[Path, typer.Option(help="A new or empty folder.")] = Path(
            "demo"
        ),
        people: Annotated[int, typer.Option(help="How many people are met.")] = 130,
        seed: Annotated[int, typer.Option(help="Another number, other answers.")] = 1,
    ) -> None:
        """Run the whole chain on this machine, with rehearsal interviews."""
        Demo(instruments, out, people, seed).run()

    app.add_typer(running_commands.commands(instruments))
    app.add_typer(privacy_commands.commands(instruments))
    return app


@contextmanager
def _round(
    instruments: Instruments, country: str | None
) -> Iterator[tuple[Workspace, Round]]:
    place = workspace.required()
    store = store_of(place)
    try:
        with store.alone():
            yield place, Round(place, instruments, store, projects(place, country))
    finally:
        store.close()


def _of_file(
    instruments: Instruments, country: str, tool: str, path: Path, profile: str
) -> tuple[bool, pl.DataFrame]:
    here = made_with(instruments, country, tool)
    form = instruments.form(country, tool)
    found = scored(form, read_file(path), profile, here)
    for aside in found.set_aside:
        telling.say(f"{aside.row} is set aside: {aside.reason}")
    if found.problems:
        telling.say(
            f"{found.problems} answers are set aside, their points undetermined"
        )
    for wrong in found.agreement.disagreements:
        telling.say(differing(wrong))
    return not (found.agreement.disagreements or found.set_aside), found.table


def _of_store(
    instruments: Instruments, country: str | None, tool: str, profile: str
) -> tuple[bool, pl.DataFrame]:
    with _round(instruments, country) as (_, round_):
        agreed = round_.score(datetime.now(UTC))
        with round_.store.begin() as connection:
            rows = [
                {"country": one.country, **row}
                for one in round_.chosen
                if one.tool == tool
                for row in results.scores(connection, one.key, profile)
            ]
            audit.note(
                connection, "score", "scores shown", count=len(rows), project=tool
            )
    return agreed, ordered(pl.DataFrame(rows, infer_schema_length=None))


# What the toolkit says of its score (chapter 5): told with every table.
CAUTION = (
    "0 = high vulnerability, 18 = low vulnerability. Not for evaluating programmes; "
    "the people met do not stand for all who came back."
)


def _show(table: pl.DataFrame, form: TableFormat, out: Path | None) -> None:
    telling.say(CAUTION)
    if form is TableFormat.TABLE:
        shown = table.select(
            one
            for one in (
                "respondent_code",
                "round",
                "sitting",
                "outcome",
                "score_low",
                "score_high",
                "score",
                "severity",
            )
            if one in table.columns
        )
        telling.table(shown.columns, shown.rows())
        return
    content = written(table, form)
    if out is not None:
        _written_for_owner(out, content)
        telling.say(f"{len(table)} rows written to {out}")
    else:
        sys.stdout.buffer.write(content)


def _written_for_owner(path: Path, content: bytes) -> None:
    """Write a file that nobody else on this machine can read."""
    path.touch(mode=0o600)
    if path.is_file():
        path.chmod(0o600)
    path.write_bytes(content)
