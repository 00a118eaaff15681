"""What an answer feeds: components of the score, and flags."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from .expr import Expr
from .form import Form
from .parts import answers_in
from .questions import Calculation, Joined
from .verdict import Verdict


@dataclass(slots=True)
class Feeding:
    """Which components and flags an answer feeds, through calculations too."""

    form: Form
    _known: dict[str, set[str]] = field(default_factory=dict, init=False, repr=False)

    def components(self, name: str) -> list[str]:
        return [
            one.id
            for one in self.form.components
            if name in self._names(one.id, *one.readings.values())
        ]

    def flags(self, name: str) -> dict[str, str]:
        """Give the flags an answer feeds, with their status."""
        return {
            one.id: "confirmed" if one.confirmed else "unconfirmed"
            for one in self.form.flags
            if name in self._names(one.id, one.verdict)
        }

    def _names(self, judged: str, *verdicts: Verdict) -> set[str]:
        """Name all that a judgement reads; worked out once."""
        if judged not in self._known:
            self._known[judged] = {
                name
                for verdict in verdicts
                for expr in (verdict.holds, verdict.fails)
                for name in self._read(expr)
            }
        return self._known[judged]

    def _read(self, expr: Expr) -> Iterator[str]:
        for answer in answers_in(expr):
            yield answer.name
            node = self.form.entry(answer.name).node
            if isinstance(node, Calculation):
                if isinstance(node.value, Joined):
                    yield node.value.source.name
                elif not node.name.startswith("open_"):
                    yield from self._read(node.value)
