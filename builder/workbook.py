"""Write sheets as an XLSX file."""

from __future__ import annotations

import io
from datetime import datetime
from typing import TypeAlias

import xlsxwriter

from .errors import SpecError

Row: TypeAlias = dict[str, str]
Sheets: TypeAlias = dict[str, list[Row]]

LONGEST_CELL = 32_767
PINNED = datetime(2000, 1, 1)  # noqa: DTZ001 - the file format knows no time zones


def workbook(content: Sheets) -> bytes:
    """Write the sheets as an XLSX file, byte for byte the same each time."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_urls": False})
    book.set_properties({"created": PINNED})
    for name, rows in content.items():
        sheet = book.add_worksheet(name)
        columns = list(dict.fromkeys(column for row in rows for column in row))
        sheet.write_row(0, 0, columns)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, start=1):
            for place, column in enumerate(columns):
                sheet.write_string(number, place, _cell(row, column))
    book.close()
    return target.getvalue()


def _cell(row: Row, column: str) -> str:
    """Give a cell's text; one that the file format would cut is refused."""
    text = row.get(column, "")
    if len(text) > LONGEST_CELL:
        raise SpecError(
            f"{row.get('name')}: {column} has {len(text)} characters, a cell of a "
            f"workbook holds {LONGEST_CELL}: give parts of it names of their own"
        )
    return text
