"""remon i18n extract, merge, stats, check; the others are added to them.

They work on the workspace's own folder, and with `--own` on the catalogues of
the package itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from . import files
from .catalogue import SOURCE_LANGUAGE
from .checks import checked
from .errors import CatalogueError
from .merging import merge
from .options import Languages, Own
from .review_commands import add_reviews
from .sheet_commands import add_sheets
from .shelf import Shelf
from .sources import Sources
from .stats import progress

FOUND_PROBLEMS = 1


class Format(StrEnum):
    """How a command answers: for a person, or for a program."""

    TEXT = "text"
    JSON = "json"


How = Annotated[Format, typer.Option("--format")]


def commands(  # noqa: C901 - one command each
    sources: Callable[[], Sources], folders: Callable[[], tuple[Path, ...]]
) -> typer.Typer:
    """Give the commands; `folders` are those of catalogues, the package's last."""
    app = typer.Typer()
    i18n = typer.Typer(help="Translations: make, check and agree on them.")
    app.add_typer(i18n, name="i18n")

    def shelf(*, own: bool, writing: bool = False) -> Shelf:
        found = folders()
        if writing and not own and len(found) == 1:
            raise CatalogueError(
                "this folder is no workspace: change to one, or make one with: remon "
                "init"
            )
        return Shelf(found[-1:] if own else found, sources())

    @i18n.command()
    def extract(
        out: Annotated[Path, typer.Option(help="Folder to write to.")] = Path(
            "templates"
        ),
    ) -> None:
        """Write what there is to translate as templates (POT), without a language."""
        for name, wanted in sources().items():
            file = files.template()
            merge(file, wanted)
            path = out / f"{name}.pot"
            files.write(path, file)
            typer.echo(f"{path}  {len(wanted)} texts")

    @i18n.command(name="merge")
    def merge_(language: Languages = None, *, own: Own = False) -> None:
        """Bring catalogues up to date with the forms; begin new languages."""
        on = shelf(own=own, writing=True)
        for one in language or on.languages():
            for name in on.sources:
                done = on.merge(name, one)
                counts = (
                    ("new", done.added),
                    ("changed, to look at", done.changed),
                    ("gone", done.gone),
                    ("back again", done.returned),
                )
                said = [f"{len(keys)} {what}" for what, keys in counts if keys]
                typer.echo(f"{name}.{one}.po  {', '.join(said) or 'up to date'}")

    @i18n.command()
    def stats(
        language: Languages = None, form: How = Format.TEXT, *, own: Own = False
    ) -> None:
        """Tell how much is translated and agreed on, by language and catalogue."""
        on = shelf(own=own)
        wanted = language or [SOURCE_LANGUAGE, *on.languages()]
        rows = [one.told() for one in progress(on.folders, on.sources, wanted)]
        if form is Format.JSON:
            _json(rows)
        else:
            _table(rows)

    @i18n.command()
    def check(
        language: Languages = None, form: How = Format.TEXT, *, own: Own = False
    ) -> None:
        """Check translations: what is missing, altered, broken or too long."""
        on = shelf(own=own)
        found = list(checked(on.folders, on.sources, language or on.languages()))
        if form is Format.JSON:
            _json([one.told() for one in found])
        else:
            for one in found:
                typer.echo(
                    f"{one.severity} [{one.rule}] {one.file} {one.key} {one.problem}. "
                    f"{one.remedy}."
                )
            typer.echo(f"{len(found)} findings.", err=True)
        if any(one.severity == "error" for one in found):
            raise typer.Exit(FOUND_PROBLEMS)

    add_sheets(i18n, shelf)
    add_reviews(i18n, shelf)
    return app


def _json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1))


def _table(rows: Sequence[dict[str, Any]]) -> None:
    """Write rows in columns, numbers to the right."""
    if not rows:
        return
    titles = list(rows[0])
    cells = [titles, *([_cell(row[title]) for title in titles] for row in rows)]
    widths = [max(len(line[place]) for line in cells) for place in range(len(titles))]
    for line in cells:
        texts = [
            cell.ljust(width) if place < 2 else cell.rjust(width)  # noqa: PLR2004 - two names
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        typer.echo("  ".join(texts).rstrip())


def _cell(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
