"""remon audit: who saw or changed what."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer

from builder import telling
from instrument_specs import workspace
from scorers.storing import audit
from scorers.storing.opening import transaction


def mount(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("audit")(shown)


def shown(
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="From this day.")
    ] = None,
    form: Annotated[telling.Format, typer.Option("--format")] = telling.Format.TEXT,
) -> None:
    """Show who saw or changed what belongs to people."""
    with transaction(workspace.required()) as connection:
        found = audit.lines(connection, since and since.replace(tzinfo=UTC))
    lines = [asdict(one) | {"at": one.at.isoformat()} for one in found]
    if form is telling.Format.JSON:
        telling.answer_json(lines)
    else:
        telling.table(lines[0] if lines else (), (one.values() for one in lines))
