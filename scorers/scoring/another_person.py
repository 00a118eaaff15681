"""Submissions under one code that are perhaps of another person.

A code is copied from paper, so it can be copied wrongly. Gender, and the age
that the time between two talks leads to, must fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from scorers.reading.needed import AGE, GENDER

from .sittings import Sitting
from .table import Frame

CLEAR = ("woman", "man")
TOLERANCE, DAYS_OF_A_YEAR = 2, 365.25


@dataclass(frozen=True, slots=True)
class Facts:
    """What is fixed about a person, as far as it was said in one sitting."""

    gender: str | None
    age: int | None
    day: date | None

    def fit(self, later: Facts) -> bool:
        """Tell whether both can be of one person; what is unknown always fits."""
        return self._gender_fits(later) and self._age_fits(later)

    def _gender_fits(self, later: Facts) -> bool:
        return self.gender is None or later.gender in {None, self.gender}

    def _age_fits(self, later: Facts) -> bool:
        if self.age is None or later.age is None:
            return True
        years = 0.0
        if self.day is not None and later.day is not None:
            years = (later.day - self.day).days / DAYS_OF_A_YEAR
        return -TOLERANCE <= later.age - self.age - int(years) <= TOLERANCE


def other_people(sittings: Sequence[Sitting], alone: Frame) -> frozenset[str]:
    """Name the submissions that do not fit the first ones of their code.

    `alone` has a row for each of `sittings`, in the same order.
    """
    known: dict[str, list[Facts]] = {}
    found = set()
    for sitting, facts in _in_order(sittings, alone):
        if sitting.respondent_code is None:
            continue
        before = known.setdefault(sitting.respondent_code, [])
        if all(one.fit(facts) for one in before):
            before.append(facts)
        else:
            found.add(sitting.submission)
    return frozenset(found)


def _in_order(sittings: Sequence[Sitting], alone: Frame) -> list[tuple[Sitting, Facts]]:
    rows = zip(sittings, alone.iter_rows(named=True), strict=True)
    counted = [
        (sitting, _facts(sitting, known)) for sitting, known in rows if sitting.counts
    ]
    return sorted(
        counted, key=lambda one: (one[0].interview_date or date.max, one[0].order)
    )


def _facts(sitting: Sitting, known: dict[str, Any]) -> Facts:
    gender = known.get(GENDER)
    return Facts(
        gender if gender in CLEAR else None, known.get(AGE), sitting.interview_date
    )
