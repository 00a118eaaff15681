"""Read an XLSForm the way the server's import does: only some faults are found.

KoboToolbox API v2, imports. A bad reference, an open group or a missing list of
choices passes here and comes out when the form is compiled.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pyxform.question_type_dictionary import QUESTION_TYPE_DICT
from pyxform.xls2json_backends import xlsx_to_dict

Sheets = dict[str, Any]


NOTHING_SENT = (
    "ImportTask data must contain `base64Encoded`, `url`, or `single_xls_url`"
)

SELECTS = (
    "select_one",
    "select one",
    "select_multiple",
    "select multiple",
    "select_one_from_file",
    "select_multiple_from_file",
    "select_one_external",
    "rank",
)
STRUCTURE = re.compile(r"(begin|end)[ _](group|repeat)$")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]*$")


class ImportFaultError(Exception):
    """A workbook that the import refuses, in the server's words."""

    def __init__(self, text: str, kind: str) -> None:
        """`kind` is what the server calls the error's type."""
        super().__init__(text)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Imported:
    """A workbook that passed: its sheets by name, and the title it gives itself."""

    sheets: Sheets
    title: str | None


def read_workbook(content: bytes) -> Imported:
    """Read and check, or raise `ImportFaultError`."""
    if not content:
        raise ImportFaultError(NOTHING_SENT, "Exception")
    try:
        sheets: Sheets = xlsx_to_dict(BytesIO(content))
    except Exception:  # noqa: BLE001  whatever the reader says, the server says this
        raise ImportFaultError(
            "Unsupported format, or corrupt file", "XlsFormatException"
        ) from None
    _check_rows(sheets.get("survey") or [])
    settings = (sheets.get("settings") or [{}])[0]
    return Imported(sheets, settings.get("form_title") or settings.get("title"))


def _check_rows(rows: list[dict[str, Any]]) -> None:
    seen: set[str] = set()
    for row in rows:
        kind = str(row.get("type") or "").strip()
        if kind and not _known(kind):
            raise ImportFaultError(f"unknown type ['{kind}']", "ValueError")
        name = str(row.get("name") or "").strip()
        if not name or kind.startswith("end"):
            continue
        if not NAME.match(name):
            raise ImportFaultError(f"Invalid node name: {name}", "ValueError")
        if name in seen:
            raise ImportFaultError(
                f"Duplicate node name: {name}", "DuplicateNameException"
            )
        seen.add(name)


def _known(kind: str) -> bool:
    if kind in QUESTION_TYPE_DICT or STRUCTURE.match(kind):
        return True
    return any(kind.startswith(f"{select} ") for select in SELECTS)
