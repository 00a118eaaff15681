"""Which questions interviewers put in other words: counts, from what is kept.

What is kept of a rewording is the number of the question and the language, not
the words. Figures behind which fewer than five interviews stand are not told,
and interviews that concern someone of the programme are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from builder.form import Form
from scorers.reading.needed import INVOLVED, WORDING_CHANGED, WORDING_ITEM
from scorers.reading.needed import WORDING_LANGUAGE as LANGUAGE
from scorers.reading.submission import Submission

from .interviews import KEPT_COLUMN, work_out

SMALLEST = 5
REPEAT = "wording"
UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """How often a question was put in other words; None stands for fewer than five.

    `item` is "" where no question of the form has the number that was noted.
    """

    item: str
    label: str
    interviews: int | None
    languages: Mapping[str, int | None]
    rounds: Mapping[str, int | None]

    def told(self) -> dict[str, Any]:
        return {
            "item": self.item,
            "label": self.label,
            "interviews": self.interviews,
            "languages": dict(self.languages),
            "rounds": dict(self.rounds),
        }


def heard(form: Form, submissions: Iterable[Submission]) -> list[Heard]:
    """Count the interviews in which each item was reworded, in order of the form."""
    labels = _labels(form)
    totals: Counter[str] = Counter()
    languages: dict[str, Counter[str]] = {}
    rounds: dict[str, Counter[str]] = {}
    for one in _counted(form, submissions):
        noted = _noted(one, labels)
        for item in {item for item, _ in noted}:
            totals[item] += 1
            rounds.setdefault(item, Counter())[one.text("round")] += 1
        for item, language in noted:
            languages.setdefault(item, Counter())[language] += 1
    return [
        Heard(
            item,
            labels.get(item, ""),
            _told(totals[item]),
            {code: _told(count) for code, count in sorted(languages[item].items())},
            {number: _told(count) for number, count in sorted(rounds[item].items())},
        )
        for item in (*labels, UNKNOWN)
        if item in totals
    ]


def _counted(form: Form, submissions: Iterable[Submission]) -> list[Submission]:
    """Leave out what was discarded, not approved, or concerns the programme."""
    noted = [
        one
        for one in submissions
        if one.counts
        and one.text(WORDING_CHANGED) == "yes"
        and one.text(INVOLVED) in {"", "no"}
    ]
    if not noted:
        return []
    kept = work_out(form, noted).alone[KEPT_COLUMN].to_list()
    return [one for one, holds in zip(noted, kept, strict=True) if holds]


def _noted(one: Submission, known: Mapping[str, str]) -> set[tuple[str, str]]:
    """Give item and language of each entry of an interview, once each."""
    found = set()
    for instance in one.instances(REPEAT):
        item = str(instance.get(WORDING_ITEM, UNKNOWN))
        language = str(instance.get(LANGUAGE, UNKNOWN))
        found.add((item if item in known else UNKNOWN, language))
    return found


def _labels(form: Form) -> dict[str, str]:
    """Give the first question of each item, in the order of the form."""
    found: dict[str, str] = {}
    for question in form.questions():
        if question.item is not None:
            found.setdefault(question.item, question.label)
    return found


def _told(count: int) -> int | None:
    return count if count >= SMALLEST else None
