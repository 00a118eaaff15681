"""Run an expression over a table of answer sheets, one column per question.

Columns are text for a select_one, a text and a select_multiple (its codes
joined by single spaces), Int64 for an integer, Date for a date; null means
unanswered. Everything gives what the form gives: a comparison is never null,
arithmetic over a null is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import assert_never

import narwhals as nw
from narwhals.typing import IntoDType

from builder.expr import (
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
    Scalar,
    Selected,
    Sort,
    sort_of,
)
from builder.one_case import CHECK_MODULUS

_NEVER_NULL: Mapping[Operator, Callable[[nw.Expr, nw.Expr], nw.Expr]] = {
    "=": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}
_PLAIN: Mapping[Operator, Callable[[nw.Expr, nw.Expr], nw.Expr]] = {
    "or": lambda left, right: left | right,
    "and": lambda left, right: left & right,
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
}
_TYPES: Mapping[Sort, IntoDType] = {
    "truth": nw.Boolean,
    "number": nw.Int64,
    "text": nw.String,
    "date": nw.Date,
    "many": nw.String,
    "blank": nw.Int64,
}


def to_frame(expr: Expr) -> nw.Expr:
    """Translate `q("5.3") == "yes"` to `(nw.col("q5_3") == "yes").fill_null(False)`.

    The result has the type of its sort: Boolean, Int64, String or Date.
    """
    return _read(expr, sort_of(expr))


def _read(  # noqa: C901, PLR0911 - one arm for each node type
    expr: Expr, wanted: Sort
) -> nw.Expr:
    """Translate; `wanted` types a blank, which has no type of its own."""
    match expr:
        case Answer(name):
            return nw.col(name)
        case Constant(value):
            return _literal(value, wanted)
        case Binary(op, left, right) if op in _NEVER_NULL:
            compared = _NEVER_NULL[op](to_frame(left), to_frame(right))
            return compared.fill_null(value=False)
        case Binary(op, left, right):
            return _PLAIN[op](to_frame(left), to_frame(right))
        case Not(inner):
            return ~to_frame(inner)
        case Selected(answer, choice):
            return _holds_code(to_frame(answer), choice)
        case CountSelected(answer):
            return _codes(to_frame(answer))
        case Answered(answer):
            return ~to_frame(answer).is_null()
        case MonthsBetween(earlier, later):
            return _months(to_frame(earlier), to_frame(later))
        case CheckDigits(answer):
            return _has_check_digits(to_frame(answer))
        case If(test, then, otherwise):
            chosen = nw.when(to_frame(test)).then(_read(then, wanted))
            return chosen.otherwise(_read(otherwise, wanted))
        case _:
            assert_never(expr)


def _literal(value: Scalar, sort: Sort) -> nw.Expr:
    # Typed, as engines would make a bare 1 an Int32 and a bare null untyped.
    return nw.lit(value, dtype=_TYPES[sort])


def _holds_code(many: nw.Expr, code: str) -> nw.Expr:
    """Look for a whole code, so that `loan` is not found in `loan_bank`."""
    edge = nw.lit(" ")
    padded = nw.concat_str([edge, many, edge])
    return padded.str.contains(f" {code} ", literal=True).fill_null(value=False)


def _codes(many: nw.Expr) -> nw.Expr:
    """Count the codes by the spaces between them."""
    letters = many.str.replace_all(" ", "", literal=True).str.len_chars()
    spaces = many.str.len_chars() - letters
    return (spaces + 1).cast(nw.Int64).fill_null(value=0)


def _months(earlier: nw.Expr, later: nw.Expr) -> nw.Expr:
    years = later.dt.year() - earlier.dt.year()
    months = later.dt.month() - earlier.dt.month()
    short = (later.dt.day() < earlier.dt.day()).cast(nw.Int64)
    return years * 12 + months - short


def _has_check_digits(code: nw.Expr) -> nw.Expr:
    well_formed = code.str.contains("^[0-9]{8}$").fill_null(value=False)
    # Every branch is worked out for every row: only digits may reach the cast.
    digits = nw.when(well_formed).then(code).otherwise(nw.lit("0"))
    return digits.cast(nw.Int64) % CHECK_MODULUS == 1
