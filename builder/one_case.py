"""Work an expression out for one answer sheet, in plain Python.

Used by rehearsal interviews, by proofs and to explain one case. A missing
value is None; a comparison with one is False.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeAlias, assert_never

from .expr import (
    COMPARISONS,
    Answer,
    Answered,
    Binary,
    CheckDigits,
    Constant,
    CountSelected,
    Expr,
    If,
    MonthsBetween,
    Not,
    Operator,
    Selected,
)

Value: TypeAlias = bool | int | str | date | None
Look: TypeAlias = Callable[[str], Value]

_APPLY: Mapping[Operator, Callable[[Any, Any], Value]] = {
    "or": operator.or_,
    "and": operator.and_,
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
}
CHECK_MODULUS = 97


def evaluate(  # noqa: C901, PLR0911 - one arm for each node type
    expr: Expr, look: Look
) -> Value:
    """Give the value of `expr` when `look` gives the answer to a question."""
    match expr:
        case Answer(name):
            return look(name)
        case Constant(value):
            return value
        case Binary(op, left, right):
            return combine(op, evaluate(left, look), evaluate(right, look))
        case Not(inner):
            return not evaluate(inner, look)
        case Selected(answer, choice):
            return choice in _ticked(look(answer.name))
        case CountSelected(answer):
            return len(_ticked(look(answer.name)))
        case Answered(answer):
            return look(answer.name) is not None
        case MonthsBetween(earlier, later):
            return _months(look(earlier.name), look(later.name))
        case CheckDigits(answer):
            return has_check_digits(str(look(answer.name)))
        case If(test, then, otherwise):
            return evaluate(then if evaluate(test, look) else otherwise, look)
        case _:
            assert_never(expr)


def combine(op: Operator, first: Value, second: Value) -> Value:
    """Combine two values; with a missing one no comparison holds."""
    if first is None or second is None:
        return False if op in COMPARISONS else None
    return _APPLY[op](first, second)


def has_check_digits(code: str) -> bool:
    """Tell whether a code is eight digits whose value mod 97 is 1."""
    well_formed = re.fullmatch(r"[0-9]{8}", code)
    return well_formed is not None and int(code) % CHECK_MODULUS == 1


def months_between(earlier: date, later: date) -> int:
    """Count whole months: from 31 January to 28 February none has passed."""
    months = 12 * (later.year - earlier.year) + later.month - earlier.month
    return months - (later.day < earlier.day)


def _ticked(value: Value) -> list[str]:
    return [] if value is None else str(value).split()


def _months(earlier: Value, later: Value) -> int | None:
    if not isinstance(earlier, date) or not isinstance(later, date):
        return None
    return months_between(earlier, later)
