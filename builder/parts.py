"""What an expression is made of, and which answers it reads."""

from __future__ import annotations

from collections.abc import Iterator

from .expr import (
    Answer,
    Answered,
    Binary,
    CheckDigits,
    CountSelected,
    Expr,
    If,
    MonthsBetween,
    Not,
    Selected,
)


def parts(expr: Expr) -> tuple[Expr, ...]:  # noqa: PLR0911 - one arm for each node
    """Give the nodes directly under one node."""
    match expr:
        case Binary(_, left, right):
            return (left, right)
        case Not(inner):
            return (inner,)
        case Selected(answer) | CountSelected(answer) | Answered(answer):
            return (answer,)
        case CheckDigits(answer):
            return (answer,)
        case MonthsBetween(earlier, later):
            return (earlier, later)
        case If(test, then, otherwise):
            return (test, then, otherwise)
        case _:
            return ()


def nodes(expr: Expr) -> Iterator[Expr]:
    """Give an expression and all nodes under it, in reading order."""
    waiting = [expr]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(parts(node))


def answers_in(expr: Expr) -> Iterator[Answer]:
    """Give every answer an expression reads, in reading order, with repeats."""
    return (node for node in nodes(expr) if isinstance(node, Answer))
