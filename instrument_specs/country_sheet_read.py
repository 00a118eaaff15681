"""Read a country profile from the spreadsheet that `country_sheet` writes.

Cells are taken as they stand; whether the profile is consistent is judged as
for a file. What cannot be taken is told by sheet and cell, all at once.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook

from translations.unpacking import harmless

from .country_fields import CODED, FIELDS, SETTINGS, TEXTS
from .country_file import Content
from .country_shapes import Field, Shape
from .country_sheet import (
    ABOUT,
    CODE,
    COUNTED,
    EXAMPLES,
    FIELD,
    FIRST_ROW,
    NUMBER,
    SINGLE,
    SPOKEN,
    STILL,
    VALUE,
    YES,
)
from .country_tables import TABLES
from .country_values import LANGUAGE
from .profiles import ProfileError

UNREADABLE = (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError)
WHOLE = re.compile(r"\d{1,9}")


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of a sheet: its cells by the name of their column."""

    place: str
    cells: Mapping[str, Cell]


def values_of(file: bytes, source: str) -> Content:
    """Read the values of a profile; ProfileError names each cell at fault."""
    try:
        harmless(file)
        book = openpyxl.load_workbook(io.BytesIO(file))
    except UNREADABLE as error:
        raise ProfileError(f"{source} cannot be read as a spreadsheet") from error
    reader = _Reader(book, [])
    values = reader.content()
    if reader.faults:
        lines = "\n".join(f"  - {fault}" for fault in reader.faults)
        raise ProfileError(f"{source} cannot be taken over:\n{lines}")
    return values


@dataclass(frozen=True, slots=True)
class _Reader:
    """A workbook, and what was found wrong in it so far."""

    book: Workbook
    faults: list[str]

    def content(self) -> Content:
        found = {**self._single(), **self._spoken(), **self._coded(), **self._tables()}
        found["examples"] = [
            name
            for row in self._rows(EXAMPLES)
            if (name := self._text(row, FIELD))
            and self._text(row, STILL).lower() == YES
        ]
        kept = {name: found[name] for name in FIELDS if name in found}
        return {name: value for name, value in kept.items() if value != ""}

    def _single(self) -> Content:
        known = {field.name: field for field in SETTINGS}
        return {
            field.name: self._value(row, VALUE, field.shape)
            for row in self._rows(SINGLE)
            if (field := self._known(row, known))
        }

    def _spoken(self) -> Content:
        known = {field.name: field for field in TEXTS}
        return {
            field.name: self._texts(row)
            for row in self._rows(SPOKEN)
            if (field := self._known(row, known))
        }

    def _coded(self) -> Content:
        found: Content = {}
        for field in CODED:
            found[field.name] = {}
            if field.shape is Shape.CODED_WORDS:
                for row in self._rows(field.name):
                    self._once(found[field.name], row, self._texts(row))
        known = {field.name: field for field in CODED}
        for row in self._rows(COUNTED):
            counted = self._known(row, known)
            number = self._value(row, NUMBER, Shape.NUMBER)
            if counted and number != "":
                self._once(found[counted.name], row, number)
        return found

    def _once(self, found: Content, row: _Row, value: Any) -> None:
        code = self._text(row, CODE)
        if code in found:
            self.faults.append(f"{row.place}: {code!r} stands there twice")
        found[code] = value

    def _tables(self) -> Content:
        return {
            field.name: [self._record(field, row) for row in self._rows(field.name)]
            for field in TABLES
        }

    def _record(self, field: Field, row: _Row) -> Content:
        cells = {
            column.name: self._value(row, column.name, column.shape)
            for column in field.columns
        }
        return {
            name: value
            for name, value in cells.items()
            if value != "" or not _optional(field, name)
        }

    def _known(self, row: _Row, known: Mapping[str, Field]) -> Field | None:
        name = self._text(row, FIELD)
        if name not in known:
            self.faults.append(f"{row.place}: there is no field {name!r}")
        return known.get(name)

    def _texts(self, row: _Row) -> dict[str, str]:
        return {
            name: text
            for name in row.cells
            if name not in {FIELD, CODE, ABOUT} and (text := self._text(row, name))
        }

    def _rows(self, name: str) -> Iterator[_Row]:
        """Give the rows of a sheet that hold anything."""
        if name not in self.book.sheetnames:
            self.faults.append(f"there is no sheet {name!r}")
            return
        page = self.book[name]
        heads = [str(one.value or "").strip() for one in page[1]]
        for head in heads:
            self._head(name, head, heads)
        for row in page.iter_rows(min_row=FIRST_ROW + 1):
            cells = {
                head: cell
                for head, cell in zip(heads, row, strict=False)
                if head and isinstance(cell, Cell)
            }
            if any(one.value is not None for one in cells.values()):
                yield _Row(f"{name}, row {row[0].row}", cells)

    def _head(self, sheet: str, head: str, heads: list[str]) -> None:
        field = FIELDS.get(sheet)
        names = {one.name for one in field.columns} if field else set()
        spoken = sheet == SPOKEN or (field and field.shape is Shape.CODED_WORDS)
        names |= {FIELD, VALUE, CODE, NUMBER, ABOUT, STILL}
        if head and head not in names and not (spoken and LANGUAGE.fullmatch(head)):
            self.faults.append(f"{sheet}: nothing is known of a column {head!r}")
        if head and heads.count(head) > 1:
            self.faults.append(f"{sheet}: there are two columns {head!r}")

    def _text(self, row: _Row, name: str) -> str:
        return str(self._value(row, name, Shape.TEXT))

    def _value(self, row: _Row, name: str, shape: Shape) -> Any:
        """Take one cell; empty cells give an empty text or list."""
        cell = row.cells.get(name)
        if cell is None:
            self.faults.append(f"{row.place}: the column {name!r} is missing")
            return ""
        try:
            return _taken(cell, shape)
        except ValueError as error:
            self.faults.append(f"{row.place}, {name} ({cell.coordinate}): {error}")
            return ""


def _optional(field: Field, name: str) -> bool:
    column = field.column(name)
    return column is not None and column.optional


def _taken(cell: Cell, shape: Shape) -> Any:
    if cell.data_type == "f":
        raise ValueError("is a formula, enter the value itself")
    if cell.data_type == "e":
        raise ValueError("holds an error of the spreadsheet program")
    text = _as_text(cell.value)
    match shape:
        case Shape.CODES | Shape.NUMBERS:
            parts = [part.strip() for part in text.split(",")] if text else []
            return parts if shape is Shape.CODES else [_whole(one) for one in parts]
        case Shape.NUMBER:
            return _whole(text) if text else ""
        case Shape.DATE:
            return _day(text) if text else ""
        case _:
            return text


def _as_text(value: Any) -> str:
    """Give what a cell shows; people type phone numbers as numbers."""
    match value:
        case None:
            return ""
        case bool():
            raise ValueError("is true or false, enter text")
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case str():
            return value.replace("\r\n", "\n").strip()
        case _:
            return str(value)


def _whole(text: str) -> int:
    if not WHOLE.fullmatch(text):
        raise ValueError(f"{text!r} is no whole number")
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is no date, as in 2026-11-30") from error
