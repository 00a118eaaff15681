"""remon score: the score table, of what was pulled or of a file of submissions."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from builder import telling
from instrument_specs import workspace
from instrument_specs.registry import Instruments
from scorers.operating.rounds import alone, differing, made_with
from scorers.options import Country
from scorers.scoring.files import TableFormat, ordered, read_file, scored, written
from scorers.storing import audit, results

FOUND_PROBLEMS = 1
# What the toolkit says of its score (chapter 5): told with every table.
CAUTION = (
    "0 = high vulnerability, 18 = low vulnerability. Not for evaluating programmes; "
    "the people met do not stand for all who came back."
)
SHOWN = (
    "respondent_code",
    "round",
    "sitting",
    "outcome",
    "score_low",
    "score_high",
    "score",
    "severity",
)


def mount(app: typer.Typer, instruments: Instruments) -> None:
    """Add the command to `app`."""

    @app.command()
    def score(
        country: Country = None,
        tool: Annotated[
            str, typer.Option(help="The form that was answered.")
        ] = "survey",
        submissions: Annotated[
            Path | None, typer.Option(help="A file of rows; no server is asked.")
        ] = None,
        profile: Annotated[
            str, typer.Option(help="Scoring profile: toolkit or printed.")
        ] = "toolkit",
        form: Annotated[TableFormat, typer.Option("--format")] = TableFormat.TABLE,
        out: Annotated[Path | None, typer.Option(help="Write to this file.")] = None,
    ) -> None:
        """Score what was pulled, or a file of submissions."""
        if submissions is not None:
            if country is None:
                raise typer.BadParameter("--submissions needs --country")
            sound, table = _of_file(instruments, country, tool, submissions, profile)
        else:
            sound, table = _of_store(instruments, country, tool, profile)
        _show(table, form, out)
        if not sound:
            raise typer.Exit(FOUND_PROBLEMS)


def _of_file(
    instruments: Instruments, country: str, tool: str, path: Path, profile: str
) -> tuple[bool, pl.DataFrame]:
    here = made_with(instruments, country, tool)
    form = instruments.form(country, tool)
    found = scored(form, read_file(path), profile, here)
    for aside in found.set_aside:
        telling.say(f"{aside.row} is set aside: {aside.reason}")
    if found.problems:
        telling.say(
            f"{found.problems} answers are set aside, their points undetermined"
        )
    for wrong in found.agreement.disagreements:
        telling.say(differing(wrong))
    return not (found.agreement.disagreements or found.set_aside), found.table


def _of_store(
    instruments: Instruments, country: str | None, tool: str, profile: str
) -> tuple[bool, pl.DataFrame]:
    with alone(workspace.required(), instruments, country) as round_:
        agreed = round_.score(datetime.now(UTC))
        with round_.store.begin() as connection:
            rows = [
                {"country": one.country, **row}
                for one in round_.chosen
                if one.tool == tool
                for row in results.scores(connection, one.key, profile)
            ]
            audit.note(
                connection, "score", "scores shown", count=len(rows), project=tool
            )
    return agreed, ordered(pl.DataFrame(rows, infer_schema_length=None))


def _show(table: pl.DataFrame, form: TableFormat, out: Path | None) -> None:
    telling.say(CAUTION)
    if form is TableFormat.TABLE:
        shown = table.select(one for one in SHOWN if one in table.columns)
        telling.table(shown.columns, shown.rows())
        return
    content = written(table, form)
    if out is not None:
        _write_for_owner(out, content)
        telling.say(f"{len(table)} rows written to {out}")
    else:
        sys.stdout.buffer.write(content)


def _write_for_owner(path: Path, content: bytes) -> None:
    """Write a file that nobody else on this machine can read."""
    path.touch(mode=0o600)
    if path.is_file():
        path.chmod(0o600)
    path.write_bytes(content)
