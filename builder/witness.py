"""Find answers under which conditions hold, or show that there are none.

A condition is taken apart: what must hold narrows the values a question may
have; what may hold in several ways is tried in each. An answer that is needed
must itself be possible: asked, offered and accepted. Values come from
`candidates`; blank and not asked are both None, as in `Case`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from .candidates import candidates
from .expr import Answer, Binary, Constant, Expr, Not, all_hold
from .form import Form
from .one_case import Value, evaluate
from .outlook import Outlook, Place, Possible
from .questions import Question
from .unfolding import Unfolding

STEPS = 4_000
ALWAYS = Constant(value=True)


class UndecidedError(Exception):
    """The search was given up: too many ways to try."""


@dataclass(frozen=True, slots=True, eq=False)
class Goal:
    """A condition that must hold, or must not, in one instance of a repeat."""

    expr: Expr
    wanted: bool = True
    instance: int = 0


@dataclass(slots=True)
class Way:
    """What is left possible, and what is still to be met, on one way."""

    possible: Possible
    todo: list[Goal] = field(default_factory=list)
    several: list[Goal] = field(default_factory=list)
    seen: set[tuple[int, bool, int]] = field(default_factory=set)

    def copied(self, *more: Goal) -> Way:
        return Way(
            dict(self.possible),
            [*self.todo, *more],
            list(self.several),
            set(self.seen),
        )


@dataclass(slots=True)
class Search:
    """Finds answers for one form; every repeat has `rows` instances."""

    form: Form
    rows: int = 1
    values: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    _demands: dict[str, Expr] = field(default_factory=dict)
    _relevant: dict[str, Expr | None] = field(default_factory=dict)
    _same: dict[tuple[Value, ...], tuple[Value, ...]] = field(default_factory=dict)
    _goals: list[Goal] = field(default_factory=list)
    _unfolding: Unfolding = field(init=False)
    _outlook: Outlook = field(init=False)
    _steps: int = 0

    def __post_init__(self) -> None:
        self.values = self.values or candidates(self.form)
        # Made once, as what is known of a condition is kept by its identity.
        self._relevant = {e.node.name: e.relevant for e in self.form.entries}
        self._unfolding = Unfolding(self.form, self._relevant)
        self._outlook = Outlook(self.form, self.values, self.rows, self._relevant)

    def first(
        self, *goals: Goal, within: Possible | None = None, steps: int = STEPS
    ) -> Possible | None:
        """Give for each question that matters the values that meet all goals.

        None when nothing does; UndecidedError when `steps` were not enough.
        Any choice of the values given meets the goals.
        """
        self._steps = steps
        self._goals += goals
        left = {place: self._one(values) for place, values in (within or {}).items()}
        way = Way(left, list(goals))
        found = next(self._met(way), None)
        return None if found is None else found.possible

    def _met(self, way: Way) -> Iterator[Way]:
        self._steps -= 1
        if self._steps < 0:
            raise UndecidedError
        if not self._narrowed(way):
            return
        goal = self._next(way)
        if goal is None:
            yield way
        elif isinstance(goal, Goal):
            for branch in self._branches(goal, way):
                yield from self._met(branch)

    def _next(self, way: Way) -> Goal | bool | None:
        """Give a goal that can be met in several ways; False when one cannot."""
        while way.several:
            goal = way.several.pop()
            truths = self._outlook.truths(goal.expr, goal.instance, way.possible)
            if goal.wanted not in truths:
                return False
            if len(truths) > 1:
                return goal
        return None

    def _branches(self, goal: Goal, way: Way) -> Iterator[Way]:
        match goal.expr:
            case Binary("and" | "or", left, right):
                for part in (left, right):
                    yield way.copied(Goal(part, goal.wanted, goal.instance))
                return
        cases = self._unfolding.cases(goal.expr, wanted=goal.wanted)
        if cases is not None:
            for case in cases:
                more = (Goal(expr, wanted, goal.instance) for expr, wanted in case)
                yield way.copied(*more)
            return
        yield from self._labelled(goal, way)

    def _labelled(self, goal: Goal, way: Way) -> Iterator[Way]:
        """Settle a comparison of several questions: one value after the other."""
        places = self._outlook.places(goal.expr, goal.instance)
        several = [p for p in places if len(self._left(way, p)) > 1]
        place = min(several, key=lambda one: len(self._left(way, one)))
        for value in self._left(way, place):
            branch = way.copied(goal)
            branch.seen.discard((id(goal.expr), goal.wanted, goal.instance))
            if self._limit(branch, place, (value,)):
                yield branch

    def _narrowed(self, way: Way) -> bool:
        """Meet every goal that can be met in one way only."""
        while way.todo:
            goal = way.todo.pop()
            key = (id(goal.expr), goal.wanted, goal.instance)
            if key in way.seen:
                continue
            way.seen.add(key)
            match goal.expr:
                case Constant(value):
                    if bool(value) != goal.wanted:
                        return False
                case Not(inner):
                    way.todo.append(Goal(inner, not goal.wanted, goal.instance))
                case Binary("and" | "or" as op, left, right):
                    if (op == "and") == goal.wanted:
                        way.todo.append(Goal(right, goal.wanted, goal.instance))
                        way.todo.append(Goal(left, goal.wanted, goal.instance))
                    else:
                        way.several.append(goal)
                case _:
                    if not self._compared(way, goal):
                        return False
        return True

    def _compared(self, way: Way, goal: Goal) -> bool:
        if self._unfolding.cases(goal.expr, wanted=goal.wanted) is not None:
            way.several.append(goal)
            return True
        places = self._outlook.places(goal.expr, goal.instance)
        if len(places) > 1:
            way.several.append(goal)
            return True
        if not places:
            return bool(evaluate(goal.expr, lambda _: None)) == goal.wanted
        kept = tuple(
            value
            for value in self._left(way, places[0])
            if bool(evaluate(goal.expr, partial(_same, value))) == goal.wanted
        )
        return self._limit(way, places[0], kept)

    def _limit(self, way: Way, place: Place, kept: tuple[Value, ...]) -> bool:
        """Leave only these values; an answer that is needed must be possible."""
        before = self._left(way, place)
        if kept == before:
            return bool(kept)
        way.possible[place] = self._one(kept)
        name, instance = place
        if kept and None not in kept and None in before:
            way.todo.append(Goal(self.demand(name), instance=instance))
        node = self.form.entry(name).node
        if kept == (None,) != before and isinstance(node, Question) and node.required:
            relevant = self._relevant[name]
            if relevant is None:
                return False
            way.todo.append(Goal(relevant, wanted=False, instance=instance))
        return bool(kept)

    def _one(self, values: tuple[Value, ...]) -> tuple[Value, ...]:
        """Give the same tuple for the same values."""
        return self._same.setdefault(values, values)

    def _left(self, way: Way, place: Place) -> tuple[Value, ...]:
        return way.possible.get(place, self.values[place[0]])

    def asked(self, name: str) -> Expr:
        """Say what must hold for a question to be asked."""
        relevant = self._relevant[name]
        return ALWAYS if relevant is None else relevant

    def demand(self, name: str) -> Expr:
        """Say what must hold for a question to have its answer."""
        if name not in self._demands:
            entry = self.form.entry(name)
            assert isinstance(entry.node, Question)  # noqa: S101 - it has values
            demands = [
                self._relevant[name],
                entry.node.constraint,
                *_offers(entry.node),
            ]
            self._demands[name] = all_hold(*(one for one in demands if one is not None))
        return self._demands[name]


def _same(value: Value, _: str) -> Value:
    return value


def _offers(question: Question) -> Iterator[Expr]:
    for option in question.type.choices.options if question.type.choices else ():
        if option.when is not None:
            yield ~picks(question.answer, option.name) | option.when


def picks(answer: Answer, choice: str) -> Expr:
    return answer.selected(choice) if answer.kind == "many" else answer == choice
