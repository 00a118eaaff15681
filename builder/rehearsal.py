"""Rehearsal interviews: walk a form and answer what it asks.

Only what is relevant is answered, within constraints and with the choices on
offer, so rehearsal data could have come from a phone. Every answer is drawn
from the random generator handed in: the same seed gives the same interview.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from .case import Case
from .entries import Entry
from .form import Form
from .one_case import Value
from .questions import Question
from .verdict import DECLINED

TRIES = 60
LEFT_BLANK, DECLINES, CALM = 0.04, 0.06, 0.8
SMALL, LARGE = 12, 100_000
INVENTED = "rehearsal, nobody said this"
CALMING = ("no", "never", "none")


@dataclass(slots=True)
class Walk:
    """One rehearsal interview under way; `script` fixes some of the answers.

    `calm` is how often a question with a red number is answered by the answer
    that worries least, `blank` how often one is left open, `declines` how often
    the person does not wish to answer; all from 0 to 1. `toward` limits what may
    be answered at a place (question and instance), so that the talk gets where
    `builder.witness` has found a way to; each repeat then has `rows` instances.
    """

    form: Form
    random: Random
    script: Mapping[str, Value] = field(default_factory=dict)
    today: date = date(2026, 1, 15)
    calm: float = CALM
    blank: float = LEFT_BLANK
    declines: float = DECLINES
    toward: Mapping[tuple[str, int], Sequence[Value]] = field(default_factory=dict)
    rows: int = 0

    def sheet(self) -> dict[str, Value | list[dict[str, Value]]]:
        """Answer the whole form once; give what was entered."""
        sheet: dict[str, Value | list[dict[str, Value]]] = {**self.script}
        sheet |= self._settled()
        case = Case(self.form, sheet)
        for entry in self.form.entries:
            if not isinstance(entry.node, Question) or not entry.node.asked:
                continue
            if entry.repeat is None:
                sheet[entry.node.name] = self._entered(case, entry, entry.node, 0)
                case.entered(entry)
            else:
                self._instances(sheet, case, entry, entry.node)
        return sheet

    def _instances(
        self,
        sheet: dict[str, Value | list[dict[str, Value]]],
        case: Case,
        entry: Entry,
        question: Question,
    ) -> None:
        assert entry.repeat is not None  # noqa: S101 - the caller has looked
        rows = sheet.get(entry.repeat.name)
        if not isinstance(rows, list):
            count = self.rows or self.random.choice((1, 1, 1, 2, 3))
            rows = [{} for _ in range(count)]
            sheet[entry.repeat.name] = rows
        for instance, row in enumerate(rows):
            row[question.name] = self._entered(case, entry, question, instance)
            case.entered(entry)

    def _entered(
        self, case: Case, entry: Entry, question: Question, instance: int
    ) -> Value:
        """Answer one question, or leave it blank as people do."""
        if not case.relevant(entry, instance):
            return None
        if question.name in self.script:
            return self.script[question.name]
        place = (question.name, instance)
        if place in self.toward:
            return self._directed(case, question, instance, self.toward[place])
        if not question.required and self.random.random() < self.blank:
            return self._untouched(question)
        for _ in range(TRIES):
            value = self._drawn(question)
            if case.accepts(question, value, instance):
                return value
        return None

    def _untouched(self, question: Question) -> Value:
        """Give what stands there before anyone answers."""
        match question.type.kind:
            case "date" if question.default == "today()":
                return self.today
            case "integer" if question.default:
                return int(question.default)
            case _:
                return question.default or None

    def _settled(self) -> dict[str, Value]:
        """Give the answers that are fixed, as an earlier one may hang on them."""
        return {
            name: values[0]
            for (name, _), values in self.toward.items()
            if len(values) == 1 and self.form.entry(name).repeat is None
        }

    def _directed(
        self, case: Case, question: Question, instance: int, values: Sequence[Value]
    ) -> Value:
        """Draw one of the values that are left; blank only if it must be."""
        drawn = self.random.sample(list(values), len(values))
        if None in drawn and self.random.random() >= self.blank:
            drawn.sort(key=lambda value: value is None)
        return next((v for v in drawn if case.accepts(question, v, instance)), None)

    def _drawn(self, question: Question) -> Value:
        match question.type.kind:
            case "one":
                return self._one(question)
            case "many":
                return self._many(question)
            case "integer":
                return self.random.choice(
                    (self.random.randrange(SMALL), self.random.randrange(LARGE))
                    if self.random.random() < 1 / 2
                    else (self.random.randrange(18, 60),)
                )
            case "date":
                return self.today - timedelta(days=self.random.randrange(3_000))
            case "text":
                return INVENTED

    def _one(self, question: Question) -> str:
        codes = self._codes(question)
        if question.red and self.random.random() < self.calm:
            codes = [code for code in codes if code in CALMING] or codes
        if (
            DECLINED in codes
            and len(codes) > 1
            and self.random.random() >= self.declines
        ):
            codes = [code for code in codes if code != DECLINED]
        return self.random.choice(codes)

    def _many(self, question: Question) -> str:
        codes = self._codes(question)
        alone = [code for code in question.type.exclusive if code in codes]
        if alone and (question.red or self.random.random() < 1 / 4):
            calm = [code for code in alone if code != DECLINED]
            if calm and self.random.random() < self.calm:
                return calm[0]
        ticked = [code for code in codes if code not in question.type.exclusive]
        count = self.random.randint(1, min(3, len(ticked)))
        chosen = set(self.random.sample(ticked, count))
        return " ".join(code for code in codes if code in chosen)

    @staticmethod
    def _codes(question: Question) -> list[str]:
        choices = question.type.choices
        assert choices is not None  # noqa: S101 - a select has choices
        return [option.name for option in choices.options if not option.retired]
