"""The shapes that a field of a country profile can have."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    """How a value is written: one value, a list, texts by language, a table."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CODES = "codes"
    NUMBERS = "numbers"
    WORDS = "words"
    CODED_WORDS = "coded words"
    CODED_NUMBERS = "coded numbers"
    ROWS = "rows"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table; `choices` when only these may stand in it."""

    name: str
    about: str
    shape: Shape = Shape.TEXT
    choices: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a profile.

    `keys` are the codes it must give values for, `choices` the only ones it may.
    `office` marks what shapes neither forms nor scores.
    """

    name: str
    shape: Shape
    about: str
    columns: tuple[Column, ...] = ()
    keys: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    office: bool = False

    def column(self, name: str) -> Column | None:
        return next((one for one in self.columns if one.name == name), None)
