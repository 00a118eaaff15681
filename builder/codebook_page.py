"""The code book as one page to read: every item, side by side in each language.

It is for the office. Unlike a form it names score and flags, so it is never
left where a respondent or a stranger could see it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .book import Chapter, Item, Judged, Option, Side
from .codebook import origins
from .expr import Expr
from .feeding import Feeding
from .form import Form
from .judgements import Component, Flag
from .outline import Part, Section, outline
from .pages import page
from .parts import answers_in
from .questions import Calculation, Joined, Question
from .saying import Saying
from .wording import Wording

MANY = 12  # answers; a calculation from more is no sentence to read
CITATION = (
    "Item numbers, order, score and flags follow: International Organization for "
    "Migration (IOM) and Samuel Hall, 2023. Monitoring the Reintegration of "
    "Trafficking Survivors: Study and Toolkit. IOM, Geneva. The wording is not the "
    "publication's, unless an item is marked so."
)


def codebook_page(form: Form, wording: Wording) -> str:
    """Write the code book of a form as one HTML file, in all its languages."""
    sayings = [Saying(form, wording.text, code) for code in wording.languages]
    writer = _Writer(form, sayings, Feeding(form), wording)
    return page(
        "codebook.html",
        saying=sayings[0],
        title=form.title,
        parts=tuple(writer.parts(outline(form), 0)),
        components=[writer.component(one) for one in form.components],
        flags=[writer.flag(one) for one in form.flags]
        + [writer.flag(one, off=True) for one in form.flags_off],
        calculations=list(writer.calculations()),
        elsewhere=form.elsewhere,
        citation=CITATION,
    )


@dataclass(frozen=True, slots=True)
class _Writer:
    form: Form
    sayings: Sequence[Saying]
    feeding: Feeding
    wording: Wording

    @property
    def _first(self) -> Saying:
        return self.sayings[0]

    def parts(self, parts: Sequence[Part], depth: int) -> Iterator[Item | Chapter]:
        for part in parts:
            if isinstance(part, Section):
                inner = tuple(self.parts(part.parts, depth + 1))
                if inner:
                    yield self._chapter(part, inner, depth)
            elif isinstance(part.node, Question):
                yield self._item(part.node)

    def component(self, one: Component) -> Judged:
        """Say when a point is earned, from the answers as they are asked."""

        def rules(saying: Saying) -> Iterator[str]:
            for reading, verdict in one.readings.items():
                for key, expr in (
                    ("earned", verdict.holds),
                    ("not_earned", verdict.fails),
                ):
                    said = saying.condition(expr)
                    yield saying.word(key, reading=reading, condition=said)

        return Judged(
            one.id,
            tuple(
                self._side(one_saying, f"score:{one.id}", one.label, rules(one_saying))
                for one_saying in self.sayings
            ),
            (one.dimension, one.source) if one.source else (one.dimension,),
        )

    def flag(self, flag: Flag, *, off: bool = False) -> Judged:
        """Say when a flag is up, also one that the country has switched off."""

        def rules(saying: Saying) -> Iterator[str]:
            for level in flag.levels:
                said = saying.condition(level.verdict.holds)
                severity = saying.word(f"severity {level.severity}")
                yield saying.word("level", severity=severity, condition=said)

        need = f"{self._first.word('need')}: {flag.need}"
        items = ", ".join(flag.items)
        status = "off" if off else "confirmed" if flag.confirmed else "unconfirmed"
        return Judged(
            flag.id,
            tuple(
                self._side(one, f"{flag.name}:label", flag.label, rules(one))
                for one in self.sayings
            ),
            tuple(
                mark
                for mark in (items, need, flag.tier, self._first.word(status))
                if mark
            ),
        )

    def calculations(self) -> Iterator[Judged]:
        """Say what the phone works out, apart from what is judged above."""
        judged = {flag.name for flag in self.form.flags} | {
            f"{reading}_{one.id.lower()}"
            for one in self.form.components
            for reading in one.readings
        }
        for entry in self.form.entries:
            node = entry.node
            if isinstance(node, Calculation) and node.name not in judged:
                yield Judged(node.name, self._calculated(node))

    def _calculated(self, node: Calculation) -> tuple[Side, ...]:
        value = node.value

        def rules(saying: Saying) -> Iterator[str]:
            if not isinstance(value, Joined):
                read = len({answer.name for answer in answers_in(value)})
                yield (
                    saying.condition(value)
                    if read <= MANY
                    else saying.word("many", number=str(read))
                )
            if node.relevant is not None:
                yield saying.only_if(node.relevant)

        return tuple(
            self._side(one, f"{node.name}:label", node.label, rules(one))
            for one in self.sayings
        )

    def _chapter(
        self, section: Section, parts: tuple[Item | Chapter, ...], depth: int
    ) -> Chapter:
        group = section.group
        sides = tuple(
            self._side(
                one,
                f"{group.name}:label",
                group.label,
                _conditions(one, group.relevant),
            )
            for one in self.sayings
        )
        return Chapter(group.name, depth, sides, group.repeat, parts)

    def _item(self, question: Question) -> Item:
        first, name = self._first, question.name
        marks = [
            first.word(mark)
            for mark, holds in (
                ("required", question.required),
                ("probe", question.probe),
                ("sensitive", question.sensitive),
                ("identity", question.pii),
            )
            if holds
        ]
        return Item(
            number=question.item or "",
            name=name,
            type=first.word(f"type {question.type.xlsform}"),
            sides=tuple(self._question(one, question) for one in self.sayings),
            added=question.item is None and question.asked,
            red=question.red,
            marks=(*marks, *self._origins(question)),
            feeds=(*self.feeding.components(name), *self.feeding.flags(name)),
        )

    def _origins(self, question: Question) -> Iterator[str]:
        for language, said in origins(self.wording, question).items():
            yield f"{language} · {said}"

    def _question(self, saying: Saying, question: Question) -> Side:
        choices = question.type.choices
        rules = [*_conditions(saying, question.relevant)]
        if question.constraint is not None:
            said = saying.condition(question.constraint, question.name)
            rules.append(saying.word("accepted", condition=said))
        return Side(
            saying.language,
            saying.direction,
            saying.text(f"{question.name}:label", question.label),
            saying.text(f"{question.name}:hint", question.hint),
            tuple(
                Option(
                    one.name,
                    saying.text(f"{choices.name}:{one.name}", one.label),
                    one.added,
                    saying.only_if(one.when),
                )
                for one in (choices.options if choices else ())
                if choices and not one.retired
            ),
            tuple(rules),
        )

    @staticmethod
    def _side(saying: Saying, key: str, label: str, rules: Iterator[str]) -> Side:
        said = saying.text(key, label)
        return Side(saying.language, saying.direction, said, rules=tuple(rules))


def _conditions(saying: Saying, expr: Expr | None) -> Iterator[str]:
    if expr is not None:
        yield saying.only_if(expr)
