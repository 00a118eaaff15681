"""Workbooks for the tests, among them those whose recordings hold only the head."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO

from openpyxl import Workbook

Rows = Sequence[Mapping[str, str]]

TEXT = {"type": "text", "name": "a", "label": "A"}


def workbook(
    survey: Rows = (TEXT,), choices: Rows = (), settings: Rows = ({"form_id": "x"},)
) -> bytes:
    """Write an XLSForm with these rows."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in (
        ("survey", survey),
        ("choices", choices),
        ("settings", settings),
    ):
        if not rows:
            continue
        sheet = book.create_sheet(name)
        columns = list(dict.fromkeys(key for row in rows for key in row))
        sheet.append(columns)
        for row in rows:
            sheet.append([row.get(column) for column in columns])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def titled(title: str, survey: Rows = (TEXT,)) -> bytes:
    return workbook(survey, settings=({"form_id": "x", "form_title": title},))


NESTED = workbook(
    (
        {"type": "begin group", "name": "g1", "label": "1"},
        {"type": "begin group", "name": "g2", "label": "2"},
        {"type": "begin repeat", "name": "rep", "label": "R"},
        {"type": "text", "name": "a", "label": "A"},
        {"type": "begin repeat", "name": "inner", "label": "I"},
        {"type": "text", "name": "b", "label": "B"},
        {"type": "image", "name": "pic", "label": "P"},
        {"type": "end repeat"},
        {"type": "end repeat"},
        {"type": "end group"},
        {"type": "end group"},
    )
)
MISSING_REFERENCE = workbook(({**TEXT, "relevant": "${nope} = 'x'"},))

# What was imported in the recording of that number, said again in rows.
BROKEN = {
    "2026": b"this is not an excel file",
    "2028": b"type,name,label\ntext,a,A\n",
    "2032": MISSING_REFERENCE,
    "2034": workbook(({"type": "begin group", "name": "g", "label": "G"}, TEXT)),
    "2036": workbook((TEXT, TEXT)),
    "2038": workbook(({**TEXT, "type": "select_one nolist"},)),
    "2040": workbook(({**TEXT, "type": "texxt"},)),
    "2042": workbook(({**TEXT, "type": "integer", "constraint": ". >== 3 and ("},)),
    "2044": workbook(({**TEXT, "name": "1 bad name"},)),
    "2060": workbook((TEXT, TEXT)),
    "3037": MISSING_REFERENCE,
    "10017": NESTED,
}
