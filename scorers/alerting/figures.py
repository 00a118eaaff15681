"""How much is open, for the weekly mail and the list on the command line.

A case is a person and a kind of need; what is counted never includes what went
outside the office, unless it is counted for the recipient outside.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from builder.judgements import Severity

from .alerts import rank
from .kept import Kept
from .office import WEEK


@dataclass(frozen=True, slots=True)
class Open:
    """One open case; `reference` is that of its latest interview."""

    reference: str
    need: str
    severity: Severity
    raised_at: datetime
    act_before: datetime
    taken_up: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """Open cases, and how many of them wait, are late, are new."""

    open: int
    not_taken_up: int
    overdue: int
    reported: int


def open_cases(kept: Iterable[Kept]) -> list[Open]:
    """Gather the alerts of open episodes to cases, the most pressing first."""
    cases: dict[tuple[str, str], list[Kept]] = {}
    for one in kept:
        cases.setdefault((one.person, one.need), []).append(one)
    found = [_case(alerts) for alerts in cases.values()]
    return sorted(
        found,
        key=lambda one: (
            one.taken_up,
            rank(one.severity),
            one.act_before,
            one.reference,
        ),
    )


def figures(cases: Sequence[Open], now: datetime) -> Figures:
    return Figures(
        open=len(cases),
        not_taken_up=sum(not one.taken_up for one in cases),
        overdue=sum(one.act_before <= now for one in cases),
        reported=sum(now - one.raised_at <= WEEK for one in cases),
    )


def _case(alerts: Sequence[Kept]) -> Open:
    latest = max(alerts, key=lambda one: (one.raised_at, one.reference))
    waiting = [one for one in alerts if not one.taken_up]
    gravest = min(alerts, key=lambda one: rank(one.severity))
    return Open(
        latest.reference,
        latest.need,
        gravest.severity,
        latest.raised_at,
        min(one.act_before for one in waiting or alerts),
        not waiting,
    )
