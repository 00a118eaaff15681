"""Interviews in which somebody of the programme could be involved.

What such an interview raises goes to the safeguarding recipient outside the
country office, and is shown to nobody else.
"""

from __future__ import annotations

from scorers.reading.needed import INVOLVED
from scorers.reading.submission import Submission

from .interviews import Interviews

POSSIBLY_INVOLVED = ("yes", "not_sure")


def involved(interviews: Interviews) -> set[str]:
    """Name the submissions of rounds in which somebody could be involved.

    What was entered counts, whether relevant or not, and an answer that cannot
    be read counts as "not sure": a wrong guess here would tell the wrong person.
    """
    pairs = zip(interviews.sittings, interviews.submissions, strict=True)
    rounds = {sitting.said_to_be for sitting, one in pairs if _possibly(one)}
    return {one.submission for one in interviews.sittings if one.said_to_be in rounds}


def _possibly(one: Submission) -> bool:
    unread = any(problem.name == INVOLVED for problem in one.problems)
    return unread or one.value(INVOLVED) in POSSIBLY_INVOLVED
