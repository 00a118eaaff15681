"""Which values are worth trying for each question, to find or exclude answers.

Choices are all tried; of several choices, none, each, each pair, all, and all
but one. Numbers and dates are tried on both sides of every limit that the form
compares them with, or those they are compared with: a comparison with a limit
that some value meets is met by one of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import combinations

from .expr import (
    COMPARISONS,
    Answer,
    Binary,
    CheckDigits,
    Constant,
    Expr,
    If,
    MonthsBetween,
    Scalar,
)
from .form import Form
from .one_case import Value
from .parts import nodes, parts
from .questions import Calculation, Joined, Question

TODAY = date(2026, 1, 15)
SAID, SAID_AGAIN = "rehearsal, nobody said this", "something else"
CODE = "41000058"
NUMBERS = (2, 30, 40)
MONTHS = (6, 60)
YEAR = 12
FEW = 5  # of so few limits, sums and differences are tried as well


def candidates(form: Form) -> Mapping[str, tuple[Value, ...]]:
    """Give the values to try for each question, None (left blank) first."""
    limits = _limits(form)
    return {
        question.name: (None, *_values(question, limits.get(question.name, set())))
        for question in form.questions()
    }


def _limits(form: Form) -> dict[str, set[Scalar]]:
    """Give what each question is compared with; questions compared share it."""
    limits: dict[str, set[Scalar]] = {}
    for expr in _conditions(form):
        for node in nodes(expr):
            names = dict.fromkeys(_names(form, _operands(node)))
            if not names:
                continue
            shared: set[Scalar] = set(_constants(form, [node]))
            for name in names:
                shared |= limits.get(name, set())
            owners = {id(limits[name]) for name in names if name in limits}
            moved = [name for name, one in limits.items() if id(one) in owners]
            limits |= dict.fromkeys([*moved, *names], shared)
    return limits


def _values(question: Question, limits: set[Scalar]) -> list[Value]:
    if not question.asked:
        return []
    match question.type.kind:
        case "one":
            return [*_offered(question)]
        case "many":
            return [*_ticks(question)]
        case "integer":
            return [*_numbers(limits)]
        case "date":
            return [*_dates(limits)]
        case "text":
            words = [one for one in limits if isinstance(one, str)]
            return [SAID, SAID_AGAIN, *sorted(words)]


def _offered(question: Question) -> list[str]:
    choices = question.type.choices
    options = choices.options if choices else ()
    return [option.name for option in options if not option.retired]


def _ticks(question: Question) -> Iterator[str]:
    codes = _offered(question)
    yield from codes
    free = [code for code in codes if code not in question.type.exclusive]
    found: list[tuple[str, ...]] = [*combinations(codes, 2)]
    found += combinations(free, max(0, len(free) - 1))
    found.append(tuple(free))
    yield from dict.fromkeys(" ".join(one) for one in found if len(one) > 1)


def _numbers(limits: set[Scalar]) -> Iterator[int]:
    whole = {one for one in limits if isinstance(one, int)} | {0}
    if len(whole) <= FEW:
        whole |= {one + step for one in whole for step in whole}
        whole |= {one - step for one in whole for step in whole}
    beside = {one + step for one in whole for step in (-1, 0, 1)}
    yield from dict.fromkeys([*NUMBERS, *sorted(beside)])


def _dates(limits: set[Scalar]) -> Iterator[date]:
    months = {0, *MONTHS}
    for one in limits:
        if isinstance(one, int) and abs(one) <= 100 * YEAR:
            months |= {one, one + 1, one - 1}
    marks = {_months_before(TODAY, count) for count in months}
    marks |= {one for one in limits if isinstance(one, date)}
    day = timedelta(days=1)
    beside = {mark + step for mark in marks for step in (-day, 0 * day, day)}
    yield from dict.fromkeys([TODAY, *sorted(beside, reverse=True)])


def _months_before(day: date, count: int) -> date:
    years, month = divmod(YEAR * day.year + day.month - 1 - count, YEAR)
    return day.replace(year=years, month=month + 1)


def _conditions(form: Form) -> Iterator[Expr]:
    for entry in form.entries:
        node = entry.node
        if entry.relevant is not None:
            yield entry.relevant
        if isinstance(node, Calculation):
            if not isinstance(node.value, Joined):
                yield node.value
            continue
        if node.constraint is not None:
            yield node.constraint
        for option in node.type.choices.options if node.type.choices else ():
            if option.when is not None:
                yield option.when


def _operands(node: Expr) -> Iterable[Expr]:
    match node:
        case Binary(op, left, right) if op in COMPARISONS:
            return (left, right)
        case CheckDigits(answer):
            return (answer,)
        case _:
            return ()


def _names(form: Form, values: Iterable[Expr]) -> Iterator[str]:
    """Name the questions whose numbers, dates or words are compared."""
    for value in values:
        match value:
            case Answer(name):
                node = form.entry(name).node
                if isinstance(node, Question):
                    yield name
                elif not isinstance(node.value, Joined):
                    yield from _names(form, [node.value])
            case If(_, then, otherwise):
                yield from _names(form, (then, otherwise))
            case MonthsBetween() | Binary():
                yield from _names(form, parts(value))
            case _:
                pass


def _constants(form: Form, values: Iterable[Expr]) -> Iterator[Scalar]:
    for value in values:
        match value:
            case Constant(constant):
                yield constant
            case CheckDigits():
                yield CODE
            case Binary():
                yield from _constants(form, parts(value))
            case _:
                pass
