"""The page of faults has every fault that is known here, and no loss."""

from __future__ import annotations

from pathlib import Path

import pytest
from faults import form_faults, mail_faults
from faults.test_kills import AT_RANDOM, TWO_AT_ONCE

PAGE = Path(__file__).parents[2] / "docs/faults.md"
FAULTS = [
    AT_RANDOM,
    TWO_AT_ONCE,
    *mail_faults.FAULTS,
    *form_faults.FAULTS,
    *form_faults.REDIRECTS,
]
STEPS = [
    f"{when} {what}"
    for when in ("before", "after")
    for what in (
        "reading",
        "insert",
        "update",
        "delete",
        "commit",
        "making tables",
        "request",
        "mail command",
        "mail RCPT",
        "mail DATA",
        "mail text",
    )
]
SPOILT = (
    "Rows of the form server",
    "XML of a phone",
    "Encrypted submissions",
    "Calls of the hook",
)


@pytest.fixture(scope="module")
def table() -> dict[str, list[str]]:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    cells = [line.strip("|").split(" | ") for line in lines if line.startswith("| ")]
    return {name.strip(): [one.strip(" |") for one in rest] for name, *rest in cells}


@pytest.mark.parametrize("fault", [*FAULTS, *STEPS])
def test_each_fault_was_tried_on_both_databases(
    table: dict[str, list[str]], fault: str
) -> None:
    for cell in table[fault]:
        tried, lost, doubled, _ = (int(one) for one in cell.split("/"))
        assert (tried > 0, lost, doubled) == (True, 0, 0)


def test_spoilt_input_was_tried_often_enough(table: dict[str, list[str]]) -> None:
    counts = [[int(one) for one in table[name]] for name in SPOILT]

    assert sum(tried for tried, _ in counts) >= 10_000
    assert sum(lost for _, lost in counts) == 0
