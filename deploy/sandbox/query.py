"""The part of MongoDB's query language that the sandbox answers.

Comparison is by kind: a number never matches text. An operator that the real
server does not know matches nothing; one that it knows and the sandbox does not
is `UnsupportedError`, so that nothing looks empty that is not.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "$gt": operator.gt,
    "$gte": operator.ge,
    "$lt": operator.lt,
    "$lte": operator.le,
}
UNSUPPORTED = frozenset(
    {"$regex", "$options", "$all", "$elemMatch", "$expr", "$ifNull", "$not"}
)
MISSING = object()


class UnsupportedError(Exception):
    """The real server could answer this, the sandbox cannot."""


def matches(row: Mapping[str, Any], query: Mapping[str, Any]) -> bool:
    """Whether the row fits every part of the query."""
    return all(_part(row, key, wanted) for key, wanted in query.items())


def _part(row: Mapping[str, Any], key: str, wanted: Any) -> bool:
    match key:
        case "$and":
            return all(matches(row, each) for each in wanted)
        case "$or":
            return any(matches(row, each) for each in wanted)
        case _ if key in UNSUPPORTED:
            raise UnsupportedError(key)
        case _ if key.startswith("$"):
            return False
    value = _value(row, key)
    if isinstance(wanted, dict) and any(each.startswith("$") for each in wanted):
        return all(_test(value, test, limit) for test, limit in wanted.items())
    return _equal(value, wanted)


def _test(value: Any, test: str, limit: Any) -> bool:
    match test:
        case "$exists":
            return (value is not MISSING) == bool(limit)
        case "$ne":
            return not _equal(value, limit)
        case "$in":
            return any(_equal(value, each) for each in limit)
        case "$nin":
            return not any(_equal(value, each) for each in limit)
        case _ if test in UNSUPPORTED:
            raise UnsupportedError(test)
        case _ if test in ORDER and _same_kind(value, limit):
            return ORDER[test](value, limit)
    return False


def _value(row: Mapping[str, Any], key: str) -> Any:
    """Look up a key; a dot leads into an object, as in `_validation_status.uid`."""
    if key in row:
        return row[key]
    first, dot, rest = key.partition(".")
    inner = row.get(first)
    return _value(inner, rest) if dot and isinstance(inner, dict) else MISSING


def _equal(value: Any, wanted: Any) -> bool:
    if wanted is None:
        return value is None or value is MISSING
    return _same_kind(value, wanted) and bool(value == wanted)


def _same_kind(value: Any, other: Any) -> bool:
    return any(
        isinstance(value, kind) and isinstance(other, kind)
        for kind in ((int, float), str, list, dict)
    )
