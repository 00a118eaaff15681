"""Make the pages traceability.md and readings.md from instrument_specs/traces.

Run it after a change there: `python docs/make_traceability.py`. A test compares
the pages with the data, and looks up each field, command, file and test named.
"""  # noqa: INP001 - a script beside the pages it makes, not a package

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

Trace: TypeAlias = Mapping[str, Any]
Traces: TypeAlias = Mapping[str, Trace]

HERE = Path(__file__).parent
DATA = HERE.parent / "instrument_specs/traces"
STATES = {
    "met": "met",
    "partly": "partly",
    "otherwise": "met in another way",
    "office": "up to the office",
    "later": "not yet",
}
ANSWERS = {
    "requirements": "What the study asks of software",
    "safeguarding": "Safeguarding rules",
    "eligibility": "Who may be interviewed",
}
TRACEABILITY = """# Traceability

What the study behind the toolkit asks, and what in remon answers it. The numbers are
those of our reading of its chapters; what is asked is said in our words. This page is
made by `docs/make_traceability.py` from `instrument_specs/traces/`: change it there.

- **met**: remon does it, or refuses the opposite.
- **partly**: some of it is there; the note says what is not.
- **met in another way**: the aim is met by other means; the note says why.
- **up to the office**: software cannot do it, or people must.
- **not yet**: remon does not do it.

`survey.q5_3` is a field of a form, `profile.limits` a field of the country profile,
`remon check` a command; the rest are files, and tests in files.
"""
READINGS = """# Readings

Where the toolkit contradicts itself, leaves something open, or says what a form cannot
do: how we read it, where that stands, and what to touch for another reading. Readings
that affect scores, routing or protection are explained in [decisions.md](decisions.md).
This page is made by `docs/make_traceability.py` from `instrument_specs/traces/`: change
it there.
"""


def traces(name: str) -> Traces:
    """Read one of the files of traces, by its name without ending."""
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


def traceability() -> str:
    """Give the page that answers requirements, rules and criteria."""
    parts = [TRACEABILITY]
    for name, title in ANSWERS.items():
        answered = traces(name)
        parts.append(f"## {title}\n\n{_tally(answered)}\n")
        parts.append(_table(("Id", "Asked", "State", "By", "Note"), _answers(answered)))
    return "\n".join(parts)


def readings() -> str:
    """Give the page of readings."""
    found = traces("discrepancies")
    rows = (
        (id_, one["about"], one["reading"], _references(one["where"]), one["change"])
        for id_, one in found.items()
    )
    head = ("Id", "What is open", "Our reading", "Where", "To change it")
    return "\n".join((READINGS, _table(head, rows)))


def _answers(answered: Traces) -> Iterator[Sequence[str]]:
    for id_, one in answered.items():
        state = STATES[one["state"]]
        yield id_, one["asks"], state, _references(one.get("by", ())), _note(one)


def _note(one: Trace) -> str:
    return str(one.get("note", ""))


def _tally(answered: Traces) -> str:
    """Say how many there are in each state."""
    count = Counter(one["state"] for one in answered.values())
    told = ", ".join(
        f"{count[key]} {word}" for key, word in STATES.items() if count[key]
    )
    return f"{len(answered)} in all: {told}."


def _references(references: Sequence[str]) -> str:
    return ", ".join(f"`{one}`" for one in references)


def _table(head: Sequence[str], rows: Iterator[Sequence[str]]) -> str:
    lines = [_row(head), _row(["---"] * len(head)), *map(_row, rows)]
    return "\n".join(lines) + "\n"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def main() -> None:
    """Write both pages."""
    (HERE / "traceability.md").write_text(traceability(), encoding="utf-8")
    (HERE / "readings.md").write_text(readings(), encoding="utf-8")


if __name__ == "__main__":
    main()
