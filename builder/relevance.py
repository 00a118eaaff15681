"""What counts as asked: relevance through groups, and what depends on what.

Answers to questions that are not relevant count as unanswered everywhere. The
engine in KoboCollect sees to that by itself; Enketo keeps such answers in
calculations until the form is sent, so `guarded` writes the rule out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from .entries import Entry
from .errors import SpecError
from .expr import (
    BLANK,
    Answer,
    Binary,
    Constant,
    CountSelected,
    Expr,
    If,
    Not,
    all_hold,
    sort_of,
)
from .form import Form
from .parts import answers_in, parts
from .questions import Calculation, Joined
from .verdict import Verdict
from .xpath import to_xpath

Limits: TypeAlias = dict[str, Expr]


def reads(entry: Entry) -> Iterator[str]:
    """Name what the value or the relevance of a node depends on."""
    node = entry.node
    if isinstance(node, Calculation):
        if isinstance(node.value, Joined):
            yield node.value.source.name
        else:
            yield from (answer.name for answer in answers_in(node.value))
    if entry.relevant is not None:
        yield from (answer.name for answer in answers_in(entry.relevant))


def in_order(form: Form, names: Iterable[str]) -> list[Entry]:
    """Give the named nodes and all they depend on, what is read first, first."""
    done: dict[str, Entry] = {}
    open_names: list[str] = []

    def visit(name: str) -> None:
        if name in done:
            return
        if name in open_names:
            circle = " -> ".join([*open_names[open_names.index(name) :], name])
            raise SpecError(f"{form.name}: these depend on each other: {circle}")
        open_names.append(name)
        entry = form.entry(name)
        for other in reads(entry):
            visit(other)
        open_names.pop()
        done[name] = entry

    for name in names:
        visit(name)
    return list(done.values())


def guarded(form: Form, expr: Expr) -> Expr:
    """Let an answer count only where it is relevant, whatever an engine keeps.

    What limits several comparisons alike is written once.
    """
    guard = _Guard(form)
    if sort_of(expr) != "truth":
        return guard.value(expr)
    return _whole(*guard.split(expr))


@dataclass(slots=True)
class _Guard:
    """Takes the limits of relevance out of an expression.

    `split` gives limits, keyed by how they are written, and what is left: both
    together say the same as the expression with every comparison limited.
    """

    form: Form
    known: dict[str, Limits] = field(default_factory=dict)

    def split(self, expr: Expr) -> tuple[Limits, Expr]:
        match expr:
            case Binary("and", left, right):
                first, second = self.split(left), self.split(right)
                return first[0] | second[0], first[1] & second[1]
            case Binary("or", left, right):
                return _either(self.split(left), self.split(right))
            case Not(inner):
                return {}, ~_whole(*self.split(inner))
            case Binary(op, left, right) if not (_plain(left) and _plain(right)):
                return {}, Binary(op, self.value(left), self.value(right))
            case _:
                return self._limits(expr), expr

    def value(self, expr: Expr) -> Expr:
        """Guard a value: blank, or no choice ticked, where it is not relevant."""
        match expr:
            case If(test, then, otherwise):
                tested = _whole(*self.split(test))
                return If(tested, self.value(then), self.value(otherwise))
            case Binary(op, left, right):
                return Binary(op, self.value(left), self.value(right))
            case Constant():
                return expr
        limits = self._limits(expr)
        absent = Constant(0) if isinstance(expr, CountSelected) else BLANK
        return If(all_hold(*limits.values()), expr, absent) if limits else expr

    def _limits(self, expr: Expr) -> Limits:
        limits: Limits = {}
        for answer in answers_in(expr):
            limits |= self._of(answer.name)
        return limits

    def _of(self, name: str) -> Limits:
        """Give the limits of one answer, those of what its relevance reads first."""
        if name not in self.known:
            limits: Limits = {}
            for condition in _conditions(self.form, name):
                outer, rest = self._condition(condition, limits)
                limits |= outer
                limits[to_xpath(rest)] = rest
            self.known[name] = limits
        return self.known[name]

    def _condition(self, condition: Expr, known: Limits) -> tuple[Limits, Expr]:
        """Split a condition; inside a Not leave out what limits it anyway."""
        if not isinstance(condition, Not):
            return self.split(condition)
        limits, rest = self.split(condition.inner)
        return {}, ~_without(known, limits, rest)


def _conditions(form: Form, name: str) -> Iterator[Expr]:
    """Give what must hold for a node to be relevant, as far as others may ask."""
    entry = form.entry(name)
    if entry.relevant is not None:
        yield from _conjuncts(entry.relevant)
    if isinstance(entry.node, Calculation) and isinstance(entry.node.value, Joined):
        for group in form.entry(entry.node.value.source.name).within:
            if group.relevant is not None and all(
                form.entry(answer.name).repeat is None
                for answer in answers_in(group.relevant)
            ):
                yield from _conjuncts(group.relevant)


def _either(
    one: tuple[Limits, Expr], other: tuple[Limits, Expr]
) -> tuple[Limits, Expr]:
    shared = {key: limit for key, limit in one[0].items() if key in other[0]}
    return shared, _without(shared, *one) | _without(shared, *other)


def _plain(value: Expr) -> bool:
    """Tell whether a value is missing as soon as one of its answers is."""
    if isinstance(value, CountSelected | If):
        return False
    return isinstance(value, Answer) or all(map(_plain, parts(value)))


def _whole(limits: Limits, rest: Expr) -> Expr:
    return all_hold(*limits.values(), rest)


def _without(shared: Limits, limits: Limits, rest: Expr) -> Expr:
    return _whole({k: v for k, v in limits.items() if k not in shared}, rest)


def _conjuncts(expr: Expr) -> list[Expr]:
    match expr:
        case Binary("and", left, right):
            return [*_conjuncts(left), *_conjuncts(right)]
        case _:
            return [expr]


def guarded_verdict(form: Form, verdict: Verdict) -> Verdict:
    return Verdict(guarded(form, verdict.holds), guarded(form, verdict.fails))
