"""What of the submissions could not be used, and what a person can do about it.

Whole rows that cannot be read, single answers that broke a rule, people who
could not be worked out, phones that worked out something else, and submissions
that are perhaps of another person than their code says. No value is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from sqlalchemy import Connection

from scorers.reading.needed import INVOLVED
from scorers.scoring.agreement import ANOTHER

from . import archive, results, work

Kind: TypeAlias = Literal[
    "row", "answer", "person", "disagreement", "perhaps another person"
]
WHAT_TO_DO: Mapping[Kind, str] = {
    "row": "mend it on the server; every run tries again",
    "answer": "correct it on the server; a full comparison takes it over",
    "person": "report it to those who maintain remon; every run tries again",
    "disagreement": "look at it on the server and report it",
    "perhaps another person": "compare the code with the list; correct code, age or "
    "gender on the server",
}


@dataclass(frozen=True, slots=True)
class Held:
    """One thing that was set aside; `submission` names it, `why` quotes nothing."""

    project: str
    kind: Kind
    submission: str
    why: str

    @property
    def what_to_do(self) -> str:
        return WHAT_TO_DO[self.kind]


def held(connection: Connection, project: str) -> list[Held]:
    """List everything of a form that was set aside, rows first."""
    found: list[Held] = []
    for kinds in (_rows, _answers, _people, _disagreements):
        found += [Held(project, *one) for one in kinds(connection, project)]
    return found


Found: TypeAlias = Iterator[tuple[Kind, str, str]]


def _rows(connection: Connection, project: str) -> Found:
    for one in archive.set_aside(connection, project):
        yield "row", one.row, one.reason


def _answers(connection: Connection, project: str) -> Found:
    for one in archive.submissions(connection, project):
        for problem in one.problems:
            # Unread it counts as "not sure", and of that the office learns nothing.
            if problem.name != INVOLVED:
                yield "answer", one.submission, f"{problem.name}: {problem.rule}"


def _people(connection: Connection, project: str) -> Found:
    for one in work.failures(connection, project):
        yield "person", one.person, one.failure


def _disagreements(connection: Connection, project: str) -> Found:
    for one in results.doubts(connection, project):
        if one.node == ANOTHER:
            why = "gender or age do not fit earlier interviews under this code"
            yield "perhaps another person", one.submission, why
        else:
            yield "disagreement", one.submission, one.shown
