"""remon wording heard."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

import typer

from builder import telling
from builder.telling import Format
from instrument_specs import workspace
from instrument_specs.registry import Instruments
from scorers.operating.projects import projects
from scorers.options import Country
from scorers.reading.values import SOMETHING
from scorers.scoring.heard import SMALLEST, Heard, heard
from scorers.storing import archive
from scorers.storing.opening import transaction


def adding(instruments: Instruments) -> Callable[[typer.Typer], None]:
    """Give what adds the command to the others about wording."""

    def add(app: typer.Typer) -> None:
        @app.command(name="heard")
        def heard_(
            country: Country = None,
            form: Annotated[Format, typer.Option("--format")] = Format.TEXT,
        ) -> None:
            """List which questions interviewers put in other words, and how often."""
            found = _heard(instruments, country)
            if form is Format.JSON:
                telling.answer_json([{**place, **one.told()} for place, one in found])
                return
            telling.table(
                ("Country", "Form", "Item", "Question", "Talks", "Languages", "Rounds"),
                (
                    (
                        *place.values(),
                        one.item or "(no such number)",
                        one.label,
                        _figure(one.interviews),
                        _figures(one.languages),
                        _figures(one.rounds),
                    )
                    for place, one in found
                ),
            )
            telling.say(
                f"<{SMALLEST} stands for one to {SMALLEST - 1}. The words themselves "
                "are not kept here: read them on the server."
            )

    return add


def _heard(
    instruments: Instruments, country: str | None
) -> list[tuple[dict[str, Any], Heard]]:
    place = workspace.required()
    with transaction(place) as connection:
        return [
            ({"country": one.country, "form": one.tool}, item)
            for one in projects(place, country)
            for item in heard(
                instruments.form(one.country, one.tool),
                archive.submissions(connection, one.key),
            )
        ]


def _figures(counts: Mapping[str, int | None]) -> str:
    return ", ".join(
        f"{name if name and name != SOMETHING else 'other'}: {_figure(count)}"
        for name, count in counts.items()
    )


def _figure(count: int | None) -> str:
    return f"<{SMALLEST}" if count is None else str(count)
