"""Where a form has less than the toolkit prints, or something else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from toolkit.printed import Printed

from builder.entries import Entry
from builder.expr import Expr
from builder.form import Form
from builder.parts import answers_in
from builder.questions import Calculation, Choices, Joined, Question

# These say where in a talk one is, not what was answered.
COURSE = ("open_", "full_talk", "kept")


@dataclass(frozen=True, slots=True, order=True)
class Shortfall:
    """What an item lacks: "item", "choices", "condition" or "line"."""

    item: str
    aspect: str


def shortfalls(
    form: Form,
    printed: Mapping[str, Printed],
    instead: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
) -> Iterator[Shortfall]:
    """Compare the items of `printed` with a form, item by item.

    `instead` gives, for an item, what its questions may depend on (each on one of
    these at least) in place of the items that its printed condition names.
    """
    for item, facts in printed.items():
        found = _Found(form, item)
        if not (found.own or found.below or found.elsewhere):
            yield Shortfall(item, "item")
            continue
        if not _has_choices(found, facts):
            yield Shortfall(item, "choices")
        if not _has_condition(found, facts, instead.get(item, ())):
            yield Shortfall(item, "condition")
        if len(list(found.follow_ups("text"))) < facts.fill_in:
            yield Shortfall(item, "line")


class _Found:
    """What a form has of one item: its own questions, and those numbered below."""

    def __init__(self, form: Form, item: str) -> None:
        self.form, self.item = form, item
        self.own = [e for e in form.entries if e.node.item == item]
        self.below = [
            e for e in form.entries if (e.node.item or "").startswith(f"{item}.")
        ]
        self.elsewhere = any(one.item == item for one in form.elsewhere)

    def reads(self, entry: Entry) -> set[str]:
        """Give items and names that decide whether a question is asked."""
        return set(_read(self.form, entry.relevant))

    def follow_ups(self, kind: str) -> Iterator[Entry]:
        """Give the questions of the item that depend on its own answer."""
        for entry in self.own:
            node = entry.node
            fits = isinstance(node, Question) and node.type.kind == kind
            if fits and self.item in self.reads(entry):
                yield entry

    def first(self) -> list[Entry]:
        """Give the questions of the item that do not depend on its own answer."""
        asked = [e for e in self.own if isinstance(e.node, Question)]
        return [e for e in asked if self.item not in self.reads(e)]

    def above(self) -> list[str]:
        """Name the items that this one is numbered below, nearest first."""
        numbers = self.item.split(".")
        return [".".join(numbers[:n]) for n in range(len(numbers) - 1, 0, -1)]

    def asked(self, items: list[str]) -> bool:
        return any(entry.node.item in items for entry in self.form.entries)


def _has_choices(found: _Found, facts: Printed) -> bool:
    """Compare the printed options with the choices not marked as added."""
    counts = {
        sum(not option.added for option in choices.options if not option.retired)
        for choices in _lists(found)
    }
    return counts <= {facts.options} and (bool(counts) or not facts.options)


def _lists(found: _Found) -> Iterator[Choices]:
    for entry in found.own:
        if isinstance(entry.node, Question) and entry.node.type.choices:
            yield entry.node.type.choices


def _has_condition(found: _Found, facts: Printed, instead: tuple[str, ...]) -> bool:
    if instead and not _opened_by_one(found, instead):
        return False
    if facts.condition and not instead and not _opened_as_printed(found, facts):
        return False
    return not facts.inner or _has_inner(found, facts.inner)


def _opened_as_printed(found: _Found, facts: Printed) -> bool:
    entries = found.first() or found.below
    reads = [found.reads(entry) for entry in entries]
    if facts.after:
        return bool(reads) and all(_reads_all(one, facts.after) for one in reads)
    above = found.above()
    if found.asked(above):
        return all(any(_reads_all(one, (item,)) for item in above) for one in reads)
    return all(bool(one) for one in reads)


def _opened_by_one(found: _Found, of: tuple[str, ...]) -> bool:
    return all(found.reads(entry) & set(of) for entry in found.first())


def _has_inner(found: _Found, wanted: int) -> bool:
    """Look for a condition in the middle of an item: at its follow-ups or choices."""
    if found.below:
        return all(found.item in found.reads(entry) for entry in found.below)
    limited = sum(
        option.when is not None for one in _lists(found) for option in one.options
    )
    later = [*found.follow_ups("text"), *found.follow_ups("one")]
    return limited >= wanted or len(later) >= wanted


def _reads_all(read: set[str], items: tuple[str, ...]) -> bool:
    """Tell whether each item is read, or one numbered below it."""
    return all(
        item in read or any(one.startswith(f"{item}.") for one in read)
        for item in items
    )


def _read(form: Form, expr: Expr | None) -> Iterator[str]:
    for answer in answers_in(expr) if expr is not None else ():
        if answer.name.startswith(COURSE):
            continue
        node = form.entry(answer.name).node
        yield node.name
        if node.item is not None:
            yield node.item
        if isinstance(node, Calculation):
            value = node.value
            yield from _read(form, value.source if isinstance(value, Joined) else value)
