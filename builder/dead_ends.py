"""When a question that must be answered would refuse every answer."""

from __future__ import annotations

from .expr import Answer, Answered, Binary, Constant, Expr, If, Not, all_hold
from .questions import Choice, Question


def no_way_on(question: Question) -> Expr | None:
    """Say when no choice is accepted; None when one always is, or for no choices.

    The condition is about other answers only: the question's own is replaced by
    each choice in turn.
    """
    choices = question.type.choices
    if choices is None or question.type.kind != "one":
        return None if question.constraint is None else Not(question.constraint)
    refused = []
    for option in choices.options:
        if option.retired:
            continue
        accepted = _accepted(question, option)
        if accepted is None:
            return None
        refused.append(Not(accepted))
    return all_hold(*refused)


def _accepted(question: Question, option: Choice) -> Expr | None:
    """Say when a choice is offered and accepted; None when it always is."""
    conditions = [] if option.when is None else [option.when]
    if question.constraint is not None:
        conditions.append(_given(question.constraint, question.name, option.name))
    return all_hold(*conditions) if conditions else None


def _given(expr: Expr, name: str, choice: str) -> Expr:
    """Put a choice in the place of an answer to a select_one."""

    def put(part: Expr) -> Expr:
        return _given(part, name, choice)

    match expr:
        case Answer(own) if own == name:
            return Constant(choice)
        case Answered(answer) if answer.name == name:
            return Constant(value=True)
        case Not(inner):
            return Not(put(inner))
        case Binary(op, left, right):
            return Binary(op, put(left), put(right))
        case If(test, then, otherwise):
            return If(put(test), put(then), put(otherwise))
        case _:
            return expr
