"""Submissions to a table with a typed column for each node that is needed.

Repeats have tables of their own, with a row for each instance; `ROW` says
which submission it belongs to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import narwhals as nw
import polars as pl

from builder.entries import Entry
from builder.expr import Kind
from scorers.reading.submission import Submission

Frame: TypeAlias = nw.DataFrame[Any]

ROW = "row_number"
_TYPES: Mapping[Kind, type[pl.DataType]] = {
    "integer": pl.Int64,
    "date": pl.Date,
    "one": pl.String,
    "many": pl.String,
    "text": pl.String,
}


@dataclass(frozen=True, slots=True)
class Tables:
    """One table of submissions and one for each repeat, by the repeat's name."""

    submissions: Frame
    repeats: Mapping[str, Frame]


def tables(entries: Sequence[Entry], submissions: Sequence[Submission]) -> Tables:
    """Lay out what was entered; calculations are blank until worked out."""
    outside = [entry for entry in entries if entry.repeat is None]
    rows = [(number, one.answers) for number, one in enumerate(submissions)]
    by_repeat: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.repeat is not None:
            by_repeat.setdefault(entry.repeat.name, []).append(entry)
    return Tables(
        _frame(outside, rows),
        {
            name: _frame(
                inside,
                [
                    (number, instance)
                    for number, one in enumerate(submissions)
                    for instance in one.instances(name)
                ],
            )
            for name, inside in by_repeat.items()
        },
    )


def _frame(
    entries: Sequence[Entry], rows: Sequence[tuple[int, Mapping[str, Any]]]
) -> Frame:
    columns = [pl.Series(ROW, [number for number, _ in rows], dtype=pl.Int64)]
    for entry in entries:
        name = entry.node.name
        values = [answers.get(name) for _, answers in rows]
        columns.append(pl.Series(name, values, dtype=_TYPES[entry.node.answer.kind]))
    return nw.from_native(pl.DataFrame(columns), eager_only=True)
