"""What counts as asked: relevance through groups, and what depends on what.

Answers to questions that are not relevant count as unanswered everywhere. The
engine in KoboCollect sees to that by itself; Enketo keeps such answers in
calculations until the form is sent, so `guarded` writes the rule out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .errors import SpecError
from .expr import (
    COMPARISONS,
    Answered,
    Binary,
    CheckDigits,
    Expr,
    If,
    Not,
    Selected,
    all_hold,
    answers_in,
)
from .form import Entry, Form
from .questions import Calculation, Joined
from .verdict import Verdict


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
    """Let every comparison hold only where the answers it reads are relevant."""
    match expr:
        case Binary(op, left, right) if op not in COMPARISONS:
            return Binary(op, guarded(form, left), guarded(form, right))
        case Not(inner):
            return Not(guarded(form, inner))
        case If(test, then, otherwise):
            branches = (guarded(form, part) for part in (test, then, otherwise))
            return If(*branches)
        case Binary() | Selected() | Answered() | CheckDigits():
            names = dict.fromkeys(answer.name for answer in answers_in(expr))
            limits = [
                guarded(form, limit)
                for limit in (form.entry(name).relevant for name in names)
                if limit is not None
            ]
            return all_hold(*limits, expr) if limits else expr
        case _:
            return expr


def guarded_verdict(form: Form, verdict: Verdict) -> Verdict:
    return Verdict(guarded(form, verdict.holds), guarded(form, verdict.fails))
