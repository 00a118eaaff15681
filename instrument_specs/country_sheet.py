"""Write a country profile as a spreadsheet, for people who edit no TOML.

One sheet for each part. The first row of a sheet names its columns, the second
explains them, and cells that take a choice or a date say so. Every text is
written as text, so a spreadsheet program never calculates one.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import xlsxwriter

from .country_fields import CODED, FIELDS, SETTINGS, TEXTS
from .country_file import Content
from .country_shapes import Column, Field, Shape
from .country_tables import TABLES

SINGLE, SPOKEN, COUNTED, EXAMPLES = "Settings", "Texts", "Numbers", "Examples"
FIELD, VALUE, CODE, NUMBER, ABOUT = "field", "value", "code", "number", "what it is"
STILL = "still an example"
YES, NO = "yes", "no"
FIRST_ROW, LAST_ROW = 2, 400
PINNED = datetime(2000, 1, 1)  # noqa: DTZ001 - the file format knows no time zones
LIST_LIMIT = 255  # characters that a list of choices may have in a spreadsheet
GUIDE = (
    "Country profile of {country}",
    "Fill in the white cells. Do not rename sheets or the names in the first row.",
    "The second row, and the column 'what it is', explain what belongs there.",
    "Several values in one cell are separated by commas.",
    "To add a language, put its code into languages and a column of that name by en.",
    "On the sheet Examples, say 'no' once a value is really yours.",
    "Then run: remon country edit {country} --from THIS_FILE",
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its columns, what explains them, and its rows."""

    name: str
    columns: tuple[Column, ...]
    rows: list[list[Any]] = field(default_factory=list)


def workbook(values: Content) -> bytes:
    """Give the spreadsheet of a profile's values; the same values, the same bytes."""
    sink = io.BytesIO()
    book = xlsxwriter.Workbook(sink, {"in_memory": True})
    book.set_properties({"created": PINNED})
    formats = {
        "head": book.add_format({"bold": True, "bg_color": "#D9E2EC"}),
        "about": book.add_format(
            {"italic": True, "text_wrap": True, "valign": "top", "bg_color": "#F0F4F8"}
        ),
        "text": book.add_format(
            {"text_wrap": True, "valign": "top", "num_format": "@"}
        ),
        "date": book.add_format({"valign": "top", "num_format": "yyyy-mm-dd"}),
        "number": book.add_format({"valign": "top"}),
    }
    start = book.add_worksheet("Start here")
    start.set_column(0, 0, 100, formats["text"])
    for row, line in enumerate(GUIDE):
        start.write_string(row, 0, line.format(country=values["country"]))
    for sheet in sheets(values):
        _write(book.add_worksheet(sheet.name), sheet, formats)
    book.close()
    return sink.getvalue()


def sheets(values: Content) -> Iterator[Sheet]:
    """Lay out the values of a profile, sheet by sheet."""
    languages = [Column(one, "") for one in _languages(values)]
    about = Column(ABOUT, "")
    yield Sheet(
        SINGLE,
        (Column(FIELD, ""), Column(VALUE, "several are separated by commas"), about),
        [[f.name, _cell(values.get(f.name)), _said(f)] for f in _single()],
    )
    yield Sheet(
        SPOKEN,
        (Column(FIELD, ""), *languages, about),
        [
            [f.name, *_in_languages(values.get(f.name, {}), languages), f.about]
            for f in TEXTS
        ],
    )
    yield from _coded(values, languages)
    for f in TABLES:
        rows = [
            [_cell(row.get(c.name)) for c in f.columns]
            for row in values.get(f.name, ())
        ]
        yield Sheet(f.name, f.columns, rows)
    invented = values.get("examples", ())
    still = Column(STILL, "no, once the value is really yours", choices=(YES, NO))
    yield Sheet(
        EXAMPLES,
        (Column(FIELD, ""), still, about),
        [
            [name, YES if name in invented else NO, f.about]
            for name, f in FIELDS.items()
            if name != "examples"
        ],
    )


def _coded(values: Content, languages: list[Column]) -> Iterator[Sheet]:
    counted = []
    for f in CODED:
        found: Mapping[str, Any] = values.get(f.name, {})
        if f.shape is Shape.CODED_NUMBERS:
            counted += [[f.name, key, found.get(key, ""), f.about] for key in f.choices]
            continue
        code = Column(CODE, f.about, choices=f.choices)
        rows = [[key, *_in_languages(texts, languages)] for key, texts in found.items()]
        yield Sheet(f.name, (code, *languages), rows)
    columns = (
        Column(FIELD, ""),
        Column(CODE, ""),
        Column(NUMBER, "", Shape.NUMBER),
        Column(ABOUT, ""),
    )
    yield Sheet(COUNTED, columns, counted)


def _single() -> list[Field]:
    return [f for f in SETTINGS if f.name != "examples"]


def _said(f: Field) -> str:
    return f"{f.about} ({', '.join(f.choices)})" if f.choices else f.about


def _languages(values: Content) -> list[str]:
    """Give the languages of the profile, and any other that a text is in."""
    found = dict.fromkeys(values["languages"])
    for f in (*TEXTS, *CODED):
        here = values.get(f.name, {})
        if f.shape is Shape.WORDS:
            found |= dict.fromkeys(here)
        if f.shape is Shape.CODED_WORDS:
            for texts in here.values():
                found |= dict.fromkeys(texts)
    return list(found)


def _in_languages(texts: Mapping[str, str], languages: list[Column]) -> list[str]:
    return [texts.get(one.name, "") for one in languages]


def _cell(value: Any) -> Any:
    match value:
        case None:
            return ""
        case list():
            return ", ".join(str(one) for one in value)
        case _:
            return value


def _write(page: Any, sheet: Sheet, formats: Mapping[str, Any]) -> None:
    page.freeze_panes(FIRST_ROW, 1)
    for at, column in enumerate(sheet.columns):
        wide = 60 if column.name in {ABOUT, VALUE} or sheet.name == SPOKEN else 28
        page.set_column(at, at, wide, formats["text"])
        page.write_string(0, at, column.name, formats["head"])
        page.write_string(1, at, column.about, formats["about"])
        _guard(page, at, column)
    for number, row in enumerate(sheet.rows, FIRST_ROW):
        for at, value in enumerate(row):
            match value:
                case date():
                    page.write_datetime(number, at, value, formats["date"])
                case int():
                    page.write_number(number, at, value, formats["number"])
                case "":
                    page.write_blank(number, at, None, formats["text"])
                case _:
                    page.write_string(number, at, value, formats["text"])


def _guard(page: Any, at: int, column: Column) -> None:
    """Let the spreadsheet program offer what may be chosen, and refuse the rest."""
    rule: dict[str, Any] = {}
    if column.choices and len(",".join(column.choices)) <= LIST_LIMIT:
        rule = {"validate": "list", "source": list(column.choices)}
    elif column.shape is Shape.DATE:
        earliest = {"criteria": ">=", "value": PINNED.date()}
        rule = {"validate": "date", **earliest}
        rule["error_message"] = "Enter a date, as in 2026-11-30."
    elif column.shape is Shape.NUMBER:
        rule = {"validate": "integer", "criteria": ">=", "value": 0}
    if rule:
        page.data_validation(FIRST_ROW, at, LAST_ROW, at, rule)
