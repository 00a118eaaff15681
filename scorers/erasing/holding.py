"""Files of a workspace that hold a respondent code: tables we made, and others.

Score tables that remon wrote are known by their columns. Everything else is
only named: whoever made it has to look at it.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

OURS = frozenset({"respondent_code", "scoring_profile"})
LARGEST = 200_000_000  # bytes; what is larger is named, as it was not looked into
# What never holds more of a person than a printed code, or is dealt with elsewhere.
APART = frozenset({".git", "codes", "countries", "erasures", "translations", "wording"})
STORE = "remon.db"


@dataclass(frozen=True, slots=True)
class Holding:
    """A file that holds the code, or that could not be looked into."""

    path: Path
    made_here: bool
    looked_into: bool = True


def holding(folder: Path, code: str) -> Iterator[Holding]:
    """Find the files of a workspace that hold a code."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        is_apart = parts[0] in APART or parts[0].startswith(STORE)
        if is_apart or path.is_symlink() or not path.is_file():
            continue
        try:
            if path.stat().st_size > LARGEST:
                yield Holding(path, made_here=False, looked_into=False)
            elif _holds(path, code):
                yield Holding(path, made_here=_is_ours(path))
        except (OSError, ValueError, zipfile.BadZipFile, pl.exceptions.PolarsError):
            yield Holding(path, made_here=False, looked_into=False)


def _holds(path: Path, code: str) -> bool:
    content = path.read_bytes()
    if content.startswith(b"PAR1"):
        return _in_table(pl.read_parquet(io.BytesIO(content)), code)
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(one.file_size for one in packed.infolist()) > LARGEST:
                raise ValueError(path.suffix)
            return any(code.encode() in packed.read(one) for one in packed.infolist())
    return code.encode() in content or code.encode("utf-16-le") in content


def _in_table(table: pl.DataFrame, code: str) -> bool:
    flat = table.select(pl.all().cast(pl.String, strict=False))
    return any(code in (cell or "") for row in flat.rows() for cell in row)


def _is_ours(path: Path) -> bool:
    """Tell whether remon wrote a score table here."""
    match path.suffix.lower():
        case ".csv":
            with path.open(encoding="utf-8-sig") as lines:
                found = set(lines.readline().strip().replace('"', "").split(","))
        case ".json":
            found = set(pl.read_json(path).columns)
        case ".parquet":
            found = set(pl.read_parquet_schema(path))
        case _:
            return False
    return found >= OURS
