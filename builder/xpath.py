"""Write an expression as XPath, for the form.

The text gives the same value in JavaRosa (KoboCollect), Enketo and ODK Web
Forms: no mod on negatives, no unary minus, no bare reference as a condition.
"""

from __future__ import annotations

from datetime import date
from typing import assert_never

from .errors import SpecError
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
    Scalar,
    Selected,
    all_hold,
)
from .parts import answers_in

BINDING: dict[Operator, int] = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
}


def to_xpath(  # noqa: C901, PLR0911 - one arm for each node type
    expr: Expr, this: str = ""
) -> str:
    """Translate `q("5.3") == "yes"` to `${q5_3} = 'yes'`.

    `this` names the question a constraint belongs to; its answer is then
    written `.`, the value being entered, and not the one stored before.
    """
    match expr:
        case Answer(name):
            return "." if name == this else f"${{{name}}}"
        case Constant(value):
            return _literal(value)
        case Binary(op) if op in COMPARISONS:
            return _comparison(expr, this)
        case Binary(op, left, right):
            binding = BINDING[op]
            first = _operand(left, binding, this)
            return f"{first} {op} {_operand(right, binding + 1, this)}"
        case Not(inner):
            return f"not({to_xpath(inner, this)})"
        case Selected(answer, choice):
            return f"selected({to_xpath(answer, this)}, {_literal(choice)})"
        case CountSelected(answer):
            return f"count-selected({to_xpath(answer, this)})"
        case Answered(answer):
            return _answered(answer, this)
        case MonthsBetween(earlier, later):
            return _months(to_xpath(earlier, this), to_xpath(later, this))
        case CheckDigits(answer):
            code = to_xpath(answer, this)
            return f"(regex({code}, '^[0-9]{{8}}$') and number({code}) mod 97 = 1)"
        case If(test, then, otherwise):
            branches = (to_xpath(part, this) for part in (test, then, otherwise))
            return f"if({', '.join(branches)})"
        case _:
            assert_never(expr)


def _answered(answer: Answer, this: str) -> str:
    written = to_xpath(answer, this)
    # Blank entries of a repeat, joined, are spaces and no answer.
    many = answer.kind == "many"
    return f"count-selected({written}) > 0" if many else f"{written} != ''"


def _comparison(expr: Binary, this: str) -> str:
    """Compare, and say that both sides are answered where XPath would not."""
    binding = BINDING[expr.op]
    left, right = (
        _operand(side, binding + 1, this) for side in (expr.left, expr.right)
    )
    guards = {to_xpath(guard, this): guard for guard in _guards(expr)}
    known = (_operand(guard, BINDING["and"], this) for guard in guards.values())
    return " and ".join([*known, f"{left} {expr.op} {right}"])


def _guards(expr: Binary) -> list[Expr]:
    """Give what to ask first, as XPath calls some comparisons of blanks true."""
    constant = isinstance(expr.left, Constant) or isinstance(expr.right, Constant)
    if expr.op != "!=" and (expr.op != "=" or constant):
        return []
    return [*_known(expr.left), *_known(expr.right)]


def _known(expr: Expr) -> list[Expr]:
    """Give the conditions under which a value is not missing."""
    match expr:
        case Constant(None):
            return [Constant(value=False)]
        case CountSelected() | Constant():
            return []
        case If(test, then, otherwise):
            first, second = _known(then), _known(otherwise)
            if not first and not second:
                return []
            return [(test & all_hold(*first)) | (~test & all_hold(*second))]
        case Binary(_, left, right):
            return [*_known(left), *_known(right)]
        case _:
            return [Answered(answer) for answer in answers_in(expr)]


def _operand(expr: Expr, binding: int, this: str) -> str:
    """Add parentheses only where XPath would otherwise regroup the operands."""
    written = to_xpath(expr, this)
    return f"({written})" if _rank(expr) < binding else written


def _rank(expr: Expr) -> int:
    """Say how tightly the written expression holds together."""
    match expr:
        case Binary(op):
            return BINDING[op]
        case Answered():
            return BINDING["!="]
        case _:
            return max(BINDING.values()) + 1


def _months(earlier: str, later: str) -> str:
    def part(moment: str, code: str) -> str:
        return f"number(format-date({moment}, '%{code}'))"

    years = f"12 * ({part(later, 'Y')} - {part(earlier, 'Y')})"
    months = f"{part(later, 'n')} - {part(earlier, 'n')}"
    short = f"if({part(later, 'e')} < {part(earlier, 'e')}, 1, 0)"
    return f"({years} + {months} - {short})"


def _literal(value: Scalar) -> str:
    match value:
        case None:
            return "''"
        case bool():
            return "true()" if value else "false()"
        case date():
            return f"date('{value.isoformat()}')"
        case str() if "'" in value:
            raise SpecError(f"XPath 1.0 cannot escape the quote in {value!r}")
        case str():
            return f"'{value}'"
        case _:
            return str(value)
