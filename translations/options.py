"""What the commands on translations ask for, and how they open the catalogues."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Protocol

import typer

from .errors import CatalogueError
from .shelf import Shelf

Language = Annotated[str, typer.Option(help="As in fr.")]
Languages = Annotated[
    list[str] | None, typer.Option("--language", help="As in fr; all when left out.")
]
Catalogue = Annotated[
    list[str] | None, typer.Option(help="As in survey; all when left out.")
]
In = Annotated[list[str] | None, typer.Option("--section", help="As in consent.")]
Out = Annotated[Path | None, typer.Option(help="The file to write.")]
Own = Annotated[
    bool, typer.Option("--own", help="The package's own catalogues, for developers.")
]
By = Annotated[str, typer.Option(help="Your role, as in protection officer; no name.")]


class Opens(Protocol):
    """Opens the catalogues; `writing` is refused where there is no workspace."""

    def __call__(self, *, own: bool, writing: bool = False) -> Shelf: ...


def known(on: Shelf, language: str) -> str:
    """Refuse a language without a catalogue."""
    languages = on.languages()
    if language not in languages:
        raise CatalogueError(
            f"there is no catalogue in {language!r}, only in {', '.join(languages)}: "
            f"begin one with: remon i18n merge --language {language or 'fr'}"
        )
    return language


def role(by: str) -> str:
    if not by.strip():
        raise typer.BadParameter("say in which role: --by 'protection officer'")
    return " ".join(by.split())


def today() -> date:
    return date.today()  # noqa: DTZ011 - the office's own day
