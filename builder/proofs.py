"""Prove that a form works: nothing is out of reach, nothing is a dead end.

For every question answers are found with which it is asked; they are filled
into a whole talk, and `Case` confirms that the talk reaches it and can be
finished. Every constraint lets something pass and refuses something. A question
that must be answered has an answer that is accepted, whenever it is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from .checks import Finding
from .dead_ends import no_way_on
from .entries import Entry
from .expr import Expr, all_hold
from .form import Form
from .outlook import Possible
from .questions import Question
from .reaching import Reach, Witness
from .witness import Goal, UndecidedError

UNREACHABLE = "is never asked, whatever is answered before"
UNDECIDED = "could not be shown to be asked by any answers"
NEVER_OFFERED = "is never offered, whatever is answered before"
UNSATISFIABLE = "refuses every answer"
IDLE = "has a constraint that refuses nothing"
DEAD_END = "must be answered, and refuses every answer"
STUCK = "must be answered, and after some answers refuses every one"


@dataclass(slots=True)
class Proof:
    """What was shown for a form: talks that reach its questions, and findings."""

    form: Form
    witnesses: list[Witness] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def found(
        self,
        rule: str,
        name: str,
        problem: str,
        remedy: str,
        severity: Literal["error", "warning"] = "error",
    ) -> None:
        place = f"{self.form.name}/{name}"
        self.findings.append(Finding(rule, severity, place, problem, remedy))


def proved(form: Form) -> Proof:
    """Prove what can be proved; the findings say what cannot."""
    proving = _Proving(form)
    proving.required_ones()
    proving.questions()
    proving.choices()
    proving.constraints()
    return proving.proof


@dataclass(slots=True)
class _Proving:
    form: Form
    proof: Proof = field(init=False)
    reach: Reach = field(init=False)

    def __post_init__(self) -> None:
        self.reach = Reach(self.form)
        self.proof = Proof(self.form, self.reach.witnesses)

    def required_ones(self) -> None:
        """Find where a talk could never be finished."""
        for entry in self.form.entries:
            node = entry.node
            if not isinstance(node, Question) or not node.required:
                continue
            stuck = no_way_on(node)
            if stuck is None or not self._possible(_asked(entry, stuck)):
                continue
            if self._possible(self.reach.searches[0].demand(node.name), node.name):
                self.proof.found(
                    "dead-end",
                    node.name,
                    STUCK,
                    "Let one answer always be accepted, as only going back helps here",
                    "warning",
                )
            elif self._possible(_asked(entry)):
                self.reach.hopeless.add(node.name)
                self.proof.found(
                    "dead-end", node.name, DEAD_END, "Let one answer always be accepted"
                )

    def questions(self) -> None:
        """Find a talk for each question, the last ones first: they lead furthest."""
        for entry in reversed(self.form.entries):
            if (
                isinstance(entry.node, Question)
                and entry.node.name not in self.reach.reached
            ):
                self._reach(entry)

    def choices(self) -> None:
        """Show that each choice with a condition is offered in some talk."""
        for entry, node in self._reached():
            options = node.type.choices.options if node.type.choices else ()
            for option in options:
                if option.when is None or option.retired:
                    continue
                if not self._possible(_asked(entry, option.when)):
                    self.proof.found(
                        "unreachable",
                        f"{node.name}/{option.name}",
                        NEVER_OFFERED,
                        "Correct the condition of the choice, or retire it",
                    )

    def constraints(self) -> None:
        """Show that each constraint lets something pass and refuses something."""
        for entry, node in self._reached():
            if node.constraint is None or node.name in self.reach.hopeless:
                continue
            seen = self._seen(entry, node)
            demand = self.reach.searches[0].demand(node.name)
            if True not in seen and not self._possible(demand, node.name):
                self.proof.found(
                    "unsatisfiable",
                    node.name,
                    UNSATISFIABLE,
                    "Correct the constraint: no value meets it",
                )
            elif False not in seen and not self._possible(
                _asked(entry, ~node.constraint), node.name
            ):
                self.proof.found(
                    "idle",
                    node.name,
                    IDLE,
                    "Correct the constraint, or leave it out",
                    "warning",
                )

    def _reach(self, entry: Entry) -> None:
        """Find a talk that reaches a question; tell when there is none."""
        found = self.reach.to(entry)
        if found:
            return
        self.proof.found(
            "unreachable",
            entry.node.name,
            UNDECIDED if found is None else UNREACHABLE,
            "Correct its condition, or what it depends on",
            "warning" if found is None else "error",
        )

    def _seen(self, entry: Entry, node: Question) -> set[bool]:
        """Try values in the talks found: one accepted, one refused, or both."""
        values = self.reach.searches[0].values[node.name]
        seen: set[bool] = set()
        for case in self.reach.cases:
            if len(seen) < len((True, False)) and case.relevant(entry):
                seen |= {case.accepts(node, v) for v in values if v is not None}
        return seen

    def _reached(self) -> Iterator[tuple[Entry, Question]]:
        for entry in self.form.entries:
            if (
                isinstance(entry.node, Question)
                and entry.node.name in self.reach.reached
            ):
                yield entry, entry.node

    def _possible(self, condition: Expr, answered: str = "") -> bool:
        """Tell whether a condition can hold, with an answer to one question."""
        for search in self.reach.searches:
            within: Possible = {}
            if answered:
                within[answered, 0] = search.values[answered][1:]
            try:
                if search.first(Goal(condition), within=within) is not None:
                    return True
            except UndecidedError:
                return True
        return False


def _asked(entry: Entry, also: Expr | None = None) -> Expr:
    """Say that a question is asked while a further condition holds."""
    return all_hold(*(one for one in (entry.relevant, also) if one is not None))
