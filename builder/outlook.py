"""What an expression can still become, when each question has some values left.

Never too narrow: a value that is not among those given cannot come about. It
may be too wide, as questions are looked at one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from typing import Any, TypeAlias

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
    Selected,
)
from .form import Form
from .one_case import Value, combine, evaluate
from .parts import answers_in
from .questions import Joined, Question
from .relevance import in_order
from .unfolding import is_marked, joined_of

Place: TypeAlias = tuple[str, int]
Possible: TypeAlias = dict[Place, tuple[Value, ...]]
Values: TypeAlias = frozenset[Value] | None

BOTH = frozenset({True, False})
BLANK = frozenset({None})
WIDEST = 600


@dataclass(slots=True)
class Outlook:
    """Looks ahead in one form, whose repeats have `rows` instances."""

    form: Form
    values: Mapping[str, tuple[Value, ...]]
    rows: int
    relevant: Mapping[str, Expr | None]
    _read: dict[int, tuple[Expr, frozenset[str]]] = field(default_factory=dict)
    _seen: dict[Any, frozenset[bool]] = field(default_factory=dict)
    _worked: dict[Any, Values] = field(default_factory=dict)

    def truths(self, expr: Expr, instance: int, possible: Possible) -> frozenset[bool]:
        """Say whether a condition can still hold, and whether it can fail."""
        key = (id(expr), instance, self._left_of(self.read(expr), possible))
        if key not in self._seen:
            self._seen[key] = Looked(self, possible).truths(expr, instance)
        return self._seen[key]

    def worked(self, place: Place, looked: Looked) -> Values:
        """Give what a calculation can come to."""
        read = self.read(self.form.entry(place[0]).node.answer, place[0])
        key = (place, self._left_of(read, looked.possible))
        if key not in self._worked:
            self._worked[key] = looked.calculated(*place)
        return self._worked[key]

    def read(self, expr: Expr, name: str = "") -> frozenset[str]:
        """Name the questions that an expression, or a calculation, hangs on."""
        key = id(self.form.entry(name).node) if name else id(expr)
        if key not in self._read:
            found = set(_reads(self.form, expr))
            for entry in in_order(self.form, found):
                found.add(entry.node.name)
            self._read[key] = (expr, frozenset(found))
        return self._read[key][1]

    @staticmethod
    def _left_of(read: frozenset[str], possible: Possible) -> frozenset[Any]:
        return frozenset(
            (place, id(left)) for place, left in possible.items() if place[0] in read
        )

    def places(self, expr: Expr, instance: int) -> list[Place]:
        """Name the answers that a comparison reads, none twice."""
        found: dict[Place, None] = {}
        for answer in answers_in(expr):
            found |= dict.fromkeys(self.of(answer.name, instance))
        return list(found)

    def of(self, name: str, instance: int) -> Iterator[Place]:
        if is_marked(name):
            source = joined_of(self.form, name).source.name
            yield from ((source, row) for row in range(self.rows))
        else:
            yield name, instance if self.form.entry(name).repeat else 0


@dataclass(slots=True)
class Looked:
    """What can come about while `possible` is what is left of the answers."""

    outlook: Outlook
    possible: Possible

    def truths(  # noqa: PLR0911 - one arm for each node
        self, expr: Expr, instance: int
    ) -> frozenset[bool]:
        match expr:
            case Not(inner):
                return frozenset(not one for one in self.truths(inner, instance))
            case Binary("and" | "or" as op, left, right):
                decides = op == "or"
                first = self.truths(left, instance)
                if first == {decides}:
                    return first
                second = self.truths(right, instance)
                if second == {decides}:
                    return second
                return first | second
            case Constant(value):
                return frozenset({bool(value)})
            case Selected(answer) | Answered(answer) | CheckDigits(answer):
                return _truths(self._applied(expr, (answer,), instance))
            case Binary(_, left, right):
                return _truths(self._applied(expr, (left, right), instance))
            case _:
                return BOTH

    def values(  # noqa: PLR0911 - one arm for each node
        self, expr: Expr, instance: int
    ) -> Values:
        match expr:
            case Answer(name):
                return self._answer(name, instance)
            case Constant(value):
                return frozenset({value})
            case If(test, then, otherwise):
                return self._either(test, then, otherwise, instance)
            case Binary(op, left, right) if op not in COMPARISONS:
                return self._applied(expr, (left, right), instance)
            case CountSelected(answer):
                return self._applied(expr, (answer,), instance)
            case MonthsBetween(earlier, later):
                return self._applied(expr, (earlier, later), instance)
            case _:
                return None

    def _either(self, test: Expr, then: Expr, otherwise: Expr, instance: int) -> Values:
        found: frozenset[Value] = frozenset()
        for outcome in self.truths(test, instance):
            values = self.values(then if outcome else otherwise, instance)
            if values is None:
                return None
            found |= values
        return found

    def _answer(self, name: str, instance: int) -> Values:
        places = list(self.outlook.of(name, instance))
        if is_marked(name):
            return self._joined(places)
        entry = self.outlook.form.entry(name)
        if isinstance(entry.node, Question):
            return frozenset(self._left(places[0]))
        return self.outlook.worked(places[0], self)

    def calculated(self, name: str, instance: int) -> Values:
        relevant = self.outlook.relevant[name]
        asked = BOTH - {False} if relevant is None else self.truths(relevant, instance)
        if asked == {False}:
            return BLANK
        node = self.outlook.form.entry(name).node
        assert not isinstance(node, Question)  # noqa: S101 - the caller looked
        if isinstance(node.value, Joined):
            source = node.value.source.name
            found = self._joined([(source, row) for row in range(self.outlook.rows)])
        else:
            found = self.values(node.value, instance)
        if found is None or False not in asked:
            return found
        return found | BLANK

    def _joined(self, places: list[Place]) -> Values:
        sets = [self._left(place) for place in places]
        if _too_wide(sets):
            return None
        return frozenset(
            " ".join(str(one) for one in given if one is not None) or None
            for given in product(*sets)
        )

    def _left(self, place: Place) -> tuple[Value, ...]:
        return self.possible.get(place, self.outlook.values[place[0]])

    def _applied(self, expr: Expr, operands: tuple[Expr, ...], instance: int) -> Values:
        sets = [self.values(operand, instance) for operand in operands]
        known = [one for one in sets if one is not None]
        if len(known) < len(sets) or _too_wide(known):
            return None
        apply = _applying(expr)
        return frozenset(apply(*given) for given in product(*known))


def _applying(expr: Expr) -> Callable[..., Value]:
    """Give the node as a function of what its operands are worth."""
    match expr:
        case Binary(op):
            return partial(combine, op)
        case MonthsBetween(earlier, later):
            names = (earlier.name, later.name)
            return lambda *given: evaluate(
                expr, dict(zip(names, given, strict=True)).__getitem__
            )
        case _:
            return lambda given: evaluate(expr, lambda _: given)


def _reads(form: Form, expr: Expr) -> Iterator[str]:
    for answer in answers_in(expr):
        name = answer.name
        yield joined_of(form, name).source.name if is_marked(name) else name


def _truths(values: Values) -> frozenset[bool]:
    return BOTH if values is None else frozenset(bool(one) for one in values)


def _too_wide(sets: list[Any]) -> bool:
    size = 1
    for one in sets:
        size *= len(one)
    return size > WIDEST
