"""remon i18n sheet, unsheet, backtranslate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from . import backtranslation
from . import sheet as sheets
from .options import By, Catalogue, In, Language, Opens, Out, Own, known, role, today
from .review import Review


def add_sheets(app: typer.Typer, opens: Opens) -> None:
    """Add the commands that write spreadsheets and read them again."""

    @app.command()
    def sheet(
        language: Language,
        catalogue: Catalogue = None,
        out: Out = None,
        *,
        own: Own = False,
    ) -> None:
        """Write a language as a spreadsheet, for those who do not use PO files."""
        on = opens(own=own)
        made = sheets.sheet(on, known(on, language), catalogue or list(on.sources))
        _written(out or Path(f"translation.{language}.xlsx"), made)

    @app.command()
    def unsheet(
        source: Annotated[Path, typer.Argument(help="The spreadsheet to take over.")],
        *,
        own: Own = False,
    ) -> None:
        """Take over what was typed into a spreadsheet."""
        on = opens(own=own, writing=True)
        taken = sheets.taken_over(on, source)
        for name, keys in taken.changed.items():
            typer.echo(f"{name}.{taken.language}.po  {len(keys)} texts changed")
        if not taken.changed:
            typer.echo("Nothing was changed.", err=True)
        if taken.emptied:
            typer.echo(
                f"{taken.emptied} cells had been emptied: their texts stay as before.",
                err=True,
            )

    @app.command()
    def backtranslate(
        language: Language = "",
        catalogue: Catalogue = None,
        section: In = None,
        source: Annotated[
            Path | None, typer.Option("--from", help="A sheet that is filled in.")
        ] = None,
        by: By = "",
        out: Out = None,
        *,
        own: Own = False,
    ) -> None:
        """Write the sheet for the second translator, or compare what came back."""
        on = opens(own=own, writing=source is not None)
        if source is None:
            names = catalogue or list(on.sources)
            made = backtranslation.backtranslation(
                on, known(on, language), names, section or []
            )
            _written(out or Path(f"back.{language}.xlsx"), made)
            return
        given = Review("back-translated", today(), role(by))
        result = backtranslation.compared(on, source, given)
        _written(out or Path(f"comparison.{result.language}.xlsx"), result.workbook)
        for one in result.done:
            typer.echo(f"{one}  back-translated")
        for one in result.unfinished:
            typer.echo(f"{one}  not finished: it stays as it was", err=True)


def _written(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    typer.echo(str(path))
