"""Say a form's texts and conditions in one language, as pages show them.

On a page no question is called by its node name: one without an item number is
called by its text, and a yes-or-no calculation by what it states.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from translations.catalogue import Texts

from .direction import direction
from .expr import BLANK, Constant, Expr, If
from .form import Form
from .phrases import Called, Naming, names_in, phrase
from .questions import Calculation, Joined
from .sentence import sentence
from .wording import filled

# What translators see, under the keys `print:only_if`, `print:entry` and so on.
WORDS: Mapping[str, str] = {
    "only_if": "Only if {condition}.",
    "rule only_if": "Where it says “only if”, ask only then.",
    "rule boxes": "Round boxes: choose one. Square boxes: tick all that fit.",
    "accepted": "Accepted if {condition}.",
    "entry": "Entry {number}",
    "more": "For more entries copy this page.",
    "signed": "Name · signature or mark · date",
    "number": "Number",
    "version": "Version",
    "contents": "Contents",
    "added": "not in the printed toolkit",
    "type select_one": "one choice",
    "type select_multiple": "several choices",
    "type integer": "whole number",
    "type text": "text",
    "type date": "date",
    "type note": "note",
    "type start": "set by the phone: start",
    "type end": "set by the phone: end",
    "sensitive": "sensitive",
    "required": "must be answered",
    "probe": "full talk only",
    "feeds": "feeds",
    "repeated": "Asked again for each entry.",
    "calculated": "Worked out by the phone",
    "many": "Counted or added up from {number} values.",
    "elsewhere": "Asked in another form",
    "asked_in": "in {form}",
    "identity": "tells who a person is",
    "score": "Score",
    "flags": "Points to follow up",
    "earned": "1 ({reading}) if {condition}.",
    "not_earned": "0 ({reading}) if {condition}.",
    "level": "{severity} if {condition}.",
    "severity critical": "critical",
    "severity high": "high",
    "severity medium": "medium",
    "severity low": "low",
    "need": "need",
    "confirmed": "compared with the printed toolkit",
    "unconfirmed": "not yet compared with the printed toolkit",
    "off": "switched off",
}
VALUE_ON_PHONE = re.compile(r"\$\{\w+\}")
ON_PAPER = "_____"


@dataclass(frozen=True, slots=True)
class Saying:
    """The texts of one form in one language."""

    form: Form
    texts: Texts
    language: str

    @property
    def direction(self) -> Literal["ltr", "rtl"]:
        return direction(self.language)

    def text(self, key: str, source: str) -> str:
        """Give a text of the form; a gap where the phone shows a value."""
        if not source:
            return ""
        said = self.texts(key, source, self.language)
        return VALUE_ON_PHONE.sub(ON_PAPER, filled(self.form, said, self.language))

    def word(self, key: str, **fill: str) -> str:
        """Give a text of the page itself."""
        return self.texts(f"print:{key}", WORDS[key], self.language).format(**fill)

    def condition(self, expr: Expr, this: str = "") -> str:
        return sentence(expr, self._naming(), self.texts, self.language, this)

    def only_if(self, expr: Expr | None) -> str:
        if expr is None:
            return ""
        return self.word("only_if", condition=self.condition(expr))

    def _naming(self) -> Naming:
        called = names_in(self.form, self.texts, self.language)

        def named(name: str) -> Called:
            known = called(name)
            node = self.form.entry(name).node
            label = self.text(f"{name}:label", node.label)
            joined = isinstance(node, Calculation) and isinstance(node.value, Joined)
            if joined or not label:
                return known
            fact = label if isinstance(node, Calculation) and _states(node) else ""
            if node.item is not None and self.form.q(node.item).name == name:
                return Called(known.name, known.choices, fact)
            quoted = phrase(self.texts, self.language, "quoted", right=label)
            return Called(quoted, known.choices, fact)

        return named


def _states(node: Calculation) -> bool:
    """Tell whether a calculation is 1 when its label is true, and never else."""
    value = node.value
    if not isinstance(value, If):
        return False
    while isinstance(value, If):
        if not isinstance(value.then, Constant) or value.then.value not in {0, 1}:
            return False
        value = value.otherwise
    return value is BLANK or (isinstance(value, Constant) and value.value == 0)
