"""remon check, build, codebook."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Annotated

import typer

from . import telling
from .build import built, checked, written
from .codebook import Description, codebook
from .registry import Registry
from .telling import Format
from .xform import validated

FOUND_PROBLEMS = 1
Country = Annotated[
    str | None, typer.Option(help="Three letters, as in NGA; all when left out.")
]
Tool = Annotated[str | None, typer.Option(help="One form; all when left out.")]


def commands(registry: Registry) -> typer.Typer:  # noqa: C901 - one command each
    """Give the commands of this folder, for the instruments they are handed."""
    app = typer.Typer()

    @app.command()
    def check(
        country: Country = None,
        tool: Tool = None,
        form: Annotated[Format, typer.Option("--format")] = Format.TEXT,
    ) -> None:
        """Check specs, texts and profiles: all that can be known without a server."""
        found = []
        xforms = []
        for place in _places(registry, country, tool):
            with telling.working(f"Checking {'/'.join(place)}"):
                here = checked(registry, *place)
            found += here
            if not any(one.severity == "error" for one in here):
                xforms.append(built(registry, *place).xform)
        with telling.working(f"ODK Validate on {len(xforms)} forms"):
            if xforms:
                validated(xforms)
        if form is Format.JSON:
            telling.answer_json([one.told() for one in found])
        else:
            for one in found:
                telling.answer(
                    f"{one.severity} [{one.rule}] {one.place} {one.problem}. "
                    f"{one.remedy}."
                )
            telling.say(f"{len(xforms)} forms are sound, {len(found)} findings.")
        if any(one.severity == "error" for one in found):
            raise typer.Exit(FOUND_PROBLEMS)

    @app.command()
    def build(
        country: Country = None,
        tool: Tool = None,
        out: Annotated[Path, typer.Option(help="Folder to write to.")] = Path("build"),
    ) -> None:
        """Write the forms as XLSForm and XForm files."""
        for place in _places(registry, country, tool):
            with telling.working(f"Building {'/'.join(place)}"):
                made = built(registry, *place)
                validated([made.xform])
            for warning in made.warnings:
                telling.say(f"warning: {warning}")
            for path in written(made, out):
                telling.answer(f"{path}  {made.hash}")

    @app.command(name="codebook")
    def show_codebook(
        country: Annotated[str, typer.Option(help="Three letters, as in NGA.")],
        tool: Annotated[str, typer.Option(help="The form to describe.")],
        form: Annotated[str, typer.Option("--format", help="json or csv")] = "json",
        out: Annotated[Path | None, typer.Option(help="Write to this file.")] = None,
    ) -> None:
        """Describe a form: every item with its texts, choices and conditions."""
        made = registry.form(country, tool)
        wording = registry.wording(country, registry.catalogues(tool))
        described = codebook(made, wording)
        if form not in {"json", "csv"}:
            raise typer.BadParameter(f"no format {form!r}: json or csv")
        text = telling.as_json(described) if form == "json" else _as_csv(described)
        if out is None:
            telling.out.file.write(text)
        else:
            out.write_text(text, encoding="utf-8")
            telling.say(f"{len(described)} entries written to {out}")

    return app


def _places(
    registry: Registry, country: str | None, tool: str | None
) -> list[tuple[str, str]]:
    countries = [country] if country else registry.countries()
    tools = [tool] if tool else registry.tools()
    return [(one, other) for one in countries for other in tools]


def _as_csv(described: list[Description]) -> str:
    """Give one row for each entry; cells that a spreadsheet would run are quoted."""
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\n")
    writer.writerow(described[0])
    for entry in described:
        writer.writerow(_cell(value) for value in entry.values())
    return sink.getvalue()


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case dict():
            text = " | ".join(str(one) for one in value.values())
        case list():
            text = "; ".join(
                str(one["name"]) if isinstance(one, dict) else str(one) for one in value
            )
        case _:
            text = str(value)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@"} else text
