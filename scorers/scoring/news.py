"""Which red flags each sitting brings as news.

News of a sitting is what its own answers raise, and what only the joined
answers of the round show. A flag that an earlier sitting has raised and this
one did not ask about is no news. In a later round a flag is news again.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from builder.form import Form
from builder.judgements import SEVERITIES, Severity
from scorers.reading.needed import profiles

from .interviews import KEPT_COLUMN, Interviews
from .judge import judged, severity_of
from .sittings import Sitting
from .table import Frame

Severities: TypeAlias = Mapping[str, Severity]
URGENT = "urgent"
URGENT_FLAG = "URGENT"


@dataclass(frozen=True, slots=True)
class News:
    """What one sitting adds: flags with severities, and those seen in rounds before."""

    flags: Severities
    again: frozenset[str]


def news(interviews: Interviews, hidden: Container[str] = ()) -> list[News]:
    """Give the news of each sitting, in the order of the submissions.

    What the office must not learn of, the `hidden` submissions, is no flag of an
    earlier round for the others.
    """
    form, sittings = interviews.form, interviews.sittings
    own = _up(form, interviews.alone)
    is_same = interviews.joined is interviews.alone
    joined = own if is_same else _up(form, interviews.joined)
    pairs = list(zip(sittings, joined, strict=True))
    rounds = _first_rounds(pairs)
    shown = _first_rounds([one for one in pairs if one[0].submission not in hidden])
    return [
        News(
            flags,
            frozenset(
                _seen_before(
                    rounds if sitting.submission in hidden else shown, sitting, flags
                )
            ),
        )
        for sitting, flags in zip(sittings, _fresh(sittings, own, joined), strict=True)
    ]


def _fresh(
    sittings: Sequence[Sitting], own: Sequence[Severities], joined: Sequence[Severities]
) -> list[Severities]:
    found: list[Severities] = [{}] * len(sittings)
    known: dict[str, dict[str, Severity]] = {}
    for number in sorted(range(len(sittings)), key=lambda n: sittings[n].order):
        before = known.setdefault(sittings[number].group, {})
        # A flag is up if either reading says so, at the graver of the two.
        up = dict(joined[number])
        for flag, severity in own[number].items():
            up[flag] = _graver(severity, up.get(flag))
        found[number] = {
            flag: severity
            for flag, severity in up.items()
            if flag in own[number]
            or _graver(severity, before.get(flag)) != before.get(flag)
        }
        for flag, severity in up.items():
            before[flag] = _graver(severity, before.get(flag))
    return found


def _graver(one: Severity, other: Severity | None) -> Severity:
    return one if other is None else min(one, other, key=SEVERITIES.index)


def _first_rounds(
    pairs: Iterable[tuple[Sitting, Severities]],
) -> Mapping[tuple[str, str], int]:
    """Give the first round in which each person had each flag."""
    first: dict[tuple[str, str], int] = {}
    for sitting, up in pairs:
        code, number = sitting.respondent_code, sitting.round
        if code is not None and isinstance(number, int) and not sitting.other:
            for flag in up:
                first[code, flag] = min(number, first.get((code, flag), number))
    return first


def _seen_before(
    rounds: Mapping[tuple[str, str], int], sitting: Sitting, flags: Iterable[str]
) -> Iterator[str]:
    """Name the flags that were up in earlier rounds of the same person."""
    code, number = sitting.respondent_code, sitting.round
    if code is not None and isinstance(number, int) and not sitting.other:
        yield from (f for f in flags if rounds.get((code, f), number) < number)


def _up(form: Form, frame: Frame) -> list[Severities]:
    """Give the flags that are up in each row, with their severities."""
    scoring = next(iter(profiles(form)), "")
    table = judged(form, frame, scoring, KEPT_COLUMN)
    found: list[Severities] = [
        {
            flag.id: known[severity_of(flag)]
            for flag in form.flags
            if known[severity_of(flag)] is not None
        }
        for known in table.iter_rows(named=True)
    ]
    if form.name != URGENT:
        return found
    # It was sent because somebody is worried, whether or not we can read why.
    return [dict.fromkeys(list(up) or [URGENT_FLAG], SEVERITIES[0]) for up in found]
