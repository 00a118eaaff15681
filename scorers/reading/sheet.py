"""The needed answers of one row, while they are being read.

What cannot be read counts as unanswered and is remembered as a problem: the
question's name and the rule, never the value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from builder.form import Form

from .needed import Needed
from .submission import AnswerValue, Problem, Scalar
from .values import RefusedError, read


@dataclass(slots=True)
class Sheet:
    """What was taken from a row so far, and what was wrong with it."""

    form: Form
    needed: Needed
    answers: dict[str, AnswerValue] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)

    def take(self, row: Mapping[str, Any]) -> None:
        """Take what is needed from a row outside all repeats."""
        self._answers_of(row, None, self.answers)
        self._repeats_of(row)

    def _repeats_of(self, row: Mapping[str, Any]) -> None:
        for key, value in row.items():
            # Servers add lists of their own, such as attachments.
            if isinstance(value, list) and leaf(key) in self.needed.repeats:
                self._instances(leaf(key), value)

    def _instances(self, repeat: str, rows: list[Any]) -> None:
        found: list[Mapping[str, Scalar]] = []
        for row in rows:
            if not isinstance(row, Mapping):
                continue
            instance: dict[str, AnswerValue] = {}
            self._seen = {n for n in self._seen if not self._stands_in(n, repeat)}
            self._answers_of(row, repeat, instance)
            found.append(
                {k: v for k, v in instance.items() if not isinstance(v, tuple)}
            )
            self._repeats_of(row)
        if any(found):
            before = self.answers.get(repeat, ())
            known = before if isinstance(before, tuple) else ()
            self.answers[repeat] = (*known, *found)

    def _answers_of(
        self, row: Mapping[str, Any], repeat: str | None, into: dict[str, AnswerValue]
    ) -> None:
        for key, raw in row.items():
            name = leaf(key)
            name = self.needed.renamed.get(name, name)
            if name in self.needed.taken:
                self._answer(name, raw, repeat, into)

    def _answer(
        self, name: str, raw: Any, repeat: str | None, into: dict[str, AnswerValue]
    ) -> None:
        if name in self._seen:
            into.pop(name, None)
            self.problems.append(Problem(name, "is there more than once"))
            return
        self._seen.add(name)
        try:
            value = self._read(name, raw, repeat)
        except RefusedError as error:
            self.problems.append(Problem(name, str(error)))
            return
        if value is not None:
            into[name] = value

    def _read(self, name: str, raw: Any, repeat: str | None) -> Scalar | None:
        entry = self.form.entry(name)
        if (entry.repeat.name if entry.repeat else None) != repeat:
            raise RefusedError("stands outside its place in the form")
        return read(entry, raw)

    def _stands_in(self, name: str, repeat: str) -> bool:
        around = self.form.entry(name).repeat
        return around is not None and around.name == repeat


def leaf(key: object) -> str:
    """Give the question's name from a full path: `g1/g2/q5_3` is q5_3."""
    return str(key).rpartition("/")[2]
