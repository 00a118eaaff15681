"""What must hold of each value of a country profile by itself.

Reading has already seen to names and types. Each fault names its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

from .country_shapes import Field, Shape

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
EMAIL = re.compile(r"[^\s@<>,;:\"()]+@[^\s@<>,;:\"()]+\.[^\s@<>,;:\"()]+")
UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
LONGEST_TEXT, HIGHEST = 2000, 10_000
EARLIEST = date(2000, 1, 1)


def alone(field: Field, value: Any) -> Iterator[str]:
    """Judge one field by what its description says."""
    name = field.name
    yield from _atoms(name, value)
    match field.shape:
        case Shape.ROWS:
            for number, row in enumerate(value, 1):
                yield from _cells(field, f"{name}, row {number}", row)
        case Shape.CODED_WORDS | Shape.CODED_NUMBERS:
            for key in field.keys:
                if key not in value:
                    yield f"{name}.{key}: is missing"
            yield from _among(name, value, field.choices)
        case Shape.CODES | Shape.NUMBERS:
            for one in value:
                if one == "" or "," in str(one):
                    yield f"{name}: {one!r} is no code"
            if len(set(value)) != len(value):
                yield f"{name}: something stands there twice"
            yield from _among(name, value, field.choices)
        case _:
            pass


def _cells(field: Field, place: str, row: Any) -> Iterator[str]:
    for name, value in asdict(row).items():
        yield from _atoms(f"{place}, {name}", value)
        column = field.column(name)
        if column is None:
            raise TypeError(f"{field.name} has no column {name}")
        if value == "" and not column.optional:
            yield f"{place}, {name}: is empty"
        elif column.choices and value not in column.choices:
            yield f"{place}, {name}: {value!r} is none of {', '.join(column.choices)}"
        if name.endswith("email") and value:
            yield from address(f"{place}, {name}", value)
        if name.endswith("language") and value:
            yield from language(f"{place}, {name}", value)


def address(place: str, value: str) -> Iterator[str]:
    if not EMAIL.fullmatch(value):
        yield f"{place}: is no e-mail address"
    elif not value.isascii():
        yield (
            f"{place}: has letters that many mail servers do not carry. Write it in "
            "A to Z, a domain in its form beginning with xn--"
        )


def language(place: str, value: str) -> Iterator[str]:
    if not LANGUAGE.fullmatch(value):
        yield f"{place}: {value!r} is no language code, as in en"


def _atoms(place: str, value: Any) -> Iterator[str]:
    """Judge every text, date and number, however deep."""
    match value:
        case str() if UNPRINTABLE.search(value):
            yield f"{place}: holds a character that cannot be shown"
        case str() if len(value) > LONGEST_TEXT:
            yield f"{place}: longer than {LONGEST_TEXT} characters"
        case str() if value and value != value.strip():
            yield f"{place}: begins or ends with a blank"
        case date() if value < EARLIEST:
            yield f"{place}: before {EARLIEST.year}, check the year"
        case int() if not 0 <= value <= HIGHEST:
            yield f"{place}: not between 0 and {HIGHEST}"
        case dict():
            for key, one in value.items():
                yield from _atoms(f"{place}.{key}", one)
        case tuple() | list():
            for one in value:
                yield from _atoms(place, one)
        case _:
            pass


def _among(name: str, value: Any, choices: tuple[str, ...]) -> Iterator[str]:
    for one in value:
        if choices and one not in choices:
            yield f"{name}: {one!r} is none of {', '.join(choices)}"
