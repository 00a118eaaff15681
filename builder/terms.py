"""Which conditions are said together, as people would say them."""

from __future__ import annotations

from dataclasses import dataclass

from .expr import Answer, Binary, Constant, Expr, If, Not, Operator, Selected


@dataclass(frozen=True, slots=True, eq=False)
class OneOf:
    """Several choices of one question, of which any will do."""

    answer: Answer
    choices: tuple[str, ...]


def together(expr: Expr, op: Operator) -> list[Expr | OneOf]:
    """Give the conditions joined by `op`; choices of one question are one."""
    found: dict[str, list[Expr]] = {}
    for number, term in enumerate(_flat(expr, op)):
        choice = _choice_of(term) if op == "or" else None
        found.setdefault(choice[0].name if choice else f"#{number}", []).append(term)
    return [_merged(terms) for terms in found.values()]


def _merged(terms: list[Expr]) -> Expr | OneOf:
    picked = [choice for term in terms if (choice := _choice_of(term))]
    choices = tuple(dict.fromkeys(choice for _, choice in picked))
    return OneOf(picked[0][0], choices) if len(choices) > 1 else terms[0]


def _choice_of(term: Expr) -> tuple[Answer, str] | None:
    match term:
        case Binary("=", Answer() as answer, Constant(str() as choice)):
            return answer, choice
        case Selected(answer, choice):
            return answer, choice
        case _:
            return None


def _flat(expr: Expr, op: Operator) -> list[Expr]:
    if isinstance(expr, Binary) and expr.op == op:
        return [*_flat(expr.left, op), *_flat(expr.right, op)]
    return [expr]


def is_compound(term: Expr | OneOf) -> bool:
    while isinstance(term, Not):
        term = term.inner
    if not isinstance(term, Binary) or term.op not in {"and", "or"}:
        return False
    return len(together(term, term.op)) > 1


def counted(expr: Expr) -> list[Expr]:
    """Give the tests of a sum that adds 1 for each that holds."""
    tests = []
    for term in _flat(expr, "+"):
        match term:
            case If(test, Constant(1), Constant(0)):
                tests.append(test)
            case _:
                return []
    return tests
