"""Write a country profile as TOML, with an explanation beside each field.

What is written reads back as the same profile.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import MISSING, asdict, fields
from datetime import date
from typing import Any, TypeAlias

from .country_fields import FIELDS
from .country_shapes import Field, Shape
from .profile import Profile

Content: TypeAlias = dict[str, Any]
BARE = re.compile(r"[A-Za-z0-9_-]+")
WIDTH = 78
TABLES = frozenset({Shape.WORDS, Shape.CODED_WORDS, Shape.CODED_NUMBERS, Shape.ROWS})
REQUIRED = frozenset(
    one.name
    for one in fields(Profile)
    if one.default is MISSING and one.default_factory is MISSING
)
INVENTED = "INVENTED: replace it, then take its name off `examples`."


def content(profile: Profile) -> Content:
    """Give a profile as the values its file holds, without empty optional ones."""
    values = asdict(profile)
    return {
        name: _plain(values[name])
        for name in FIELDS
        if name in REQUIRED or values[name]
    }


def toml(values: Mapping[str, Any]) -> str:
    """Write values as `content` gives them; those of `examples` are marked."""
    invented = values.get("examples", ())
    # TOML wants what has no heading of its own before the first heading.
    ordered = sorted(FIELDS.values(), key=lambda field: field.shape in TABLES)
    lines = [f"# Country profile of {values['country']}. See docs/country-profile.md."]
    for field in ordered:
        lines += ["", *_explained(field, invented)]
        if field.name in values:
            lines += _written(field, values[field.name])
        else:
            lines += (f"# {line}" for line in _skeleton(field))
    return "\n".join(lines) + "\n"


def _explained(field: Field, invented: Container[str]) -> Iterator[str]:
    about = f"{field.about[0].upper()}{field.about[1:]}."
    yield from _comment(about)
    for column in field.columns:
        choices = f" ({', '.join(column.choices)})" if column.choices else ""
        yield from _comment(f"- {column.name}: {column.about}{choices}")
    if field.choices:
        yield from _comment(f"Codes: {', '.join(field.choices)}.")
    if field.name in invented:
        yield f"# {INVENTED}"


def _comment(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="# ", subsequent_indent="#   ")


def _skeleton(field: Field) -> list[str]:
    """Show how an optional field is written that is left out."""
    match field.shape:
        case Shape.ROWS:
            lines = [f"{one.name} = ..." for one in field.columns]
            return [f"[[{field.name}]]", *lines]
        case Shape.CODED_WORDS:
            code = field.choices[0] if field.choices else "code"
            return [f"[{field.name}.{_key(code)}]", "en = ..."]
        case _:
            return [f"{field.name} = ..."]


def _written(field: Field, value: Any) -> Iterator[str]:
    match field.shape:
        case Shape.WORDS | Shape.CODED_NUMBERS:
            yield f"[{field.name}]"
            yield from _pairs(value)
        case Shape.CODED_WORDS:
            for code, texts in value.items():
                yield f"[{field.name}.{_key(code)}]"
                yield from _pairs(texts)
        case Shape.ROWS:
            for row in value:
                yield f"[[{field.name}]]"
                yield from _pairs(row)
        case _:
            yield from _pairs({field.name: value})


def _pairs(values: Mapping[str, Any]) -> Iterator[str]:
    for key, value in values.items():
        line = f"{_key(key)} = {_value(value)}"
        if isinstance(value, list) and len(line) > WIDTH:
            yield f"{_key(key)} = ["
            yield from (f"    {_value(one)}," for one in value)
            yield "]"
        else:
            yield line


def _key(key: str) -> str:
    return key if BARE.fullmatch(key) else _value(key)


def _value(value: Any) -> str:
    match value:
        case str():
            # A JSON string is a basic string of TOML, but for the delete character.
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case date():
            return value.isoformat()
        case list():
            return f"[{', '.join(map(_value, value))}]"
        case _:
            return str(value)


def _plain(value: Any) -> Any:
    """Give tuples as lists, and rows without their empty cells."""
    match value:
        case dict():
            return {key: _plain(one) for key, one in value.items() if one != ""}
        case str() | int() | date():
            return value
        case Sequence():
            return [_plain(one) for one in value]
        case _:
            raise TypeError(f"a profile holds no {type(value).__name__}")
