"""Interviews in which somebody of the programme could be involved.

What such an interview raises goes to the safeguarding recipient outside the
country office, and is shown to nobody else.
"""

from __future__ import annotations

from collections.abc import Iterable

from builder.form import Form
from scorers.reading.needed import INVOLVED
from scorers.reading.submission import Submission

from .interviews import Interviews, work_out

POSSIBLY_INVOLVED = ("yes", "not_sure")


def involved(interviews: Interviews) -> set[str]:
    """Name the submissions of rounds in which somebody could be involved.

    What was entered counts, whether relevant or not, and an answer that cannot
    be read counts as "not sure": a wrong guess here would tell the wrong person.
    """
    rounds = _rounds(interviews) | interviews.involved_elsewhere
    return {one.submission for one in interviews.sittings if one.said_to_be in rounds}


def rounds_involved(form: Form, submissions: Iterable[Submission]) -> frozenset[str]:
    """Name the rounds that these submissions say so of, as `involved_elsewhere`."""
    found = [one for one in submissions if _possibly(one)]
    return _rounds(work_out(form, found)) if found else frozenset()


def _rounds(interviews: Interviews) -> frozenset[str]:
    pairs = zip(interviews.sittings, interviews.submissions, strict=True)
    return frozenset(sitting.said_to_be for sitting, one in pairs if _possibly(one))


def _possibly(one: Submission) -> bool:
    unread = any(problem.name == INVOLVED for problem in one.problems)
    return unread or one.value(INVOLVED) in POSSIBLY_INVOLVED
