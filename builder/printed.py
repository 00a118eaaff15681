"""A form on paper: what is asked, with boxes to tick and lines to write on.

Only people's questions are printed. What the phone works out or fills in by
itself stays on the phone; who a person is stays in the form that asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from .entries import Entry
from .expr import Binary, Expr, all_hold
from .form import Form
from .outline import Part, Section, outline
from .pages import page
from .parts import answers_in
from .questions import Choices, Question
from .saying import Saying

SHORT = 4  # questions that may follow others on a sheet
COPIES = 2  # of the questions of a repeat; more entries need copies of the page
CITATION = "Item numbers: IOM and Samuel Hall, 2023, ISBN 978-92-9268-564-5"


@dataclass(frozen=True, slots=True)
class Box:
    """An answer to tick, and under which condition it is offered."""

    label: str
    only_if: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question; `kind` says what there is to fill in.

    It is one, many, integer, date, text, long (several lines) or note (nothing).
    """

    number: str
    label: str
    kind: str
    hint: str = ""
    only_if: str = ""
    boxes: tuple[Box, ...] = ()
    red: bool = False


@dataclass(frozen=True, slots=True)
class Titled:
    """Questions under a title; `depth` 0 is outermost, an `entry` is boxed."""

    title: str
    only_if: str
    depth: int
    parts: tuple[Asked | Titled, ...]
    entry: bool = False
    more: str = ""

    @property
    def long(self) -> bool:
        """Tell whether it begins a new sheet."""
        return self.depth == 0 and _count(self.parts) > SHORT


Shown: TypeAlias = Asked | Titled


def printed_form(saying: Saying, version: str, notes: Mapping[str, str]) -> str:
    """Write a form as a page to print; `notes` tell how to use it on paper."""
    form = saying.form
    return page(
        "form.html",
        saying=saying,
        title=form.title,
        notes=[saying.word("rule only_if"), saying.word("rule boxes")]
        + [saying.text(f"{key}:label", source) for key, source in notes.items()],
        parts=tuple(_Printer(saying, _places(form)).shown(outline(form), 0)),
        footer=footer(saying, form.title, version),
        citation=CITATION,
    )


def footer(saying: Saying, title: str, version: str) -> str:
    """Give what stands at the foot of every sheet; it names no subject."""
    return f"{title} · {saying.language} · {saying.word('version')} {version}"


def asked(saying: Saying, question: Question, relevant: Expr | None = None) -> Asked:
    """Give a question as it stands on paper, asked only if `relevant`."""
    choices = question.type.choices
    kind = question.type.xlsform.removeprefix("select_").replace("multiple", "many")
    if kind == "text" and question.appearance == "multiline":
        kind = "long"
    return Asked(
        number=question.item if question.item and question.numbered else "",
        label=saying.text(f"{question.name}:label", question.label),
        kind=kind,
        hint=saying.text(f"{question.name}:hint", question.hint),
        only_if=saying.only_if(relevant),
        boxes=tuple(_boxes(saying, choices)) if choices else (),
        red=question.red,
    )


def _boxes(saying: Saying, choices: Choices) -> Iterator[Box]:
    for option in choices.options:
        if not option.retired:
            label = saying.text(f"{choices.name}:{option.name}", option.label)
            yield Box(label, saying.only_if(option.when))


@dataclass(frozen=True, slots=True)
class _Printer:
    """Writes the parts of a form; `places` counts its entries by name."""

    saying: Saying
    places: Mapping[str, int]

    def shown(self, parts: Sequence[Part], depth: int) -> Iterator[Shown]:
        for part in parts:
            if isinstance(part, Section):
                yield from self._titled(part, depth)
            elif isinstance(part.node, Question) and _is_printed(part.node):
                here = self.places[part.node.name]
                relevant = self._by_now(part.node.relevant, here)
                yield asked(self.saying, part.node, relevant)

    def _titled(self, section: Section, depth: int) -> Iterator[Titled]:
        """Give a section; a repeat once for each entry that there is room for."""
        parts = tuple(self.shown(section.parts, depth + 1))
        if not parts:
            return
        group, saying = section.group, self.saying
        title = saying.text(f"{group.name}:label", group.label)
        here = self.places[_first(section).node.name]
        only_if = saying.only_if(self._by_now(group.relevant, here))
        if not group.repeat:
            yield Titled(title, only_if, depth, parts)
            return
        for number in range(1, COPIES + 1):
            entry = saying.word("entry", number=str(number))
            named = f"{title} · {entry}" if title else entry
            last = saying.word("more") if number == COPIES else ""
            yield Titled(named, only_if, depth, parts, entry=True, more=last)

    def _by_now(self, condition: Expr | None, here: int) -> Expr | None:
        """Leave out what only a later answer can tell: paper empties nothing."""
        kept = [
            one
            for one in _conjuncts(condition)
            if all(self.places[answer.name] < here for answer in answers_in(one))
        ]
        return all_hold(*kept) if kept else None


def _is_printed(question: Question) -> bool:
    """Leave out what the phone fills in, and what it says about its own values."""
    note = question.type.xlsform == "note" and "${" not in question.label
    return question.asked or note


def _places(form: Form) -> dict[str, int]:
    return {entry.node.name: place for place, entry in enumerate(form.entries)}


def _first(section: Section) -> Entry:
    part: Part = section
    while isinstance(part, Section):
        part = part.parts[0]
    return part


def _conjuncts(condition: Expr | None) -> list[Expr]:
    match condition:
        case None:
            return []
        case Binary("and", left, right):
            return [*_conjuncts(left), *_conjuncts(right)]
        case _:
            return [condition]


def _count(parts: Sequence[Shown]) -> int:
    return sum(_count(one.parts) if isinstance(one, Titled) else 1 for one in parts)
