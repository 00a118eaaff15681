"""One submission as the scorer keeps it: coded answers, and what was left out.

It never holds free text, names or anything else that a person wrote in words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias

Scalar: TypeAlias = int | str | date
Instance: TypeAlias = Mapping[str, Scalar]
AnswerValue: TypeAlias = Scalar | tuple[Instance, ...]

NOT_APPROVED = "validation_status_not_approved"


@dataclass(frozen=True, slots=True)
class Problem:
    """An answer that was set aside, and the rule it broke; never its value."""

    name: str
    rule: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row that cannot be read at all, and why.

    `row` names it as far as it can be named: its identity, its number on the
    server, or its place in the batch; `number` is the server's, where known.
    """

    row: str
    reason: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """What one sitting left behind, whichever way it came here.

    `submission` is the identity that edits keep, without `uuid:`; `answers`
    holds a value for each question that was answered and is needed, and under
    a repeat's name its instances. The hashes and the version say which form,
    country profile and scoring profiles the phone worked with.
    """

    submission: str
    server_id: int | None
    submitted_at: datetime | None
    validation_status: str
    form_version: str
    content_hash: str
    country_hash: str
    scoring_version: str
    answers: Mapping[str, AnswerValue] = field(repr=False)
    problems: tuple[Problem, ...] = ()

    def value(self, name: str) -> Scalar | None:
        """Give the answer to a question outside repeats; None when unanswered."""
        found = self.answers.get(name)
        return None if isinstance(found, tuple) else found

    def instances(self, repeat: str) -> tuple[Instance, ...]:
        found = self.answers.get(repeat, ())
        return found if isinstance(found, tuple) else ()

    def text(self, name: str) -> str:
        """Give a code as text; "" when unanswered."""
        found = self.value(name)
        return "" if found is None else str(found)

    @property
    def counts(self) -> bool:
        """Tell whether it belongs into figures; alerts do not ask."""
        return self.validation_status != NOT_APPROVED
