"""Every condition over every answer sheet, in each reading.

A grid is one form, whose calculations are the conditions, and the answer
sheets that are tried on it. Values are compared as the form writes them: a
truth is 1 or 0, what is missing is blank.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import TypeAlias

import narwhals as nw
import polars as pl
from javarosa import Interview

from builder.case import Case
from builder.expr import Expr, Kind, points, sort_of
from builder.form import Form
from builder.one_case import Value
from builder.questions import Calculation, Joined, Question
from builder.relevance import guarded
from builder.wording import Wording
from builder.workbook import workbook
from builder.xform import compiled
from builder.xlsform import sheets
from builder.xpath import to_xpath
from scorers.scoring.frame import to_frame

Instances: TypeAlias = Sequence[Mapping[str, Value]]
Sheet: TypeAlias = Mapping[str, "Value | Instances"]
Table: TypeAlias = Mapping[str, list[str]]

COLUMN_TYPES: Mapping[Kind, type[pl.DataType]] = {
    "one": pl.String,
    "many": pl.String,
    "text": pl.String,
    "integer": pl.Int64,
    "date": pl.Date,
}


@dataclass(frozen=True, slots=True)
class Grid:
    """Conditions by the name of their calculation, and the sheets to try.

    `earlier` are sheets entered before: what they fill stays behind when a
    later answer takes the question away.
    """

    form: Form
    conditions: Mapping[str, Expr]
    sheets: Sequence[Sheet]
    earlier: Sequence[Sheet] = ()


def grid(
    form: Form,
    conditions: Iterable[Expr],
    sheets: Sequence[Sheet],
    earlier: Sequence[Sheet] = (),
) -> Grid:
    """Add each condition to the form as a calculation."""
    named = {f"c{number}": expr for number, expr in enumerate(conditions)}
    for name, expr in named.items():
        truth = sort_of(expr) == "truth"
        kind: Kind = "text" if sort_of(expr) == "text" else "integer"
        form.calculate(name, points(expr, 1) if truth else expr, kind)
    return Grid(form, named, sheets, earlier)


def every(**answers: Iterable[Value]) -> list[Sheet]:
    """Give every combination of the answers to some questions."""
    return [
        dict(zip(answers, values, strict=True)) for values in product(*answers.values())
    ]


def in_form(grid: Grid) -> Table:
    """Ask JavaRosa, through the form as it would be deployed."""
    xform = compiled_xform(grid.form)
    found: dict[str, list[str]] = {name: [] for name in grid.conditions}
    for before, sheet in zip(
        grid.earlier or [{}] * len(grid.sheets), grid.sheets, strict=True
    ):
        interview = Interview(xform)
        for answers in (before, sheet):
            assert interview.fill(entered(answers), again=False) == []
        sent = interview.sent()
        for name, values in found.items():
            values.append(" ".join(sent.get(name, [])))
    return found


def in_one_case(grid: Grid) -> Table:
    """Ask the reading for one answer sheet."""
    cases = [Case(grid.form, sheet) for sheet in _kept(grid)]
    return {
        name: [written(case.holds(expr)) for case in cases]
        for name, expr in grid.conditions.items()
    }


def in_table(grid: Grid) -> Table:
    """Ask Polars, over all that was entered, relevant or not."""
    table = nw.from_native(as_table(grid))
    for entry in grid.form.entries:
        node = entry.node
        known = node.name in table.columns or node.name in grid.conditions
        if known or entry.repeat is not None:
            continue
        assert isinstance(node, Calculation)
        assert not isinstance(node.value, Joined)
        value = to_frame(guarded(grid.form, node.value))
        table = table.with_columns(value.alias(node.name))
    return read_table(grid, table)


def read_table(grid: Grid, table: nw.DataFrame[pl.DataFrame]) -> Table:
    """Work all conditions out over a table."""
    readings = {
        name: to_frame(guarded(grid.form, expr))
        for name, expr in grid.conditions.items()
    }
    worked_out = table.with_columns(**readings)
    return {
        name: [written(value) for value in worked_out[name].to_list()]
        for name in readings
    }


def as_table(grid: Grid) -> pl.DataFrame:
    """Give one column for each question asked once and each joined one.

    They hold what an engine would that clears nothing when a branch closes.
    """
    stale = [Case(grid.form, sheet) for sheet in grid.earlier or grid.sheets]
    columns = []
    for entry in grid.form.entries:
        node = entry.node
        if isinstance(node, Question) and entry.repeat is None:
            values = [sheet.get(node.name) for sheet in _kept(grid)]
        elif isinstance(node, Calculation) and isinstance(node.value, Joined):
            values = [case.value(node.name) for case in stale]
        else:
            continue
        columns.append(
            pl.Series(node.name, values, COLUMN_TYPES[node.answer.kind], strict=True)
        )
    return pl.DataFrame(columns)


def disagreements(grid: Grid, expected: Table, found: Table) -> list[str]:
    """Tell, for each condition that differs, where it does first."""
    told = []
    for name, expr in grid.conditions.items():
        for sheet, want, got in zip(
            _kept(grid), expected[name], found[name], strict=True
        ):
            if want != got:
                told.append(f"{to_xpath(expr)} is {want!r}, not {got!r}, for {sheet}")
                break
    return told


def compiled_xform(form: Form) -> str:
    wording = Wording(("en",), lambda _key, source, _language: source)
    return compiled(workbook(sheets(form.finished(), wording))).xform


def entered(sheet: Sheet) -> dict[str, str | list[dict[str, str]]]:
    """Give a sheet as it is typed into a phone; blanks are left out."""
    return {
        name: written(value)
        if not isinstance(value, Sequence) or isinstance(value, str)
        else [
            {inner: written(v) for inner, v in row.items() if v is not None}
            for row in value
        ]
        for name, value in sheet.items()
        if value is not None
    }


def written(value: Value) -> str:
    """Give a value as a form stores it."""
    match value:
        case None:
            return ""
        case bool():
            return str(int(value))
        case date():
            return value.isoformat()
        case _:
            return str(value)


def _kept(grid: Grid) -> list[Sheet]:
    """Give all that each phone holds: what was entered last wins."""
    return [
        {
            **before,
            **{name: value for name, value in sheet.items() if value is not None},
        }
        for before, sheet in zip(
            grid.earlier or [{}] * len(grid.sheets), grid.sheets, strict=True
        )
    ]
