"""Print a talk as it runs on a phone: what is shown, what is answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .case import Case
from .entries import Entry
from .one_case import Value
from .questions import Question
from .talks import Shown, screens
from .wording import Wording, filled

LEFT_OPEN = "(left open)"


def transcript(case: Case, wording: Wording, language: str) -> Iterator[str]:
    """Give the lines of a talk in one language, screen by screen."""
    teller = _Teller(case, wording, language)
    for number, screen in enumerate(screens(case), start=1):
        yield from teller.screen(number, screen)
        yield ""


@dataclass(frozen=True, slots=True)
class _Teller:
    case: Case
    wording: Wording
    language: str

    def screen(self, number: int, shown: Shown) -> Iterator[str]:
        entry = shown.entries[0][0]
        group = next((g for g in reversed(entry.within) if g.label), None)
        title = "" if group is None else self._said(f"{group.name}:label", group.label)
        yield f"--- {number}. {title}".rstrip()
        for one, instance in shown.entries:
            yield from self._question(one, instance)

    def _question(self, entry: Entry, instance: int) -> Iterator[str]:
        node = entry.node
        assert isinstance(node, Question)  # noqa: S101 - screens show nothing else
        label = self._said(f"{node.name}:label", node.label)
        number = f"{node.item} " if node.item and node.numbered else ""
        yield from f"{number}{label}".splitlines()
        if node.hint:
            yield f"    ({self._said(f'{node.name}:hint', node.hint)})"
        if node.asked:
            value = self.case.value(node.name, instance)
            yield f"    > {self._answer(node, value)}"

    def _answer(self, question: Question, value: Value) -> str:
        if value is None:
            return LEFT_OPEN
        choices = question.type.choices
        if choices is None:
            return str(value)
        picked = str(value).split()
        return "; ".join(
            self._said(f"{choices.name}:{option.name}", option.label)
            for option in choices.options
            if option.name in picked
        )

    def _said(self, key: str, source: str) -> str:
        text = self.wording.text(key, source, self.language) if source else ""
        return filled(self.case.form, text, self.language)
