"""Write into a workbook under which id and version it goes to the server.

One form is built for several countries and projects, so it carries no id that
would be unique on a server; KoboToolbox puts its own there, Central takes what
it reads.
"""

from __future__ import annotations

import hashlib
import re
from io import BytesIO
from typing import cast
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from deploy.errors import FormRefusedError

ADVICE = "Correct the form's specification, build it again and run the command."


def form_id_of(mark: str) -> str:
    """Make the lasting id of a form from the mark of its beginning.

    `remon NGA/survey 0123…` becomes `NGA_survey_01234567`: neutral, and not used
    again when the form is deleted and made anew.
    """
    plain = re.sub(r"[^A-Za-z0-9_]+", "_", mark.removeprefix("remon ")).strip("_")
    return re.sub(r"_([0-9a-f]{8})[0-9a-f]{24}$", r"_\1", plain)


def content_of(workbook: bytes) -> str:
    """Give the hash of the content that a built form has for a version."""
    cell = _cells(_settings(_opened(workbook))).get("version")
    written = str(cell.value or "") if cell else ""
    if re.fullmatch(r"[0-9a-f]{6,64}", written, re.ASCII):
        return written
    return hashlib.sha256(workbook).hexdigest()[:12]


def stamped(workbook: bytes, *, form_id: str, version: str) -> bytes:
    """Return the workbook with this id and version in its settings."""
    book = _opened(workbook)
    sheet = _settings(book)
    cells = _cells(sheet)
    for name, value in (("form_id", form_id), ("version", version)):
        if name in cells:
            cells[name].value = value
        else:
            column = (sheet.max_column or 0) + 1
            sheet.cell(1, column).value = name
            sheet.cell(2, column).value = value
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _opened(workbook: bytes) -> Workbook:
    try:
        return load_workbook(BytesIO(workbook))
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError):
        raise FormRefusedError(
            "The form is no workbook that can be read",
            where="workbook",
            advice=ADVICE,
        ) from None


def _settings(book: Workbook) -> Worksheet:
    for sheet in book.worksheets:
        if sheet.title == "settings":
            return sheet
    return cast("Worksheet", book.create_sheet("settings"))


def _cells(sheet: Worksheet) -> dict[str, Cell]:
    """Find the cell below each heading."""
    return {
        str(head.value): cast("Cell", sheet.cell(2, head.column))
        for head in sheet[1]
        if head.value and head.column
    }
