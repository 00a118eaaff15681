"""Score a file of submissions, without any server, and write score tables."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import polars as pl

from builder.cells import FORMULA, SHOWN, plain
from builder.form import Form
from scorers.reading.needed import SUMS
from scorers.reading.normalise import read_rows
from scorers.reading.submission import SetAside, Submission

from .agreement import Agreement, MadeWith, compare
from .interviews import approved, work_out
from .score import score_interviews


class TableFormat(StrEnum):
    """How a score table is shown or written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    PARQUET = "parquet"


FIRST = ("country", "submission", "outcome", "respondent_code", "round", "sitting")
LAST = (*SUMS, "red_flags", "severity", "scoring_profile", "form_version")


class FileError(ValueError):
    """A file of submissions cannot be used; told to the M&E officer."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A score table, what was set aside, and whether the phones agree with it."""

    table: pl.DataFrame
    set_aside: tuple[SetAside, ...]
    problems: int
    agreement: Agreement


def read_file(path: Path) -> object:
    """Read a file of rows as KoboToolbox's data API returns them."""
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise FileError(f"{path} is not a text file in UTF-8") from error
    except json.JSONDecodeError as error:
        raise FileError(
            f"{path} is not JSON (line {error.lineno}, column {error.colno}): save the "
            "answer of the server's data address as it is"
        ) from error
    except (ValueError, RecursionError) as error:
        # Endless digits or brackets: no server writes them, and we stop here.
        raise FileError(f"{path} holds what no server of forms writes") from error


def scored(form: Form, rows: object, profile: str, here: MadeWith) -> Scored:
    """Score rows under a scoring profile; what cannot be read is set aside."""
    read = list(read_rows(form, rows))
    submissions, repeated = newest(read)
    everything = work_out(form, submissions)
    return Scored(
        score_interviews(approved(everything), profile),
        (*(one for one in read if isinstance(one, SetAside)), *repeated),
        sum(len(one.problems) for one in submissions),
        compare(everything, here),
    )


def newest(
    read: Iterable[Submission | SetAside],
) -> tuple[list[Submission], list[SetAside]]:
    """Take each submission once: the one with the highest number, else the last.

    Files put together from several downloads hold some rows more than once, and
    a person counted twice would change every figure.
    """
    kept: dict[str, Submission] = {}
    repeated: list[SetAside] = []
    for one in read:
        if isinstance(one, SetAside):
            continue
        before = kept.get(one.submission)
        if before is not None and before != one:
            repeated.append(SetAside(one.submission, "is there twice: newest taken"))
        if before is None or (one.server_id or 0) >= (before.server_id or 0):
            kept[one.submission] = one
    return list(kept.values()), repeated


def ordered(table: pl.DataFrame) -> pl.DataFrame:
    """Put the columns of stored scores in the order in which they are read."""

    def place(column: str) -> tuple[int, int, int]:
        if component := re.fullmatch(r"([ESP])([0-9]+)", column):
            return len(FIRST), "ESP".index(component[1]), int(component[2])
        if column in FIRST:
            return FIRST.index(column), 0, 0
        return len(FIRST) + 1, LAST.index(column) if column in LAST else len(LAST), 0

    columns: list[str] = sorted(table.columns, key=place)
    return table.select(columns)


def written(table: pl.DataFrame, kind: TableFormat) -> bytes:
    """Write a score table; lists become space-separated words in CSV."""
    if kind is TableFormat.JSON:
        rows = json.dumps(table.to_dicts(), ensure_ascii=False, indent=1, default=str)
        return rows.encode() + b"\n"
    sink = io.BytesIO()
    if kind is TableFormat.PARQUET:
        table.write_parquet(sink)
    else:
        # Where nobody has a flag, the lists are of no type at all.
        lists = [name for name, kind in table.schema.items() if kind == pl.List]
        words = pl.col(lists).cast(pl.List(pl.String)).list.join(" ")
        flat = table.with_columns(words) if lists else table
        safe = flat.with_columns(
            pl.col(pl.String).str.replace(FORMULA, f"{SHOWN}${{1}}")
        )
        safe.rename(plain).write_csv(sink)
    return sink.getvalue()
