"""Which alerts are due, and how soon: decisions without any input or output."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, TypeAlias

from builder.judgements import SEVERITIES, Severity
from instrument_specs.profile import Profile
from scorers.scoring.visits import Raised, Visit

from .office import day_of
from .routing import Recipient, recipients

Pace: TypeAlias = Literal["now", "day", "week"]
Standing: TypeAlias = Literal["critical", "high", "medium", "low", "mistake", "gone"]
PACES: tuple[Pace, ...] = ("now", "day", "week")
COULD_NOT_ACT, MISTAKE = "could_not_act", "mistake"


@dataclass(frozen=True, slots=True)
class Alert:
    """One flag of one interview, for one recipient.

    `turn` counts how often the flag came back after it had gone.
    """

    submission: str
    raised: Raised
    recipient: Recipient
    pace: Pace = "now"
    turn: int = 0

    @property
    def stuck(self) -> bool:
        return self.raised.acknowledged == COULD_NOT_ACT

    @property
    def key(self) -> str:
        """Give what makes it one alert: interview, flag, severity, recipient."""
        stuck = "/stuck" if self.stuck else ""
        turn = f"/{self.turn}" if self.turn else ""
        flag = f"{self.raised.flag}/{self.raised.severity}{stuck}{turn}"
        return f"{self.submission}/{flag}/{self.recipient.address}"


@dataclass(frozen=True, slots=True)
class Told:
    """What was told of a flag of an interview before.

    `standing` is what the interview says of the flag since.
    """

    flag: str
    severity: Severity
    standing: Standing
    stuck: bool
    outside: bool
    turn: int = 0
    need: str = ""
    group: str = ""


def due(
    visit: Visit, profile: Profile, now: datetime, told: Sequence[Told] = ()
) -> list[Alert]:
    """Find the alerts of an interview that nobody was told yet.

    Whether the server has approved a submission or a country office has
    confirmed a flag makes no difference. What was once told outside the office
    stays outside, whatever is entered later.
    """
    outside = visit.involved or any(one.outside for one in told)
    day = day_of(now, profile)
    alerts = []
    for raised in visit.raised:
        before = [
            one for one in told if one.flag == raised.flag and one.outside == outside
        ]
        if raised.context or not is_news(raised, before):
            continue
        turn = max((one.turn + 1 for one in before), default=0)
        people = recipients(
            raised.need, profile, day, pressing=is_pressing(raised), involved=outside
        )
        pace: Pace = "now" if visit.another else pace_of(raised)
        alerts += [Alert(visit.submission, raised, one, pace, turn) for one in people]
    return _together(alerts)


def is_pressing(raised: Raised) -> bool:
    """Tell whether two people must know at once."""
    return raised.severity == "critical" or raised.acknowledged == COULD_NOT_ACT


def pace_of(raised: Raised) -> Pace:
    if is_pressing(raised):
        return "now"
    return "day" if raised.severity == "high" else "week"


def stands(raised: Raised | None) -> Standing:
    """Give what an interview says of a flag now."""
    if raised is None:
        return "gone"
    return "mistake" if raised.acknowledged == MISTAKE else raised.severity


def is_news(raised: Raised, before: Iterable[Told]) -> bool:
    """Tell whether a flag is graver than all that stands of what was told."""
    stuck = raised.acknowledged == COULD_NOT_ACT
    standing = [one for one in before if _counts(one, raised)]
    graver = all(rank(raised.severity) < rank(_severity(one)) for one in standing)
    return graver or (stuck and not any(one.stuck for one in standing))


def is_lower(now: Standing, before: Standing) -> bool:
    """Tell whether an interview says less of a flag than before."""
    order: tuple[Standing, ...] = (*SEVERITIES, "mistake", "gone")
    return order.index(now) > order.index(before)


def rank(severity: Severity) -> int:
    return SEVERITIES.index(severity)


def _counts(told: Told, raised: Raised) -> bool:
    if told.standing == "mistake":
        return raised.acknowledged == MISTAKE
    return told.standing != "gone"


def _severity(told: Told) -> Severity:
    if told.standing in {"mistake", "gone"}:
        return told.severity
    return told.standing  # type: ignore[return-value] # the other two are out


def _together(alerts: Sequence[Alert]) -> list[Alert]:
    """Let all that one person gets of an interview go in one mail, the fastest."""
    fastest: dict[str, Pace] = {}
    for one in alerts:
        address = one.recipient.address
        before = fastest.get(address, one.pace)
        fastest[address] = min(one.pace, before, key=PACES.index)
    return [replace(one, pace=fastest[one.recipient.address]) for one in alerts]
