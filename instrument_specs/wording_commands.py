"""remon wording import, change, list."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from builder import telling
from builder.extraction import extracted
from builder.telling import Format
from translations.catalogue import SHARED
from translations.errors import CatalogueError

from . import workspace
from .overlays import chosen, country_wording, importing, told
from .overlays.country_wording import Change
from .overlays.printed_copy import read_copy
from .overlays.reasons import Reason
from .registry import Instruments
from .workspace import WorkspaceError

FOUND_PROBLEMS = 1
COLUMNS = ("form", "key", "language", "text", "by", "on", "why")
SECOND = "agreed"  # a column that may be left out
Output = Annotated[Format, typer.Option("--format")]
Sources = dict[str, dict[str, str]]


def commands(  # noqa: C901 - one command each
    instruments: Instruments, *more: Callable[[typer.Typer], None]
) -> typer.Typer:
    """Give the commands under `remon wording`; `more` add their own to them."""
    app = typer.Typer(help="The printed wording, a country's own, and words heard.")

    @app.command(name="import")
    def import_(
        file: Annotated[
            Path, typer.Argument(help="Text or PDF; a table for --country.")
        ],
        country: Annotated[
            str | None, typer.Option(help="Take over a table of its changes.")
        ] = None,
        form: Output = Format.TEXT,
        *,
        everything: Annotated[
            bool, typer.Option("--all", help="List what was taken over as well.")
        ] = False,
    ) -> None:
        """Read the printed wording from your own copy of the toolkit."""
        place = workspace.required().folder
        if country is not None:
            instruments.profile(country)
            for path in _changed(instruments, place, _table(file, country)):
                telling.answer(str(path))
            return
        done = importing.imported(instruments, read_copy(file))
        paths = importing.written(done, chosen.toolkit_folder(place), _today())
        _keep_from_git(place)
        if form is Format.JSON:
            telling.answer_json(told.as_object(done))
        else:
            telling.table(told.COLUMNS, told.rows(done, everything=everything))
            for path in paths:
                telling.answer(str(path))
        telling.say(told.summary(done))
        telling.say("Git ignores these files; do not share them. See docs/wording.md.")
        if not told.sound(done.found):
            raise typer.Exit(FOUND_PROBLEMS)

    @app.command()
    def change(
        key: Annotated[str, typer.Argument(help="As in q13_1:label or yes_no:yes.")],
        country: Annotated[str, typer.Option(help="Three letters, as in NGA.")],
        tool: Annotated[str, typer.Option(help="The form.")],
        text: Annotated[str, typer.Option(help="The words to use.")],
        by: Annotated[str, typer.Option(help="Who decided: a role, no name.")],
        why: Annotated[str, typer.Option(help="The reason, in a few words.")],
        language: Annotated[str, typer.Option(help="As in en.")] = "en",
        day: Annotated[str, typer.Option(help="2026-03-01; today if left out.")] = "",
        agreed: Annotated[
            str, typer.Option(help="The second role; without one it is a draft.")
        ] = "",
    ) -> None:
        """Say one text in other words in one country, and say why."""
        place = workspace.required().folder
        reason = Reason(
            " ".join(by.split()),
            day or _today().isoformat(),
            " ".join(why.split()),
            " ".join(agreed.split()),
        )
        wanted = Change(country, tool, language, key, text.strip(), "", reason)
        for path in _changed(instruments, place, [wanted]):
            telling.answer(str(path))

    @app.command(name="list")
    def list_(
        country: Annotated[
            str | None, typer.Option(help="Three letters; all when left out.")
        ] = None,
        form: Output = Format.TEXT,
    ) -> None:
        """List what countries say in other words, and who changed it when and why."""
        place = workspace.required().folder
        countries = [country] if country else instruments.countries()
        changed = {
            name for one in countries for name in country_wording.catalogues(place, one)
        }
        sources = _sources(changed) if changed else {}
        found = [
            one
            for each in countries
            for one in country_wording.changes(place, each, sources)
        ]
        if form is Format.JSON:
            telling.answer_json([one.told() for one in found])
        else:
            telling.table(
                ("Country", "Form", "Key", "Words", "Who, when, why", "Problem"),
                (
                    (
                        one.country,
                        one.catalogue,
                        f"{one.key} ({one.language})",
                        one.text,
                        one.reason,
                        one.problem,
                    )
                    for one in found
                ),
            )
        if any(one.problem for one in found):
            raise typer.Exit(FOUND_PROBLEMS)

    for add in more:
        add(app)
    return app


class _Some(Instruments):
    """Some of the tools only: to know the texts of one, not all are built."""

    def __init__(self, wanted: Iterable[str]) -> None:
        super().__init__()
        self._some = frozenset(wanted)

    def tools(self) -> Sequence[str]:
        return [one for one in super().tools() if one in self._some]


def _changed(
    instruments: Instruments, place: Path, wanted: Iterable[Change]
) -> list[Path]:
    """Write changes down; none of them when one cannot stand."""
    whole = list(wanted)
    sources = _sources({one.catalogue for one in whole})
    for one in whole:
        languages = instruments.profile(one.country).languages
        if one.language not in languages:
            raise CatalogueError(
                f"{one.key}: {one.country} has no language {one.language!r}, only "
                f"{', '.join(languages)}"
            )
        country_wording.entry_of(one, sources)
    paths = [country_wording.made(one, sources, place) for one in whole]
    return list(dict.fromkeys(paths))


def _sources(catalogues: Collection[str]) -> Sources:
    """Give our texts by catalogue and key, of these catalogues at least."""
    every = Instruments().tools()
    found = extracted(_Some(every if SHARED in catalogues else catalogues))
    return {name: {one.key: one.text for one in known} for name, known in found.items()}


def _table(path: Path, country: str) -> list[Change]:
    """Read a table of changes, as a spreadsheet saves it as CSV."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WorkspaceError(f"{path} is no text in UTF-8: save it as CSV") from error
    reader = csv.DictReader(io.StringIO(text))
    if set(reader.fieldnames or ()) - {SECOND} != set(COLUMNS):
        raise WorkspaceError(
            f"{path} must have the columns {', '.join(COLUMNS)}, and may have {SECOND}"
        )
    rows = list(reader)
    for number, row in enumerate(rows, 2):
        if None in row or None in row.values():
            raise WorkspaceError(f"{path}, row {number}: cells are missing or too many")
    return [
        Change(
            country,
            row["form"],
            row["language"],
            row["key"],
            row["text"].strip(),
            "",
            Reason(
                " ".join(row["by"].split()),
                row["on"].strip(),
                " ".join(row["why"].split()),
                " ".join(row.get(SECOND, "").split()),
            ),
        )
        for row in rows
    ]


def _keep_from_git(place: Path) -> None:
    """Let git ignore the folder even where the workspace's own list does not."""
    path = chosen.toolkit_folder(place) / ".gitignore"
    path.write_text("*\n", encoding="utf-8")


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the office's own day
