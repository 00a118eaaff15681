"""remon pull, alerts, run, quarantine, doctor, demo, and all the others here."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from builder import telling
from deploy.everywhere import Everywhere
from deploy.phones import wording
from instrument_specs import workspace
from instrument_specs.registry import Instruments
from scorers import (
    alert_commands,
    audit_commands,
    privacy_commands,
    running_commands,
    score_commands,
)
from scorers.alerting.phrases import PHRASES
from scorers.demo import Demo
from scorers.examining.doctor import examined
from scorers.operating import routes, running
from scorers.operating.projects import projects
from scorers.operating.rounds import alone
from scorers.options import Country
from scorers.running_commands import leave
from scorers.storing import audit
from scorers.storing.opening import store_of, transaction
from scorers.storing.quarantine import held
from scorers.storing.store import StoreError

FOUND_PROBLEMS, TRY_LATER = 1, 3
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
        place = workspace.required()
        with alone(place, instruments, country) as round_, Everywhere(place) as here:
            pulled = round_.pull(here, everything=full, drop_many=drop_many)
        if pulled.failed is not None:
            raise pulled.failed
        if not pulled.sound:
            raise typer.Exit(FOUND_PROBLEMS)

    score_commands.mount(app, instruments)
    alerts = typer.Typer(invoke_without_command=True)
    app.add_typer(alerts, name="alerts")

    @alerts.callback()
    def send(context: typer.Context, country: Country = None) -> None:
        """Make the alerts that are due and send their mails."""
        if context.invoked_subcommand is None:
            place, now = workspace.required(), datetime.now(UTC)
            with alone(place, instruments, country) as round_:
                round_.alert(now)
                running.released(place, round_, now)
                posted = routes.post(place, round_.store)
            if not posted.complete:
                raise typer.Exit(TRY_LATER)

    alert_commands.mount(alerts)

    @app.command()
    def run(country: Country = None, *, full: Full = False) -> None:
        """Pull, score, and send the alerts that are due, once."""
        place = workspace.required()
        with closing(store_of(place)) as store, store.alone():
            outcome = running.run(place, instruments, store, country, everything=full)
        leave(outcome)

    @app.command()
    def quarantine(
        country: Country = None,
        form: Annotated[telling.Format, typer.Option("--format")] = telling.Format.TEXT,
    ) -> None:
        """List what of the submissions could not be used, and what to do."""
        place = workspace.required()
        with transaction(place) as connection:
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
    audit_commands.mount(app)
    return app
