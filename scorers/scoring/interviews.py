"""All submissions of one form, worked out: each by itself, and joined.

This is where a list of submissions becomes the two tables that scores, alerts
and comparisons read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from builder.form import Form
from scorers.reading.needed import RESPONDENT_CODE, Needed, kept, needed
from scorers.reading.submission import Submission

from .another_person import other_people
from .effective import effective
from .frame import to_frame
from .sittings import Sitting, join_sittings
from .table import Frame, tables

KEPT_COLUMN = "answers_are_kept"


@dataclass(frozen=True, slots=True, eq=False)
class Interviews:
    """Submissions with what counts of them, `alone` and `joined`.

    Both tables have one row for each submission, in the same order, and say in
    `KEPT_COLUMN` whether that sitting's answers may be judged.
    `involved_elsewhere` names the rounds of which a talk that is not among these
    says that somebody of the programme could be involved.
    """

    form: Form
    needed: Needed
    submissions: tuple[Submission, ...]
    sittings: tuple[Sitting, ...]
    alone: Frame
    joined: Frame
    involved_elsewhere: frozenset[str] = frozenset()


def work_out(form: Form, submissions: Sequence[Submission]) -> Interviews:
    """Find what counts of each submission, and join the sittings of each round."""
    need = needed(form)
    alone = effective(need.entries, tables(need.entries, submissions))
    alone = alone.with_columns(to_frame(kept(form)).alias(KEPT_COLUMN))
    sittings = _told_apart(_sittings(submissions, alone), alone)
    joined = join_sittings(need.entries, alone, sittings)
    return Interviews(form, need, tuple(submissions), sittings, alone, joined)


def approved(interviews: Interviews) -> Interviews:
    """Leave out what the server's reviewers did not approve."""
    counted = [one for one in interviews.submissions if one.counts]
    if len(counted) == len(interviews.submissions):
        return interviews
    elsewhere = interviews.involved_elsewhere
    return replace(work_out(interviews.form, counted), involved_elsewhere=elsewhere)


def _told_apart(sittings: Sequence[Sitting], alone: Frame) -> tuple[Sitting, ...]:
    """Hold out of a person's history what is perhaps of another person."""
    others = other_people(sittings, alone)
    return tuple(replace(one, other=one.submission in others) for one in sittings)


def _sittings(submissions: Sequence[Submission], alone: Frame) -> tuple[Sitting, ...]:
    facts = alone.iter_rows(named=True)
    return tuple(
        Sitting(
            submission=one.submission,
            respondent_code=known.get(RESPONDENT_CODE),
            round=known.get("round"),
            sitting=known.get("sitting"),
            interview_date=known.get("interview_date"),
            submitted_at=one.submitted_at,
            counts=known[KEPT_COLUMN],
        )
        for one, known in zip(submissions, facts, strict=True)
    )
