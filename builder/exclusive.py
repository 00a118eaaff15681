"""Choices that stand alone when ticked: "none of these", and a refusal."""

from __future__ import annotations

from dataclasses import replace

from .expr import Expr, all_hold
from .questions import Question

EXCLUSIVE_MESSAGE = "This answer cannot be combined with others: untick one."


def standing_alone(question: Question) -> Question:
    """Have the form refuse other ticks beside the exclusive ones."""
    answer = question.answer
    limits: list[Expr] = [
        ~(answer.selected(choice) & (answer.count() > 1))
        for choice in question.type.exclusive
    ]
    if not limits:
        return question
    if question.constraint is not None:
        limits.insert(0, question.constraint)
    return replace(
        question,
        constraint=all_hold(*limits),
        message=question.message or EXCLUSIVE_MESSAGE,
    )
