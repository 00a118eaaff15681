"""One answer sheet of one form: what is relevant, what is worked out.

The sheet holds what was entered; a case says what counts. It agrees with the
engine in KoboCollect, node by node.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from .entries import Entry
from .expr import Expr
from .form import Form
from .one_case import Value, evaluate
from .questions import Joined, Question

Sheet: TypeAlias = Mapping[str, "Value | Sequence[Mapping[str, Value]]"]


@dataclass(slots=True)
class Case:
    """A form and what was entered; a repeat's name holds its instances."""

    form: Form
    sheet: Sheet
    _known: dict[tuple[str, int], Value] = field(default_factory=dict)

    def value(self, name: str, instance: int = 0) -> Value:
        """Give what counts for a node: None when blank or not relevant."""
        entry = self.form.entry(name)
        place = (name, instance if entry.repeat else 0)
        if place not in self._known:
            relevant = self.relevant(entry, instance)
            self._known[place] = self._worth(entry, instance) if relevant else None
        return self._known[place]

    def relevant(self, entry: Entry, instance: int = 0) -> bool:
        return entry.relevant is None or bool(self.holds(entry.relevant, instance))

    def entered(self, entry: Entry) -> None:
        """Forget what was worked out, where this answer came after it was read."""
        read = any(name == entry.node.name for name, _ in self._known)
        if read or entry.repeat is not None:
            self._known.clear()

    def holds(self, expr: Expr, instance: int = 0) -> Value:
        return evaluate(expr, lambda name: self.value(name, instance))

    def accepts(self, question: Question, value: Value, instance: int = 0) -> bool:
        """Tell whether the form's constraint and its choices allow `value`."""
        if value is None:
            return not question.required
        return self._offered(question, value, instance) and (
            question.constraint is None
            or bool(
                evaluate(
                    question.constraint,
                    lambda name: (
                        value if name == question.name else self.value(name, instance)
                    ),
                )
            )
        )

    def instances(self, repeat: str) -> Sequence[Mapping[str, Value]]:
        found = self.sheet.get(repeat)
        return (
            found if isinstance(found, Sequence) and not isinstance(found, str) else ()
        )

    def stored(self) -> Iterator[tuple[Entry, int, Value]]:
        """Give every node that would be sent: entry, instance, value not None."""
        for entry in self.form.entries:
            repeat = entry.repeat
            count = len(self.instances(repeat.name)) if repeat else 1
            for instance in range(count):
                value = self.value(entry.node.name, instance)
                if value is not None:
                    yield entry, instance, value

    def _worth(self, entry: Entry, instance: int) -> Value:
        node = entry.node
        if isinstance(node, Question):
            return self._entered(entry, instance)
        if isinstance(node.value, Joined):
            return self._joined(node.value)
        return self.holds(node.value, instance)

    def _entered(self, entry: Entry, instance: int) -> Value:
        name, repeat = entry.node.name, entry.repeat
        if repeat is None:
            value = self.sheet.get(name)
            return (
                None
                if isinstance(value, Sequence) and not isinstance(value, str)
                else value
            )
        rows = self.instances(repeat.name)
        return rows[instance].get(name) if instance < len(rows) else None

    def _joined(self, joined: Joined) -> Value:
        source = self.form.entry(joined.source.name)
        count = len(self.instances(source.repeat.name)) if source.repeat else 0
        values = (self.value(joined.source.name, number) for number in range(count))
        return " ".join(str(v) for v in values if v is not None) or None

    def _offered(self, question: Question, value: Value, instance: int) -> bool:
        choices = question.type.choices
        if choices is None:
            return True
        offered = {
            option.name
            for option in choices.options
            if not option.retired
            and (option.when is None or self.holds(option.when, instance))
        }
        return set(str(value).split()) <= offered
