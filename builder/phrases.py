"""What plain sentences are made of: phrases, and what questions are called."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from translations.catalogue import Texts

from .form import Form
from .questions import Calculation, Joined, Question
from .wording import filled

# What translators see, under the keys `sentence:and`, `sentence:or` and so on.
PHRASES: Mapping[str, str] = {
    "list": "{most}, {last}",
    "pause": "{most},",
    "series": "{most}; {last}",
    "top and": "{most} and {last}",
    "and 2": "both {most} and {last}",
    "and": "all of these hold: {most} and {last}",
    "or 2": "either {most} or {last}",
    "or": "either {most} or {last}",
    "not and 2": "not both {most} and {last}",
    "not and": "not all of these hold: {most} and {last}",
    "not or 2": "neither {most} nor {last}",
    "not or": "none of these holds: {most} or {last}",
    "always": "always",
    "never": "never",
    "is": "{left} is {right}",
    "not is": "{left} is not {right}",
    "other": "{left} has an answer other than {right}",
    "not other": "{left} has no answer other than {right}",
    "=": "{left} equals {right}",
    "not =": "{left} does not equal {right}",
    "!=": "{left} has a value other than {right}",
    "not !=": "{left} has no value other than {right}",
    "<": "{left} is less than {right}",
    "not <": "{left} is not less than {right}",
    "<=": "{left} is at most {right}",
    "not <=": "{left} is not at most {right}",
    ">": "{left} is more than {right}",
    "not >": "{left} is not more than {right}",
    ">=": "{left} is at least {right}",
    "not >=": "{left} is not at least {right}",
    "date <": "{left} is before {right}",
    "not date <": "{left} is not before {right}",
    "date <=": "{left} is no later than {right}",
    "not date <=": "it is not so that {left} is no later than {right}",
    "date >": "{left} is after {right}",
    "not date >": "{left} is not after {right}",
    "date >=": "{left} is no earlier than {right}",
    "not date >=": "it is not so that {left} is no earlier than {right}",
    "one of": "{left} is one of {right}",
    "not one of": "{left} is none of {right}",
    "ticked": "{right} is ticked at {left}",
    "not ticked": "{right} is not ticked at {left}",
    "any ticked": "at least one of {right} is ticked at {left}",
    "not any ticked": "none of {right} is ticked at {left}",
    "answered": "{left} is answered",
    "not answered": "{left} is not answered",
    "check digits": "the check digits of {left} are right",
    "not check digits": "the check digits of {left} are not right",
    "months <": "less than {number} whole months lie between {left} and {right}",
    "months >=": "at least {number} whole months lie between {left} and {right}",
    "months": "the number of whole months between {left} and {right}",
    "count": "the number of choices ticked at {left}",
    "how many": "how many of these hold: {most}",
    "+": "{left} plus {right}",
    "-": "{left} minus {right}",
    "*": "{left} times {right}",
    "nested": "({most})",
    "if": "{left} if {right}",
    "otherwise": "{most}; otherwise {last}",
    "blank": "blank",
    "quoted": "'{right}'",
    "this": "the answer",
    "any entry": "{left} in any entry",
    "explained": "{left} ({right})",
    "fact": "'{left}'",
    "not fact": "not '{left}'",
}
LABEL_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Called:
    """What people call a question, and the label of each of its choices.

    `fact` is what a calculation states when it is 1, where it states anything.
    """

    name: str
    choices: Mapping[str, str]
    fact: str = ""


Naming: TypeAlias = Callable[[str], Called]
"""Give what a question is called, in the language of the sentence."""


def phrase(texts: Texts, language: str, key: str, **words: str) -> str:
    """Put words into a phrase; its key in catalogues is `sentence:<key>`."""
    return texts(f"sentence:{key}", PHRASES[key], language).format(**words)


def names_in(form: Form, texts: Texts, language: str) -> Naming:
    """Call each question by its item number; explain by its label what has none.

    `8.2`; `open_3 ('Whether block 3 was opened')`; `3.2.1 in any entry`.
    """

    def label(key: str, source: str) -> str:
        said = filled(form, texts(key, source, language), language)
        return textwrap.shorten(said, LABEL_LENGTH, placeholder="…")

    def called(name: str) -> Called:
        node = form.entry(name).node
        if isinstance(node, Calculation) and isinstance(node.value, Joined):
            source = called(node.value.source.name)
            anywhere = phrase(texts, language, "any entry", left=source.name)
            return Called(anywhere, source.choices)
        choices = node.type.choices if isinstance(node, Question) else None
        labels = (
            {
                one.name: label(f"{choices.name}:{one.name}", one.label)
                for one in choices.options
            }
            if choices
            else {}
        )
        if node.item is not None and form.q(node.item).name == name:
            return Called(node.item, labels)
        explained = label(f"{name}:label", node.label)
        if not explained:
            return Called(name, labels)
        quoted = phrase(texts, language, "quoted", right=explained)
        said = phrase(texts, language, "explained", left=name, right=quoted)
        return Called(said, labels)

    return called
