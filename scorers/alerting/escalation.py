"""What happens when nobody takes up an alert, step by step.

First those who know already are reminded, then each role of the line is told in
turn, and at last the safeguarding recipient outside the office.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from instrument_specs.profile import Profile

from .office import hours
from .routing import Recipient, line_of, present, safeguarding, unique


def steps(profile: Profile) -> int:
    """Count the steps: a reminder, one for each role of the line, one outside."""
    return len(profile.escalation) + 2


def interval(profile: Profile, *, fast: bool = False) -> timedelta:
    """Give the time between two steps; half of it for what cannot wait."""
    if profile.escalation_hours:
        each = timedelta(hours=profile.escalation_hours)
    else:
        each = hours("critical", profile) / steps(profile)
    return each / 2 if fast else each


def is_fast(told_at: datetime, act_before: datetime, profile: Profile) -> bool:
    """Tell whether half of the time to act had passed when the alert was made."""
    return act_before - told_at < hours("critical", profile) / 2


def step_due(
    told_at: datetime, now: datetime, profile: Profile, *, fast: bool = False
) -> int:
    """Give the number of the step that is due, counted from 1; 0 for none yet."""
    passed = (now - told_at) // interval(profile, fast=fast)
    return max(0, min(passed, steps(profile)))


def told(
    step: int, first: Sequence[Recipient], profile: Profile, day: date
) -> list[Recipient]:
    """Give who is told at a step; `first` are those who have to act."""
    line = present(line_of(profile), profile, day)
    last = [safeguarding(profile)] if step >= steps(profile) else []
    return unique([*first, *line[: step - 1], *last])


def reminder_at(told_at: datetime, act_before: datetime, profile: Profile) -> datetime:
    """Give when an alert of high severity is recalled, once.

    That is at its deadline, and never as soon as it has been told.
    """
    return max(act_before, told_at + hours("high", profile) / 4)


def told_late(
    first: Sequence[Recipient], profile: Profile, day: date
) -> list[Recipient]:
    """Give who is reminded of an alert of high severity."""
    return unique([*first, *present(line_of(profile), profile, day)[:1]])
