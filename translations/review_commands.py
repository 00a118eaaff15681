"""remon i18n agree, sections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from .options import By, Catalogue, In, Language, Opens, Own, known, role, today
from .review import Review, Section


def add_reviews(app: typer.Typer, opens: Opens) -> None:
    """Add the commands on who has agreed with which section."""

    @app.command()
    def agree(
        language: Language,
        catalogue: Annotated[str, typer.Option(help="As in survey.")],
        section: In = None,
        by: By = "",
        *,
        whole: Annotated[
            bool, typer.Option("--whole", help="All sections, when you read them all.")
        ] = False,
        own: Own = False,
    ) -> None:
        """Record that you have read sections and agree with every text of them."""
        on = opens(own=own, writing=True)
        found = on.sections(catalogue, known(on, language))
        if bool(section) == whole:
            names = ", ".join(one.name for one in found)
            raise typer.BadParameter(f"name a --section ({names}), or say --whole")
        some = [
            on.section(catalogue, language, name) for name in section or ()
        ] or found
        given = Review("agreed", today(), role(by))
        on.reviewed(catalogue, language, some, given)
        _told_sections(on.sections(catalogue, language))

    @app.command()
    def sections(
        language: Language, catalogue: Catalogue = None, *, own: Own = False
    ) -> None:
        """Tell the state of each section: who looked at it, and what it still needs."""
        on = opens(own=own)
        for name in catalogue or on.sources:
            typer.echo(f"{name}.{language}.po")
            _told_sections(on.sections(name, known(on, language)))


def _told_sections(some: Sequence[Section]) -> None:
    for one in some:
        said = "; ".join(str(review) for review in one.reviews)
        gaps = [
            f"{one.open} texts to translate" if one.open else "",
            "changed since its review" if one.stale else "",
            f"{one.lacking} to agree" if one.lacking else "",
        ]
        notes = "; ".join(gap for gap in (said, *gaps) if gap)
        typer.echo(f"  {one.name}  {one.texts} texts  {one.stage}  {notes}".rstrip())
