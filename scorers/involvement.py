"""Interviews in which somebody of the programme could be involved.

What such an interview raises goes to the safeguarding recipient outside the
country office, and is shown to nobody else.
"""

from __future__ import annotations

from .interviews import Interviews
from .needed import INVOLVED
from .submission import Submission

POSSIBLY_INVOLVED = ("yes", "not_sure")


def rounds_involved(interviews: Interviews) -> set[str]:
    """Name the rounds of people in which somebody could be involved.

    What was entered counts, whether relevant or not, and an answer that cannot
    be read counts as "not sure": a wrong guess here would tell the wrong person.
    """
    pairs = zip(interviews.sittings, interviews.submissions, strict=True)
    return {sitting.group for sitting, one in pairs if _possibly(one)}


def _possibly(one: Submission) -> bool:
    unread = any(problem.name == INVOLVED for problem in one.problems)
    return unread or one.value(INVOLVED) in POSSIBLY_INVOLVED
