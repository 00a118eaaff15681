"""remon watch, serve, mails: for whoever keeps remon running."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Connection

from builder import telling
from builder.telling import Format
from instrument_specs import workspace
from instrument_specs.registry import Instruments
from instrument_specs.workspace import secret
from scorers.apart import explained
from scorers.operating import routes, running
from scorers.operating.desks import duration, limits_of, operator_of
from scorers.operating.projects import projects
from scorers.operating.running import Outcome
from scorers.operating.serving import Serving, checked
from scorers.operating.watch import Waking, Watch, ending_on_signals
from scorers.posting import bounces, undelivered
from scorers.posting.undelivered import Listed
from scorers.roles import role_of
from scorers.storing import audit
from scorers.storing.opening import store_of, transaction

FOUND_PROBLEMS, TRY_LATER = 1, 3
Every = Annotated[str, typer.Option(help="Time between two runs, as in 90s, 5m, 1h.")]
Heartbeat = Annotated[
    Path | None,
    typer.Option(help="Touch this file after each run in which all went well."),
]


def commands(instruments: Instruments) -> typer.Typer:
    """Give the commands of this module."""
    app = typer.Typer()

    @app.command()
    def watch(every: Every = "5m", heartbeat: Heartbeat = None) -> None:
        """Keep running: pull, score and send, until told to end."""
        keeping = _watch(instruments, every, heartbeat)
        with ending_on_signals(keeping.waking):
            keeping.go_on()

    @app.command()
    def serve(
        every: Every = "5m",
        heartbeat: Heartbeat = None,
        host: Annotated[
            str, typer.Option(help="TLS belongs to a proxy on this machine.")
        ] = "127.0.0.1",
        port: Annotated[int, typer.Option(min=1, max=65535)] = 8056,
    ) -> None:
        """Keep running, and at once when the form server tells of something new."""
        word = checked(secret("hook_secret"))
        keeping = _watch(instruments, every, heartbeat)
        with ending_on_signals(keeping.waking):
            Serving(keeping, word, host, port).run()

    app.add_typer(_mails(), name="mails")
    return app


def leave(outcome: Outcome) -> None:
    """End a command with the exit code that an outcome calls for."""
    said = list(dict.fromkeys(map(explained, outcome.errors)))
    if outcome.is_late or outcome.unsent:
        for line in said:
            telling.say(line)
        raise typer.Exit(TRY_LATER)
    if outcome.errors:
        for line in said[1:]:
            telling.say(line)
        raise outcome.errors[0]
    if not outcome.sound or any(one.is_shown for one in outcome.problems):
        raise typer.Exit(FOUND_PROBLEMS)


def _watch(instruments: Instruments, every: str, heartbeat: Path | None) -> Watch:
    place = workspace.required()
    # What is wrong in the settings is told now, and not by the first run.
    projects(place, None)
    operator_of(place)
    waking = Waking()

    def once() -> Outcome:
        here, ending = workspace.required(), waking.ending.is_set
        with closing(store_of(here)) as store, store.alone():
            return running.run(here, instruments, store, stopping=ending)

    return Watch(
        once,
        lambda is_over: routes.alarm(place, is_over=is_over),
        waking,
        duration(every, "--every"),
        limits_of(place).mail,
        heartbeat,
    )


def _mails() -> typer.Typer:
    app = typer.Typer(help="Mails that have not arrived.", invoke_without_command=True)

    @app.callback()
    def listed(
        context: typer.Context,
        form: Annotated[Format, typer.Option("--format")] = Format.TEXT,
    ) -> None:
        """List the mails that wait, were given up or came back."""
        if context.invoked_subcommand is None:
            with transaction(workspace.required()) as connection:
                found = undelivered.listed(connection)
            _show(found, form)
            if any(one.state != "waits" for one in found):
                raise typer.Exit(FOUND_PROBLEMS)

    @app.command()
    def retry() -> None:
        """Have everything that waits or was given up tried by the next run."""
        with transaction(workspace.required()) as connection:
            count = undelivered.retry(connection, datetime.now(UTC))
            audit.note(connection, "mails retry", "mails put back", count=count)
        telling.say(f"{count} mails are tried by the next run.")

    @app.command()
    def settle(
        number: Annotated[
            str, typer.Argument(help="The number that remon mails shows.")
        ],
        by: Annotated[str, typer.Option(help="Who told the people: a role, no name.")],
    ) -> None:
        """Close a mail that never arrived, its news having been told otherwise."""
        role = role_of(by)
        with transaction(workspace.required()) as connection:
            known = undelivered.settle(connection, number, role, datetime.now(UTC))
            audit.note(
                connection, "mails settle", "mails settled", count=int(known), role=role
            )
        if not known:
            telling.say(
                "No mail that was given up or came back has this number: look at "
                "remon mails."
            )
            raise typer.Exit(FOUND_PROBLEMS)
        telling.say("Settled.")

    @app.command()
    def bounced(
        files: Annotated[
            list[Path], typer.Argument(help="Reports as files (.eml).", exists=True)
        ],
    ) -> None:
        """Take over reports that a mail could not be delivered."""
        with transaction(workspace.required()) as connection:
            marked = [_marked(connection, path) for path in files]
        telling.say(f"{sum(marked)} of {len(marked)} reports are about mails of ours.")
        if not all(marked):
            telling.say(
                "The others tell of a delay only, of other mails, or are not written "
                "in the standard form."
            )
            raise typer.Exit(FOUND_PROBLEMS)

    return app


def _marked(connection: Connection, path: Path) -> bool:
    with path.open("rb") as file:
        found = bounces.read(file.read(bounces.LARGEST + 1))
    if found is None:
        return False
    return undelivered.came_back(
        connection, found.message_id, found.status, datetime.now(UTC)
    )


def _show(found: list[Listed], form: Format) -> None:
    if form is Format.JSON:
        telling.answer_json([asdict(one) for one in found])
        return
    if not found:
        telling.say("no mail waits")
        return
    telling.table(
        ("number", "mail", "state", "made", "tries", "reason"),
        (
            (
                one.number,
                one.name,
                one.state,
                f"{one.made_at:%Y-%m-%d %H:%M} UTC",
                one.attempts,
                one.reason,
            )
            for one in found
        ),
    )
