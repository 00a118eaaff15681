"""The same expressions run on DuckDB, where no Python function is called."""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import narwhals as nw
import polars as pl
import pytest
from readings.grid import Grid, as_table, read_table, written
from readings.plain_grids import choices, days, numbers, texts, ticks

from builder.expr import BLANK, Answer, Constant, If, MonthsBetween, points
from builder.verdict import says
from scorers.scoring.frame import to_frame


@pytest.mark.parametrize("build", [choices, days, numbers, texts, ticks])
def test_duckdb_gives_what_polars_gives(build: Callable[[], Grid]) -> None:
    tried = build()
    frame = as_table(tried).with_row_index("place")
    connection = duckdb.connect()
    connection.register("sheets", frame.to_arrow())
    relation = nw.from_native(connection.sql("select * from sheets"))

    lazy = relation.with_columns(
        **{name: to_frame(expr) for name, expr in tried.conditions.items()}
    )
    found = lazy.sort("place").collect()

    expected = read_table(tried, nw.from_native(frame))
    assert {
        name: [written(value) for value in found[name].to_list()] for name in expected
    } == expected


def test_what_is_worked_out_has_one_type_even_where_all_of_it_is_missing() -> None:
    paid = Answer("paid", "one", ("yes", "no", "no_answer"))
    when = Answer("when", "date")
    frame = pl.DataFrame(
        {"paid": [None, "no_answer"], "when": [None, None]},
        schema={"paid": pl.String, "when": pl.Date},
    )
    worked_out = nw.from_native(frame).select(
        verdict=to_frame(says(paid, "yes").value()),
        points=to_frame(points(paid == "yes", 3)),
        months=to_frame(MonthsBetween(when, when)),
        blank=to_frame(BLANK),
        word=to_frame(If(paid == "yes", Constant("x"), BLANK)),
    )

    assert worked_out.schema == {
        "verdict": nw.Int64,
        "points": nw.Int64,
        "months": nw.Int64,
        "blank": nw.Int64,
        "word": nw.String,
    }
    assert worked_out["verdict"].to_list() == [None, None]
    assert worked_out["points"].to_list() == [0, 0]
