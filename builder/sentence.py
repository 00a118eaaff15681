"""Say an expression in a plain sentence, for code books and printed forms.

Two expressions that differ on some answer sheet never get the same sentence.
"either", "both" and "neither" stand where others would put brackets. As on
the phone, "8.2 is not 'Yes'" includes a blank; "8.2 has an answer other than
'Yes'" does not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import assert_never

from babel.dates import format_date

from translations.catalogue import Texts

from .errors import SpecError
from .expr import (
    Answer,
    Answered,
    Binary,
    CheckDigits,
    Constant,
    CountSelected,
    Expr,
    If,
    MonthsBetween,
    Not,
    Operator,
    Scalar,
    Selected,
    sort_of,
)
from .phrases import PHRASES, Naming, phrase
from .terms import OneOf, counted, is_compound, together

_MIRRORED: Mapping[Operator, Operator] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_RANK: Mapping[Operator, int] = {"+": 1, "-": 1, "*": 2}
_PAIR = 2
_FEWEST_MONTHS = 2  # "at least 1 whole months lie" is no sentence


def sentence(
    expr: Expr, naming: Naming, texts: Texts, language: str, this: str = ""
) -> str:
    """Translate `q("8.2") == "yes"` to `8.2 is 'Yes'`, without a full stop.

    `this` names the question a constraint belongs to; it is "the answer".
    """
    return _Speaker(naming, texts, language, this).say(expr)


@dataclass(frozen=True, slots=True)
class _Speaker:
    naming: Naming
    texts: Texts
    language: str
    this: str

    def say(self, expr: Expr) -> str:
        if sort_of(expr) != "truth":
            return self._value(expr)
        if isinstance(expr, Binary) and expr.op == "and":
            return self._joined("top and", together(expr, "and"))
        return self._condition(expr)

    def _condition(  # noqa: PLR0911 - one arm for each node type
        self, expr: Expr | OneOf, no: str = ""
    ) -> str:
        """Say a condition, or with `no="not "` its opposite."""
        match expr:
            case OneOf(answer, choices):
                key = "any ticked" if answer.kind == "many" else "one of"
                listed = self._list([self._choice(answer, one) for one in choices])
                return self._phrase(no + key, left=self._value(answer), right=listed)
            case Not(inner):
                return self._condition(inner, "" if no else "not ")
            case Binary("and" | "or" as op):
                return self._junction(together(expr, op), op, no)
            case Binary(op, left, right):
                return self._comparison(op, left, right, no)
            case Selected(answer, choice):
                ticked, at = self._choice(answer, choice), self._value(answer)
                return self._phrase(f"{no}ticked", left=at, right=ticked)
            case Answered(answer):
                return self._phrase(f"{no}answered", left=self._value(answer))
            case CheckDigits(answer):
                return self._phrase(f"{no}check digits", left=self._value(answer))
            case Constant(value):
                return self._phrase("never" if bool(value) == bool(no) else "always")
            case Answer() | CountSelected() | MonthsBetween() | If():
                raise SpecError("a sentence needs a condition here, not a value")
            case _:
                assert_never(expr)

    def _junction(self, terms: Sequence[Expr | OneOf], op: Operator, no: str) -> str:
        if len(terms) == 1:
            return self._condition(terms[0], no)
        return self._joined(f"{no}{op} 2" if len(terms) == _PAIR else no + op, terms)

    def _joined(self, key: str, terms: Sequence[Expr | OneOf]) -> str:
        """Join conditions, the simple ones first, which needs fewer commas."""
        *most, last = sorted(terms, key=is_compound)
        listed = self._list([self._condition(one) for one in most])
        if is_compound(most[-1]):
            listed = self._phrase("pause", most=listed)
        return self._phrase(key, most=listed, last=self._condition(last))

    def _comparison(self, op: Operator, left: Expr, right: Expr, no: str) -> str:
        if isinstance(left, Constant) and not isinstance(right, Constant):
            return self._comparison(_MIRRORED.get(op, op), right, left, no)
        match left, right:
            case Answer(name), Constant(1) if op == "=" and self.naming(name).fact:
                return self._phrase(f"{no}fact", left=self.naming(name).fact)
            case Answer(), Constant(str() as choice) if op in {"=", "!="}:
                said = self._choice(left, choice)
            case MonthsBetween(earlier, later), Constant(int() as number) if (
                f"{no}months {op}" in PHRASES and number >= _FEWEST_MONTHS
            ):
                dates = self._between(earlier, later)
                return self._phrase(f"months {op}", number=str(number), **dates)
            case _:
                said = self._operand(right, 0)
        key = no + _verb(op, left, right)
        return self._phrase(key, left=self._operand(left, 0), right=said)

    def _value(self, expr: Expr) -> str:  # noqa: PLR0911 - one arm for each
        """Say what an expression gives: an answer, a number, a text, a date."""
        match expr:
            case Answer(name) if name == self.this:
                return self._phrase("this")
            case Answer(name):
                return self.naming(name).name
            case Constant(value):
                return self._constant(value)
            case CountSelected(answer):
                return self._phrase("count", left=self._value(answer))
            case MonthsBetween(earlier, later):
                return self._phrase("months", **self._between(earlier, later))
            case Binary("+") if tests := counted(expr):
                said = [self._condition(test) for test in tests]
                return self._phrase("how many", most=self._list(said, "series"))
            case Binary(op, left, right) if op in _RANK:
                first = self._operand(left, _RANK[op])
                second = self._operand(right, _RANK[op] + 1)
                return self._phrase(op, left=first, right=second)
            case If():
                return self._choosing(expr)
            case _:
                return self._condition(expr)

    def _operand(self, expr: Expr, binding: int) -> str:
        said = self._value(expr)
        match expr:
            case Binary(op) if _RANK[op] >= binding and not counted(expr):
                return said
            case Binary() | If():
                return self._phrase("nested", most=said)
            case _:
                return said

    def _between(self, earlier: Answer, later: Answer) -> dict[str, str]:
        return {"left": self._value(earlier), "right": self._value(later)}

    def _choosing(self, expr: Expr) -> str:
        clauses = []
        while isinstance(expr, If):
            value, test = self._operand(expr.then, 0), self._condition(expr.test)
            clauses.append(self._phrase("if", left=value, right=test))
            expr = expr.otherwise
        listed = self._list(clauses, "series")
        return self._phrase("otherwise", most=listed, last=self._value(expr))

    def _choice(self, answer: Answer, choice: str) -> str:
        label = self.naming(answer.name).choices.get(choice, choice)
        return self._phrase("quoted", right=label)

    def _constant(self, value: Scalar) -> str:
        match value:
            case None:
                return self._phrase("blank")
            case date():
                return format_date(value, "d MMMM y", locale=self.language)
            case str():
                return self._phrase("quoted", right=value)
            case _:
                return str(value)

    def _list(self, items: Sequence[str], key: str = "list") -> str:
        return reduce(lambda most, last: self._phrase(key, most=most, last=last), items)

    def _phrase(self, key: str, **words: str) -> str:
        return phrase(self.texts, self.language, key, **words)


def _verb(op: Operator, left: Expr, right: Expr) -> str:
    """Give the key of the phrase for a comparison."""
    if op == "=":
        return "is" if isinstance(right, Constant) else "="
    if op == "!=":
        plain = isinstance(left, Answer) and isinstance(right, Constant)
        return "other" if plain else "!="
    return f"date {op}" if sort_of(left) == "date" else op
