"""What the page of a code book is made of: values that a template lays out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Option:
    code: str
    label: str
    added: bool
    only_if: str


@dataclass(frozen=True, slots=True)
class Side:
    """What an item or a judgement says in one language."""

    language: str
    direction: str
    label: str
    hint: str = ""
    options: tuple[Option, ...] = ()
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A question; `marks` are short remarks, `feeds` ids further down the page."""

    number: str
    name: str
    type: str
    sides: tuple[Side, ...]
    added: bool
    red: bool
    marks: tuple[str, ...]
    feeds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A group of the form; `sides` give its title and condition."""

    anchor: str
    depth: int
    sides: tuple[Side, ...]
    repeated: bool
    parts: tuple[Item | Chapter, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A component of the score, a flag or a calculation, in words."""

    id: str
    sides: tuple[Side, ...]
    marks: tuple[str, ...] = ()
