"""Spreadsheets that go out to people and come back.

Only the columns meant for it can be typed in. Every cell is text: one that
begins with = + - or @ comes back as it is, and never runs as a formula.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeAlias
from xml.etree.ElementTree import ParseError

import openpyxl
import xlsxwriter
from openpyxl.utils.exceptions import InvalidFileException

from .errors import CatalogueError
from .unpacking import harmless

Row: TypeAlias = Mapping[str, str]
PINNED = datetime(2000, 1, 1)  # noqa: DTZ001 - the file format knows no time zones
LONGEST = 32_767  # characters in a cell
ABOUT = "about"
# The file format writes some signs as _x0007_, and not every program reads them.
UNCARRIED = re.compile(
    "[\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_|x005F_", re.IGNORECASE
)
NO_TEXT = {"f": "a formula", "e": "a formula", "d": "a date", "b": "true or false"}
RETURN = "_x000D_"  # how some programs write the end of a line


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it is called, how wide it is, whether people type in it."""

    name: str
    width: int
    open: bool = False
    offered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Workbook:
    """What a workbook is for, in which language, and its rows by sheet."""

    kind: str
    language: str
    sheets: Mapping[str, Sequence[Row]]


def written(
    book: Workbook, columns: Sequence[Column], told: Sequence[str], *, mirrored: bool
) -> bytes:
    """Give the bytes of a workbook; `told` says on a page of its own what to do.

    A `mirrored` one reads from right to left.
    """
    target = io.BytesIO()
    made = xlsxwriter.Workbook(target, {"in_memory": True})
    made.set_properties({"created": PINNED})
    text = {"text_wrap": True, "valign": "top", "num_format": "@"}
    shut = made.add_format(text | {"bg_color": "#F2F2F2"})
    free = made.add_format(text | {"locked": False})
    head = made.add_format(text | {"bold": True, "bg_color": "#D9E1F2"})
    about = made.add_worksheet(ABOUT)
    about.set_column(0, 1, 60)
    about.write_string(0, 0, book.kind, shut)
    about.write_string(0, 1, book.language, shut)
    for number, line in enumerate(told, start=1):
        about.write_string(number, 0, line, shut)
    about.protect()
    for name, rows in book.sheets.items():
        sheet = made.add_worksheet(name)
        if mirrored:
            sheet.right_to_left()
        sheet.freeze_panes(1, 0)
        sheet.protect(options={"format_columns": True, "format_rows": True})
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(0, place, column.name, head)
            if column.offered:
                choice = {"validate": "list", "source": list(column.offered)}
                sheet.data_validation(1, place, max(1, len(rows)), place, choice)
            for number, row in enumerate(rows, start=1):
                cell = _fitting(row.get(column.name, ""), name, row)
                sheet.write_string(number, place, cell, free if column.open else shut)
    made.close()
    return target.getvalue()


def read(path: Path, kind: str, columns: Sequence[Column]) -> Workbook:
    """Read a workbook that was written here, with what people typed into it."""
    try:
        content = path.read_bytes()
        harmless(content)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
        cells = {
            name: [list(row) for row in book[name].iter_rows()]
            for name in book.sheetnames
        }
        book.close()
    except FileNotFoundError:
        raise CatalogueError(f"there is no file {path}") from None
    except (
        OSError,
        InvalidFileException,
        zipfile.BadZipFile,
        ParseError,
        LookupError,
        ValueError,
    ) as error:
        raise CatalogueError(f"{path} cannot be read as a spreadsheet") from error
    first = [_text(cell, "") for cell in (cells.pop(ABOUT, None) or [[]])[0]]
    if len(first) < 2 or first[0] != kind:  # noqa: PLR2004 - kind and language
        raise CatalogueError(
            f"{path} is no {kind}: take the file that remon wrote, with all its sheets"
        )
    sheets = {
        name: list(_rows(path, name, rows, columns)) for name, rows in cells.items()
    }
    return Workbook(kind, first[1].strip(), sheets)


def _rows(
    path: Path, name: str, rows: Sequence[Sequence[object]], columns: Sequence[Column]
) -> Iterator[Row]:
    wanted = [column.name for column in columns]
    titles = [_text(cell, "") for cell in rows[0]] if rows else []
    if titles[: len(wanted)] != wanted:
        raise CatalogueError(
            f"{path}, sheet {name}: the columns are not {', '.join(wanted)}, in this "
            "order: put them back"
        )
    for number, row in enumerate(rows[1:], start=2):
        texts = [_text(cell, f"{path}, sheet {name}, row {number}") for cell in row]
        if any(texts):
            filled = [*texts, *[""] * len(wanted)]
            yield dict(zip(wanted, filled, strict=False)) | {"row": str(number)}


def _text(cell: object, place: str) -> str:
    """Give what stands in a cell as text; what a spreadsheet worked out is refused."""
    value, kind = getattr(cell, "value", None), getattr(cell, "data_type", "n")
    if value is None:
        return ""
    if kind in NO_TEXT:
        raise CatalogueError(
            f"{place}: the spreadsheet took a cell for {NO_TEXT[kind]}. Type ' before "
            "its first sign"
        )
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).replace(RETURN, "").replace("\r\n", "\n")


def _fitting(text: str, sheet: str, row: Row) -> str:
    where = f"{sheet}, {row.get('key') or row.get('row')}"
    if len(text) > LONGEST:
        raise CatalogueError(
            f"{where}: has {len(text)} characters, a cell of a spreadsheet holds "
            f"{LONGEST}: translate it in the PO file"
        )
    if match := UNCARRIED.search(text):
        raise CatalogueError(
            f"{where}: holds {match[0]!r}, which spreadsheets do not carry: take it "
            "out in the PO file"
        )
    return text
