"""The part of OData's filters that the tables of ODK Central know.

Comparisons of `__system` dates, `reviewState` and `submitterId`, with `and`,
`or` and parentheses. Everything else is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from deploy.central_sandbox.problems import ProblemError

Test: TypeAlias = Callable[[Mapping[str, Any]], bool]
DATES = ("submissionDate", "updatedAt", "deletedAt")
FIELDS = (*DATES, "reviewState", "submitterId")
_TOKEN = re.compile(r"\s*(\(|\)|'[^']*'|[^\s()]+)")
COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "gt": lambda a, b: a is not None and a > b,
    "ge": lambda a, b: a is not None and a >= b,
    "lt": lambda a, b: a is not None and a < b,
    "le": lambda a, b: a is not None and a <= b,
}


def passing(text: str) -> Test:
    """Read a filter as a test of a row's `__system`."""
    tokens = _TOKEN.findall(text)
    if "".join(tokens) != re.sub(r"\s+(?=(?:[^']*'[^']*')*[^']*$)", "", text):
        raise ProblemError("400.18", text)
    test = _either(tokens)
    if tokens:
        raise ProblemError("400.18", text)
    return test


def _either(tokens: list[str]) -> Test:
    tests = [_both(tokens)]
    while tokens and tokens[0] == "or":
        tokens.pop(0)
        tests.append(_both(tokens))
    return lambda row: any(test(row) for test in tests)


def _both(tokens: list[str]) -> Test:
    tests = [_one(tokens)]
    while tokens and tokens[0] == "and":
        tokens.pop(0)
        tests.append(_one(tokens))
    return lambda row: all(test(row) for test in tests)


def _one(tokens: list[str]) -> Test:
    if tokens and tokens[0] == "(":
        tokens.pop(0)
        test = _either(tokens)
        if not tokens or tokens.pop(0) != ")":
            raise ProblemError("400.18", "a parenthesis is open")
        return test
    if len(tokens) < 3:  # noqa: PLR2004 - field, word, value
        raise ProblemError("400.18", "it ends too early")
    field, word, value = tokens.pop(0), tokens.pop(0), tokens.pop(0)
    name = field.removeprefix("__system/")
    if name == field or name not in FIELDS:
        raise ProblemError("501.5", field)
    if word not in COMPARED:
        raise ProblemError("400.18", word)
    wanted, compare = _value(name, value), COMPARED[word]
    return lambda row: compare(_value(name, row[name]), wanted)


def _value(name: str, value: Any) -> Any:
    if value is None or value == "null":
        return None
    if name not in DATES:
        return str(value).strip("'")
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise ProblemError("400.18", "a date") from None
