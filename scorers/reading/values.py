"""One answer as a server gives it, to a typed value.

What cannot be read is refused with the rule it broke, never with its value.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from builder.entries import Entry
from builder.one_case import has_check_digits
from builder.questions import Calculation, Question

from .heard_codes import item_code, language_code
from .needed import (
    INTERVIEWER_CODE,
    RESPONDENT_CODE,
    VERSIONS,
    WORDING_ITEM,
    WORDING_LANGUAGE,
)
from .submission import Scalar

SOMETHING = "x"
"""Stands for a free text: something was written, what is not taken."""

_WHOLE = re.compile(r"([+-]?[0-9]{1,15})(\.0+)?", re.ASCII)
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(T.*)?", re.ASCII)
_SHORT_CODE = re.compile(r"(?=.*[0-9])[A-Za-z0-9_-]{1,12}", re.ASCII)
# A hash, or scoring profiles with their versions: "toolkit-2026.1 printed-2026.1".
_PROFILE = r"[a-z]{1,12}-[0-9]{4}\.[0-9]{1,3}"
_VERSION = re.compile(rf"[0-9a-f]{{12}}|{_PROFILE}(?: {_PROFILE}){{0,7}}", re.ASCII)


class RefusedError(ValueError):
    """An answer is not what its question can hold; says which rule it broke."""


def read(entry: Entry, raw: Any) -> Scalar | None:
    """Give the value of an answer to `entry`; None when there is none."""
    if raw is None or raw == "":
        return None
    if isinstance(raw, (bool, dict, list)):
        raise RefusedError("is not a single answer")
    written = str(raw).strip()
    return _typed(entry, written) if written else None


def _typed(entry: Entry, written: str) -> Scalar:
    node = entry.node
    match node.answer.kind:
        case "integer":
            return _whole(written)
        case "date":
            return _day(written)
        case "one" if node.answer.choices:
            return _choice(written, node.answer.choices)
        case "many" if node.answer.choices:
            return _choices(written, node.answer.choices)
        case _:
            return _code(node, written)


def _whole(written: str) -> int:
    found = _WHOLE.fullmatch(written)
    if found is None:
        raise RefusedError("is not a whole number")
    return int(found[1])


def _day(written: str) -> date:
    found = _DAY.fullmatch(written)
    try:
        return date.fromisoformat(found[1] if found else "")
    except ValueError:
        raise RefusedError("is not a date") from None


def _choice(written: str, offered: tuple[str, ...]) -> str:
    if written not in offered:
        raise RefusedError("is not one of the choices")
    return written


def _choices(written: str, offered: tuple[str, ...]) -> str:
    ticked = dict.fromkeys(written.split())
    if not set(ticked) <= set(offered):
        raise RefusedError("holds a choice that is not offered")
    return " ".join(ticked)


def _code(node: Question | Calculation, written: str) -> str:
    """Take the few texts that are codes; of any other only that it is there."""
    if node.name == RESPONDENT_CODE:
        if not has_check_digits(written):
            raise RefusedError("has wrong check digits")
        return written
    if node.name == INTERVIEWER_CODE:
        return _matching(_SHORT_CODE, written, "is not an interviewer code")
    if node.name in VERSIONS:
        return _matching(_VERSION, written, "is not a version")
    if node.name == WORDING_ITEM:
        return item_code(written) or SOMETHING
    if node.name == WORDING_LANGUAGE:
        return language_code(written) or SOMETHING
    return SOMETHING


def _matching(pattern: re.Pattern[str], written: str, rule: str) -> str:
    if not pattern.fullmatch(written):
        raise RefusedError(rule)
    return written
