"""Keep the sandbox's records in one SQLite file, so that a restart loses nothing."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from deploy.sandbox.records import Form, Submission

TABLE = """
create table if not exists records (
    kind text not null, key text not null, document text not null,
    primary key (kind, key)
)
"""
SAVE = "insert or replace into records values (?, ?, ?)"


class Shelf:
    """A folder's `sandbox.sqlite`, or nothing at all when there is no folder."""

    def __init__(self, folder: Path | None) -> None:
        """Open or create the file."""
        self._file: sqlite3.Connection | None = None
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            # The server's thread writes, the opening thread only reads before.
            self._file = sqlite3.connect(
                folder / "sandbox.sqlite", check_same_thread=False
            )
            self._file.execute(TABLE)

    def save(self, record: Form | Submission) -> None:
        """Write the record as it is now."""
        if self._file is not None:
            row = (type(record).__name__, record.key, json.dumps(asdict(record)))
            with self._file:
                self._file.execute(SAVE, row)

    def drop(self, record: Form | Submission) -> None:
        """Forget the record."""
        if self._file is not None:
            with self._file:
                self._file.execute(
                    "delete from records where kind = ? and key = ?",
                    (type(record).__name__, record.key),
                )

    def note(self, key: str, value: str) -> None:
        """Write down a single value, such as the last id."""
        if self._file is not None:
            with self._file:
                self._file.execute(SAVE, ("note", key, value))

    def noted(self, key: str, otherwise: str) -> str:
        """Read such a value."""
        return next(iter(self._rows("note", key)), otherwise)

    def load(self, kind: str) -> Iterator[dict[str, Any]]:
        """Yield what was kept of one kind."""
        return map(json.loads, self._rows(kind, None))

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _rows(self, kind: str, key: str | None) -> list[str]:
        if self._file is None:
            return []
        found = self._file.execute(
            "select document from records"
            " where kind = ? and (?2 is null or key = ?2) order by rowid",
            (kind, key),
        )
        return [row[0] for row in found]
