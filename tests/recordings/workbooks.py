"""Workbooks for the tests, among them those whose recordings hold only the head."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO

from openpyxl import Workbook, load_workbook
from recordings.reading import household

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


def household_again(title: str) -> bytes:
    """Add one more question to the household workbook and change its title."""
    book = load_workbook(BytesIO(household()))
    sheet = book["survey"]
    head = [cell.value for cell in sheet[1]]
    last = dict.fromkeys(head) | {"type": "text", "name": "comment"}
    last |= {name: "Comment" for name in head if name.startswith("label")}
    sheet.append(list(last.values()))
    settings = book["settings"]
    names = [cell.value for cell in settings[1]]
    settings.cell(2, names.index("form_title") + 1).value = title
    out = BytesIO()
    book.save(out)
    return out.getvalue()


MISSING_REFERENCE_ROWS = ({**TEXT, "relevant": "${nope} = 'x'"},)
MISSING_REFERENCE = workbook(MISSING_REFERENCE_ROWS)

# What was imported in the recording of that number, said again in rows.
SUBSTITUTES = {
    "2026": b"this is not an excel file",
    "2028": b"type,name,label\ntext,a,A\n",
    "2032": MISSING_REFERENCE,
    "2034": workbook(({"type": "begin group", "name": "g", "label": "G"}, TEXT)),
    "2036": workbook((TEXT, TEXT)),
    "2038": workbook(({**TEXT, "type": "select_one nolist"},)),
    "2040": workbook(({**TEXT, "type": "texxt"},)),
    "2042": workbook(({**TEXT, "type": "integer", "constraint": ". >== 3 and ("},)),
    "2044": workbook(({**TEXT, "name": "1 bad name"},)),
    "2047": household_again("Household survey v2"),
    "2050": household_again("Household survey v2"),
    "2060": workbook((TEXT, TEXT)),
    "3011": household_again("Household survey"),
    "3037": titled("Broken ref", MISSING_REFERENCE_ROWS),
    "10017": NESTED,
}
