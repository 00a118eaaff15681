"""Submissions to scores: one row for each, as `remon score` shows it.

A component is 1, 0 or null (undetermined); a sum is null unless all of its
components are determined; without consent, or when discarded, there is an
outcome and nothing else. 0 points is the highest vulnerability, 18 the lowest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import polars as pl

from builder.errors import SpecError
from builder.form import Form
from builder.judgements import SEVERITIES

from .interviews import KEPT_COLUMN, Interviews, work_out
from .judge import judged, node_names, severity_of
from .needed import OUTCOME, profiles
from .submission import Submission

Row: TypeAlias = Mapping[str, Any]
FIRST = ("submission", OUTCOME, "respondent_code", "round", "sitting")
LAST = ("red_flags", "severity", "scoring_profile", "form_version")
NOTHING_ASKED = "none"


def score(
    form: Form, submissions: Sequence[Submission], profile: str, *, figures: bool = True
) -> pl.DataFrame:
    """Score submissions under one scoring profile, in the order given.

    With `figures`, those that the server marks as not approved are left out,
    and what they say is not joined into other sittings.
    """
    counted = [one for one in submissions if one.counts or not figures]
    return score_interviews(work_out(form, counted), profile)


def score_interviews(interviews: Interviews, profile: str) -> pl.DataFrame:
    """Score interviews that are worked out already."""
    form = interviews.form
    _check(form, profile)
    table = judged(form, interviews.joined, profile, KEPT_COLUMN)
    judgements = list(table.iter_rows(named=True))
    names = node_names(form, profile)
    rows = [
        _row(interviews, number, judgements[number], names, profile)
        for number in range(len(interviews.submissions))
    ]
    return pl.DataFrame(rows, schema=_schema(interviews, names))


def _check(form: Form, profile: str) -> None:
    known = profiles(form)
    if known and profile not in known:
        raise SpecError(
            f"{profile!r} is no scoring profile of {form.name}, only {', '.join(known)}"
        )


def _row(
    interviews: Interviews,
    number: int,
    judgement: Row,
    names: Mapping[str, str],
    profile: str,
) -> list[Any]:
    sitting = interviews.sittings[number]
    return [
        sitting.submission,
        interviews.column(OUTCOME)[number],
        sitting.respondent_code,
        sitting.round,
        sitting.sitting,
        *(judgement[node] for node in names.values()),
        *_flags(interviews.form, judgement),
        profile if names else NOTHING_ASKED,
        interviews.submissions[number].form_version,
    ]


def _flags(form: Form, judgement: Row) -> tuple[list[str], str | None]:
    raised = {
        flag.id: judgement[severity_of(flag)]
        for flag in form.flags
        if judgement[severity_of(flag)] is not None
    }
    highest = min(raised.values(), key=SEVERITIES.index, default=None)
    return list(raised), highest


def _schema(interviews: Interviews, names: Mapping[str, str]) -> dict[str, Any]:
    numbered = {
        name: pl.Int64 if _all_numbers(interviews, name) else pl.String
        for name in ("round", "sitting")
    }
    return {
        **dict.fromkeys(FIRST[:3], pl.String),
        **numbered,
        **dict.fromkeys(names, pl.Int64),
        "red_flags": pl.List(pl.String),
        **dict.fromkeys(LAST[1:], pl.String),
    }


def _all_numbers(interviews: Interviews, name: str) -> bool:
    form = interviews.form
    return name in form and form.entry(name).node.answer.kind == "integer"
