"""remon check, build, codebook, print, walk."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from . import telling
from .build import built, checked, written
from .cells import plain
from .checks import Finding
from .codebook import Description, codebook, mixed
from .codebook_page import codebook_page
from .printing import printable, printed
from .recorded import misplaced, recorded
from .registry import Registry
from .spoken import said_well
from .telling import Format
from .walking import add_walk
from .xform import validated

FOUND_PROBLEMS = 1
Country = Annotated[
    str | None, typer.Option(help="Three letters, as in NGA; all when left out.")
]
Tool = Annotated[str | None, typer.Option(help="One form; all when left out.")]
Worded = Annotated[
    str,
    typer.Option(
        "--wording",
        help="own, or toolkit: from your own copy. As in remon.toml when left out.",
    ),
]


def commands(registry: Registry) -> typer.Typer:  # noqa: C901, PLR0915 - one command each
    """Give the commands of this folder, for the instruments they are handed."""
    app = typer.Typer()

    @app.command()
    def check(
        country: Country = None,
        tool: Tool = None,
        form: Annotated[Format, typer.Option("--format")] = Format.TEXT,
        wording: Worded = "",
    ) -> None:
        """Check specs, texts and profiles: all that can be known without a server."""
        _tell_examples(registry)
        chosen = registry.worded(wording)
        found = []
        xforms = []
        places = _places(registry, country, tool)
        for place in places:
            with telling.working(f"Checking {'/'.join(place)}"):
                here = checked(chosen, *place)
            found += here
            if not any(one.severity == "error" for one in here):
                xforms.append(built(chosen, *place).xform)
        those = [country] if country else registry.countries()
        found += said_well(registry, those)
        found += recorded(registry, those)
        found += misplaced(registry)
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
            telling.say(_counted(len(places), found))
        if any(one.severity == "error" for one in found):
            raise typer.Exit(FOUND_PROBLEMS)

    @app.command()
    def build(
        country: Country = None,
        tool: Tool = None,
        out: Annotated[Path, typer.Option(help="Folder to write to.")] = Path("build"),
        wording: Worded = "",
        *,
        release: Annotated[
            bool, typer.Option("--release", help="Only what is ready for real use.")
        ] = False,
    ) -> None:
        """Write the forms as XLSForm and XForm files."""
        _tell_examples(registry)
        if release:
            _stop_unready(registry, [country] if country else registry.countries())
        chosen = registry.worded(wording)
        for place in _places(registry, country, tool):
            with telling.working(f"Building {'/'.join(place)}"):
                made = built(chosen, *place)
                validated([made.xform])
            for warning in made.warnings:
                telling.say(f"warning: {warning}")
            if said := mixed(made.form, made.wording):
                telling.say(f"{'/'.join(place)}: {said}")
            for path in written(made, out):
                telling.answer(f"{path}  {made.hash}")

    @app.command(name="codebook")
    def show_codebook(
        country: Annotated[str, typer.Option(help="Three letters, as in NGA.")],
        tool: Annotated[str, typer.Option(help="The form to describe.")],
        form: Annotated[
            str, typer.Option("--format", help="html, json or csv")
        ] = "json",
        out: Annotated[Path | None, typer.Option(help="Write to this file.")] = None,
        wording: Worded = "",
    ) -> None:
        """Describe a form: every item with its texts, choices and conditions."""
        if form not in {"html", "json", "csv"}:
            raise typer.BadParameter(f"no format {form!r}: html, json or csv")
        _tell_examples(registry)
        chosen = registry.worded(wording)
        made = chosen.form(country, tool)
        worded = chosen.wording(country, chosen.catalogues(tool))
        if form == "html":
            _given(codebook_page(made, worded), out)
            return
        described = codebook(made, worded)
        text = telling.as_json(described) if form == "json" else _as_csv(described)
        _given(text, out)

    @app.command(name="print")
    def show_printed(
        country: Annotated[str, typer.Option(help="Three letters, as in NGA.")],
        tool: Annotated[str, typer.Option(help="A form or a paper; see the docs.")],
        language: Annotated[
            str, typer.Option(help="As in en; the country's first when left out.")
        ] = "",
        out: Annotated[Path | None, typer.Option(help="Write to this file.")] = None,
        wording: Worded = "",
    ) -> None:
        """Write a form, a consent sheet or a card as a page to print."""
        if tool not in printable(registry):
            known = ", ".join(printable(registry))
            raise typer.BadParameter(f"nothing called {tool!r} to print, only {known}")
        _tell_examples(registry)
        _given(printed(registry.worded(wording), country, tool, language), out)

    add_walk(app, registry)
    return app


def _tell_examples(registry: Registry) -> None:
    if registry.folder is None:
        telling.say("no workspace here: these are the example profiles that ship")


def _counted(forms: int, found: Sequence[Finding]) -> str:
    """Sum up a check; forms are sound when nothing in it is an error."""
    said = f"{forms} form" + ("" if forms == 1 else "s")
    if not any(one.severity == "error" for one in found):
        said += " is sound" if forms == 1 else " are sound"
    return f"{said}, {len(found)} finding" + ("." if len(found) == 1 else "s.")


def _stop_unready(registry: Registry, countries: Sequence[str]) -> None:
    """Say all that keeps these countries from release, and stop if anything does."""
    found = [f"{one}: {said}" for one in countries for said in registry.unready(one)]
    for line in found:
        telling.answer(line)
    if found:
        telling.say("Nothing was built for release: see to these first.")
        raise typer.Exit(FOUND_PROBLEMS)


def _given(text: str, out: Path | None) -> None:
    """Write a result to a file, or to standard output."""
    if out is None:
        telling.out.file.write(text)
    else:
        out.write_text(text, encoding="utf-8")
        telling.say(f"{out} written")


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
    return plain(text)
