"""What is judged from the answers: components of a score, and red flags.

Both are data beside the questions they read; the form calculates them and the
scorer works them out again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Literal, TypeAlias

from .expr import BLANK, Answer, Answered, Constant, Expr, If, points, total
from .verdict import Verdict

Severity: TypeAlias = Literal["critical", "high", "medium", "low"]
Tier: TypeAlias = Literal["core", "extended", "context"]
SEVERITIES: tuple[Severity, ...] = ("critical", "high", "medium", "low")


@dataclass(frozen=True, slots=True, eq=False)
class Component:
    """One point of the score, with its reading under each scoring profile."""

    id: str
    dimension: str
    label: str
    readings: Mapping[str, Verdict]
    source: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """A severity a flag has when its verdict holds."""

    severity: Severity
    verdict: Verdict


@dataclass(frozen=True, slots=True, eq=False)
class Flag:
    """A reason to follow up, at the severity of its first level that holds.

    `need` is the kind of help it calls for; `label` is neutral and may stand on
    a screen; `items` are the toolkit's, shown with their number in red. `tier`
    says whether it is on unless a country decides otherwise; `confirmed`, that
    the country compared it with the printed toolkit.
    """

    id: str
    label: str
    need: str
    levels: tuple[Level, ...]
    items: tuple[str, ...] = ()
    tier: Tier = "core"
    confirmed: bool = False

    @property
    def verdict(self) -> Verdict:
        return reduce(Verdict.__or__, (level.verdict for level in self.levels))

    @property
    def name(self) -> str:
        """Give the name of its node in the form: RF-01 is flag_rf01."""
        return "flag_" + self.id.lower().replace("-", "")


@dataclass(frozen=True, slots=True, eq=False)
class Total:
    """The nodes of one scoring profile: its components and what they add up to."""

    components: Mapping[str, Answer]
    sums: Mapping[str, Expr]


def add_up(components: Mapping[str, Answer], dimensions: Mapping[str, str]) -> Total:
    """Add components up, without guessing the undetermined ones.

    `score_low` counts confirmed points, `score_high` adds one for each
    undetermined component, `score` and the dimensions are blank unless all of
    theirs are determined (toolkit, Table 6: 18 points, 7 + 6 + 5).
    """
    everything = list(components.values())
    low, determined = _earned(everything), _determined(everything)
    sums: dict[str, Expr] = {}
    for dimension in dict.fromkeys(dimensions.values()):
        part = [a for key, a in components.items() if dimensions[key] == dimension]
        sums[dimension] = _if_all(part)
    sums["determined"] = determined
    sums["score_low"] = low
    sums["score_high"] = total(low, Constant(len(everything))) - determined
    sums["score"] = _if_all(everything)
    return Total(components, sums)


def _earned(components: list[Answer]) -> Expr:
    return total(*(points(one == 1, 1) for one in components))


def _determined(components: list[Answer]) -> Expr:
    return total(*(points(Answered(one), 1) for one in components))


def _if_all(components: list[Answer]) -> Expr:
    complete = _determined(components) >= len(components)
    return If(complete, _earned(components), BLANK)
