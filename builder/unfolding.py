"""Take a comparison apart until it reads nothing but answers.

A value that the phone works out is replaced by how it is worked out; where that
depends on a condition, each case is given with the condition it holds under.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from .expr import (
    BLANK,
    COMPARISONS,
    Answer,
    Answered,
    Binary,
    CheckDigits,
    Constant,
    CountSelected,
    Expr,
    If,
    Selected,
    all_hold,
)
from .form import Form
from .one_case import evaluate
from .parts import answers_in
from .questions import Calculation, Joined

# Conditions with whether they must hold: all of a case, one of the cases.
Case: TypeAlias = list[tuple[Expr, bool]]
MARK = "*"


def is_marked(name: str) -> bool:
    """Tell whether all answers of a repeat are meant, wherever that is asked."""
    return name.endswith(MARK)


def joined_of(form: Form, name: str) -> Joined:
    node = form.entry(name.removesuffix(MARK)).node
    assert isinstance(node, Calculation)  # noqa: S101 - only these are marked
    assert isinstance(node.value, Joined)  # noqa: S101
    return node.value


@dataclass(slots=True)
class Unfolding:
    """Gives the cases of a comparison; the same for the same node."""

    form: Form
    relevant: Mapping[str, Expr | None]
    _known: dict[tuple[int, bool], tuple[Expr, list[Case] | None]] = field(
        default_factory=dict
    )

    def cases(self, expr: Expr, *, wanted: bool) -> list[Case] | None:
        """Give the cases, or None where it reads nothing but answers."""
        key = (id(expr), wanted)
        if key not in self._known:
            self._known[key] = (expr, self._cases(expr, wanted=wanted))
        return self._known[key][1]

    def _cases(self, expr: Expr, *, wanted: bool) -> list[Case] | None:
        match expr:
            case Binary(op) if op in COMPARISONS:
                return self._compared(expr, wanted=wanted)
            case Selected(answer) | Answered(answer) | CheckDigits(answer):
                entry = self._calculated(answer)
                if entry is None:
                    return None
                return self._of_one(expr, answer, wanted=wanted)
            case _:
                return None

    def _compared(self, expr: Binary, *, wanted: bool) -> list[Case] | None:
        for part in (expr.left, expr.right):
            for value in _values(part):
                if isinstance(value, If):
                    return [
                        [
                            (value.test, held),
                            (_put(expr, value, chosen), wanted),
                        ]
                        for held, chosen in (
                            (True, value.then),
                            (False, value.otherwise),
                        )
                    ]
                if isinstance(value, Answer) and self._calculated(value):
                    return self._replaced(expr, value, BLANK, wanted=wanted)
                if isinstance(value, CountSelected) and self._calculated(value.answer):
                    return self._replaced(expr, value, Constant(0), wanted=wanted)
        return None

    def _replaced(
        self, expr: Expr, value: Answer | CountSelected, absent: Expr, *, wanted: bool
    ) -> list[Case]:
        answer = value if isinstance(value, Answer) else value.answer
        node = self._calculated(answer)
        assert node is not None  # noqa: S101 - the caller looked
        if isinstance(value, CountSelected):
            present: Expr = CountSelected(_marked(answer))
        else:
            assert not isinstance(node.value, Joined)  # noqa: S101 - of kind many
            present = node.value
        relevant = self.relevant[answer.name]
        there: Case = [(_put(expr, value, present), wanted)]
        if relevant is None:
            return [there]
        return [
            [(relevant, True), *there],
            [(relevant, False), (_put(expr, value, absent), wanted)],
        ]

    def _of_one(
        self, expr: Selected | Answered | CheckDigits, answer: Answer, *, wanted: bool
    ) -> list[Case]:
        node = self._calculated(answer)
        assert node is not None  # noqa: S101 - the caller looked
        relevant = self.relevant[answer.name]
        asked: Case = [] if relevant is None else [(relevant, True)]
        if isinstance(node.value, Joined):
            marked = replace(expr, answer=_marked(answer))
            found: list[Case] = [[*asked, (marked, wanted)]]
        else:
            found = [
                [*asked, *case, (_told(expr, leaf), wanted)]
                for case, leaf in _leaves(node.value)
            ]
        if relevant is not None and not wanted:
            found.append([(relevant, False)])
        return found

    def _calculated(self, answer: Answer) -> Calculation | None:
        if is_marked(answer.name):
            return None
        node = self.form.entry(answer.name).node
        return node if isinstance(node, Calculation) else None


def _marked(answer: Answer) -> Answer:
    return Answer(answer.name + MARK, answer.kind, answer.choices)


def _values(expr: Expr) -> Iterator[Expr]:
    """Give a value and what it is computed from, conditions left out."""
    yield expr
    if isinstance(expr, Binary):
        yield from _values(expr.left)
        yield from _values(expr.right)


def _leaves(expr: Expr) -> Iterator[tuple[Case, Expr]]:
    if not isinstance(expr, If):
        yield [], expr
        return
    for held, chosen in ((True, expr.then), (False, expr.otherwise)):
        for case, leaf in _leaves(chosen):
            yield [(expr.test, held), *case], leaf


def _told(expr: Selected | Answered | CheckDigits, leaf: Expr) -> Expr:
    """Say the same of one value that a calculation can take."""
    if isinstance(leaf, Constant):
        return Constant(bool(evaluate(expr, lambda _: leaf.value)))
    if isinstance(leaf, Answer):
        return replace(expr, answer=leaf)
    return all_hold(*(Answered(answer) for answer in answers_in(leaf)))


def _put(expr: Expr, old: Expr, new: Expr) -> Expr:
    """Replace a value in a comparison; a comparison with a blank never holds."""
    if expr is old:
        return new
    if not isinstance(expr, Binary):
        return expr
    left, right = _put(expr.left, old, new), _put(expr.right, old, new)
    if _blank(left) or _blank(right):
        return Constant(value=False) if expr.op in COMPARISONS else BLANK
    if left is expr.left and right is expr.right:
        return expr
    return Binary(expr.op, left, right)


def _blank(expr: Expr) -> bool:
    return isinstance(expr, Constant) and expr.value is None
