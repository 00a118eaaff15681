"""remon sandbox."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from builder import telling
from deploy.sandbox import Sandbox, serving


def commands() -> typer.Typer:
    """Give the command that serves the stand-in."""
    app = typer.Typer()

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
