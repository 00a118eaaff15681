"""Cells of a CSV file that no spreadsheet program takes for a formula."""

from __future__ import annotations

import re

# What begins a formula in Excel, LibreOffice or Google Sheets, or hides one; also
# full-width, as East Asian keyboards write it.
FORMULA = (
    "^( *[=+@\\t\\r\\n\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}"
    "\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}-])"
)
SHOWN = "'"
"""What a cell begins with that is to be shown as it is."""


def plain(text: str) -> str:
    """Put an apostrophe before what would be worked out instead of shown."""
    return re.sub(FORMULA, SHOWN + r"\1", text)
