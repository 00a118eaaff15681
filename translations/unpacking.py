"""Spreadsheets that others sent: looked into before anything reads them.

An XLSX file is a ZIP of XML. One that unpacks to far more than it shows, or
that declares entities, was made to do harm; no spreadsheet program writes it.
"""

from __future__ import annotations

import io
import re
import zipfile

LARGEST, PART = 200_000_000, 64_000_000  # bytes, all together and one part
DECLARES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
WIDE = (b"\xff\xfe", b"\xfe\xff")


def harmless(file: bytes) -> None:
    """Raise `ValueError` for a workbook that nobody should open."""
    with zipfile.ZipFile(io.BytesIO(file)) as packed:
        parts = packed.infolist()
        if sum(one.file_size for one in parts) > LARGEST:
            raise ValueError("unpacks to more than a spreadsheet holds")
        for one in parts:
            if not one.filename.endswith((".xml", ".rels")):
                continue
            if one.file_size > PART:
                raise ValueError("has a sheet that is too large")
            content = packed.read(one)
            # Programs write UTF-8; anything else could hide what we look for.
            if content.startswith(WIDE) or b"\x00" in content[:64]:
                raise ValueError("is not written in UTF-8")
            if DECLARES.search(content):
                raise ValueError("declares a document type")
