"""Submissions to scores: one row for each, as `remon score` shows it.

A component is 1, 0 or null (undetermined); a sum is null unless all of its
components are determined; without consent, or when discarded, there is an
outcome and nothing else. 0 points is the highest vulnerability, 18 the lowest.
Flags of interviews in which somebody of the programme could be involved are not
shown: the safeguarding recipient has them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import polars as pl

from builder.errors import SpecError
from builder.form import Form
from builder.judgements import SEVERITIES
from scorers.reading.needed import OUTCOME, RESPONDENT_CODE, profiles
from scorers.reading.submission import Submission

from .interviews import KEPT_COLUMN, Interviews, work_out
from .involvement import involved
from .judge import judged, node_names, severity_of
from .sittings import Sitting

Row: TypeAlias = Mapping[str, Any]
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
    names = node_names(form, profile)
    table = judged(form, interviews.joined, profile, KEPT_COLUMN)
    hidden = involved(interviews)
    rows = [
        [
            *_whose(sitting),
            *(known[node] for node in names.values()),
            *(([], None) if sitting.submission in hidden else _flags(form, known)),
        ]
        for sitting, known in zip(
            interviews.sittings, table.iter_rows(named=True), strict=True
        )
    ]
    scored = pl.DataFrame(rows, schema=_schema(form, names), orient="row")
    return scored.insert_column(1, _outcomes(interviews)).with_columns(
        scoring_profile=pl.lit(profile if names else NOTHING_ASKED),
        form_version=pl.Series(
            [one.form_version for one in interviews.submissions], dtype=pl.String
        ),
    )


def _check(form: Form, profile: str) -> None:
    known = profiles(form)
    if known and profile not in known:
        raise SpecError(
            f"{profile!r} is no scoring profile of {form.name}, only {', '.join(known)}"
        )


def _whose(sitting: Sitting) -> list[Any]:
    return [
        sitting.submission,
        sitting.respondent_code,
        sitting.round,
        sitting.sitting,
    ]


def _outcomes(interviews: Interviews) -> pl.Series:
    """Give how each sitting itself ended; the joined row has no ending."""
    alone = interviews.alone
    ended = alone[OUTCOME].to_list() if OUTCOME in alone.columns else None
    return pl.Series(OUTCOME, ended or [None] * len(alone), dtype=pl.String)


def _flags(form: Form, judgement: Row) -> tuple[list[str], str | None]:
    raised = {
        flag.id: judgement[severity_of(flag)]
        for flag in form.flags
        if judgement[severity_of(flag)] is not None
    }
    highest = min(raised.values(), key=SEVERITIES.index, default=None)
    return list(raised), highest


def _schema(form: Form, names: Mapping[str, str]) -> dict[str, Any]:
    numbered = {
        name: pl.Int64 if _is_number(form, name) else pl.String
        for name in ("round", "sitting")
    }
    return {
        "submission": pl.String,
        RESPONDENT_CODE: pl.String,
        **numbered,
        **dict.fromkeys(names, pl.Int64),
        "red_flags": pl.List(pl.String),
        "severity": pl.String,
    }


def _is_number(form: Form, name: str) -> bool:
    return name in form and form.entry(name).node.answer.kind == "integer"
