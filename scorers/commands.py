"""remon pull, score, alerts, run, doctor, demo."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from builder import telling
from deploy.connection import connect
from instrument_specs import workspace
from instrument_specs.registry import Instruments
from instrument_specs.workspace import Workspace

from . import ledger, results
from .demo import Demo
from .desks import mail_server_of, store_of
from .doctor import examined
from .files import TableFormat, ordered, read_file, scored, written
from .post import connected
from .rounds import Round, differing, made_with, projects, told
from .stages import post_stage
from .store import Store

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
                round_.alert(datetime.now(UTC))
                _post(place, round_.store)

    @alerts.command()
    def ack(
        reference: Annotated[str, typer.Argument(help="The reference in the mail.")],
        by: Annotated[str, typer.Option(help="Who acknowledges: a role, no name.")],
    ) -> None:
        """Acknowledge the alerts of one interview."""
        store = store_of(workspace.required())
        with store.begin() as connection:
            count = ledger.acknowledge(connection, reference, by, datetime.now(UTC))
        telling.say(f"{count} alerts acknowledged.")
        if not count:
            telling.say("No open alert has this reference: compare it with the mail.")
            raise typer.Exit(FOUND_PROBLEMS)

    @app.command()
    def run(country: Country = None, *, full: Full = False) -> None:
        """Pull, score, and send the alerts that are due, once."""
        with _round(instruments, country) as (place, round_):
            pulled = round_.pull(connect(place), everything=full)
            # What is here already must go out, whatever the server does.
            now = datetime.now(UTC)
            agreed = round_.score(now, alerting=True)
            round_.alert(now)
            _post(place, round_.store)
        if pulled.failed is not None:
            raise pulled.failed
        if not (pulled.sound and agreed):
            raise typer.Exit(FOUND_PROBLEMS)

    @app.command()
    def doctor() -> None:
        """Tell what is missing before forms can be used, and what to do about it."""
        found = list(examined(instruments))
        for one in found:
            telling.answer(f"{'ok  ' if one.well else 'TODO'} {one.about}: {one.said}")
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


def _post(place: Workspace, store: Store) -> None:
    """Send what waits; a mail that was not taken means: run again later."""
    with store.begin() as connection:
        waits = bool(ledger.waiting(connection))
    if not waits:
        telling.say("no mail waits")
        return
    with connected(mail_server_of(place)) as deliver:
        posted = post_stage(store, deliver, datetime.now(UTC))
    for line in told(posted):
        telling.say(line)
    if not posted.complete:
        raise typer.Exit(TRY_LATER)


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
    """Write a file that, when it is new, nobody else on this machine can read."""
    path.touch(mode=0o600)
    path.write_bytes(content)
