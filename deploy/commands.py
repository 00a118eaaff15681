"""remon deploy, sandbox."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer
from stamina.instrumentation import RetryDetails, set_on_retry_hooks

from builder import telling
from builder.build import built
from deploy.connection import connect
from deploy.release import allowed, release
from deploy.sandbox import Sandbox, serving
from instrument_specs import workspace
from instrument_specs.registry import Instruments


def _told(details: RetryDetails) -> None:
    telling.say(f"The server is slow to answer: again in {details.wait_for:.0f} s …")


def commands(instruments: Instruments) -> typer.Typer:
    """Give the commands of this folder."""
    app = typer.Typer()
    set_on_retry_hooks([_told])

    @app.command()
    def deploy(
        country: Annotated[str, typer.Option(help="Three letters, as in NGA.")],
        tool: Annotated[
            str | None, typer.Option(help="One form; all when left out.")
        ] = None,
        *,
        training: Annotated[
            bool, typer.Option("--training", help="Publish a profile with examples.")
        ] = False,
    ) -> None:
        """Publish the forms; a second run changes nothing."""
        place = workspace.required()
        allowed(country, instruments.unready(country), training=training)
        server = connect(place)
        telling.say(f"Connected as {server.whoami()}.")
        for one in [tool] if tool else instruments.tools():
            with telling.working(f"{country}/{one}: building and checking"):
                made = built(instruments, country, one)
            done = release(made, instruments, server, place, telling.say)
            said = "published" if done.changed else "unchanged"
            telling.answer(f"{country}/{one}  {said}  {done.uid}  {done.version}")

    @app.command()
    def sandbox(
        port: Annotated[int, typer.Option(help="Port on this machine.")] = 8055,
        folder: Annotated[
            Path | None, typer.Option(help="Keeps forms and answers between runs.")
        ] = None,
    ) -> None:
        """Serve a stand-in for KoboToolbox on this machine, for training days."""
        box = Sandbox(folder=folder)
        with serving(box, port=port) as url:
            telling.say(f"The sandbox serves {url} until you press Ctrl-C.")
            telling.say(f"Its token is {box.token}.")
            try:
                while True:
                    time.sleep(1)
            except KeyboardInterrupt:
                telling.say("The sandbox is closed.")

    return app
