"""Find talks that reach a question, and fill them in to the end.

`witness` says which answers are needed; here the rest of the talk is filled in
as in a rehearsal, and `Case` confirms that the question is asked and that the
talk can be sent.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from random import Random

from .case import Case, Sheet
from .entries import Entry
from .form import Form
from .outlook import Possible
from .parts import answers_in
from .questions import Question
from .rehearsal import Walk
from .witness import Goal, Search, UndecidedError

ROWS = (1, 2)
ROWS_AT = range(max(ROWS))
TRIES, FEW = 4, 40


@dataclass(frozen=True, slots=True)
class Witness:
    """One whole talk: what is entered, and which questions it was first to reach."""

    sheet: Sheet
    reached: tuple[str, ...]
    toward: Possible
    rows: int


@dataclass(slots=True)
class Reach:
    """The talks found so far for one form, and the questions they reach.

    What is `hopeless` refuses every answer; a talk is not held up by it.
    """

    form: Form
    hopeless: set[str] = field(default_factory=set)
    searches: list[Search] = field(init=False)
    witnesses: list[Witness] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    reached: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        repeats = any(entry.repeat for entry in self.form.entries)
        self.searches = [Search(self.form, n) for n in (ROWS if repeats else ROWS[:1])]

    def to(self, entry: Entry) -> bool | None:
        """Find a talk to a question: True, False when there is none, None unsure."""
        decided = True
        for search in self.searches:
            try:
                found = search.first(Goal(search.asked(entry.node.name)))
            except UndecidedError:
                decided = False
                continue
            if found is None:
                continue
            ways = (
                self._extended(search, found),
                found,
                self._as_entered(search, found),
            )
            if any(self._confirmed(entry, way, search.rows) for way in ways):
                return True
            decided = False
        return False if decided else None

    def _extended(self, search: Search, found: Possible) -> Possible:
        """Lead the talk past as many other questions as it can also reach."""
        for entry in self.form.entries:
            node = entry.node
            if not isinstance(node, Question) or node.name in self.reached:
                continue
            with suppress(UndecidedError):
                goal = Goal(search.asked(node.name))
                found = search.first(goal, within=found, steps=FEW) or found
        return found

    def _as_entered(self, search: Search, found: Possible) -> Possible:
        """Add what had to be answered before a later answer made it irrelevant.

        A constraint that reads a later question is met before that is asked.
        """
        order = {e.node.name: at for at, e in enumerate(self.form.entries)}
        entered = dict(found)
        for place, values in found.items():
            node = self.form.entry(place[0]).node
            if not isinstance(node, Question) or node.constraint is None:
                continue
            later = [one for one in search.values if order[one] > order[node.name]]
            blank = {(one, row): (None,) for one in later for row in ROWS_AT}
            demand = Goal(search.demand(node.name), instance=place[1])
            if None not in values and any(
                answer.name in later for answer in answers_in(node.constraint)
            ):
                before = search.first(demand, within={**blank, place: values}) or {}
                earlier = {p: v for p, v in before.items() if p not in blank}
                entered |= {p: v for p, v in earlier.items() if None not in v}
        return entered

    def _confirmed(self, entry: Entry, found: Possible, rows: int) -> bool:
        """Fill in the whole talk, and see that it reaches the question and ends."""
        for seed in range(TRIES):
            draw = Random(seed)  # noqa: S311 - the same talk each time
            walk = Walk(self.form, draw, blank=0, toward=found, rows=rows)
            case = Case(self.form, walk.sheet())
            if case.relevant(entry) and self._finished(case):
                self._keep(case, found, rows)
                return True
        return False

    def _keep(self, case: Case, toward: Possible, rows: int) -> None:
        new = tuple(
            entry.node.name
            for entry in self.form.entries
            if isinstance(entry.node, Question)
            and entry.node.name not in self.reached
            and case.relevant(entry)
        )
        self.reached.update(new)
        self.cases.append(case)
        self.witnesses.append(Witness(case.sheet, new, toward, rows))

    def _finished(self, case: Case) -> bool:
        """Tell whether the talk can be sent: nothing open or refused is left."""
        for entry in self.form.entries:
            node, repeat = entry.node, entry.repeat
            if not isinstance(node, Question) or node.name in self.hopeless:
                continue
            for row in range(len(case.instances(repeat.name)) if repeat else 1):
                value = case.value(node.name, row)
                if case.relevant(entry, row) and not case.accepts(node, value, row):
                    return False
        return True
