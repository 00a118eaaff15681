"""The sandbox selects rows as the real server's database does."""

from __future__ import annotations

from typing import Any

import pytest

from deploy.sandbox.query import UnsupportedError, matches

ROW = {"_id": 7, "hh/age": "34", "_validation_status": {"uid": "ok"}, "empty": None}


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ({}, True),
        ({"_id": 7}, True),
        ({"_id": "7"}, False),
        ({"hh/age": "34"}, True),
        ({"hh/age": 34}, False),
        ({"_id": {"$gt": 6}}, True),
        ({"_id": {"$gt": 7}}, False),
        ({"_id": {"$gte": 7, "$lt": 8}}, True),
        ({"_id": {"$lte": 6}}, False),
        ({"hh/age": {"$gt": 10}}, False),
        ({"hh/age": {"$gt": "10"}}, True),
        ({"_id": {"$in": [1, 7]}}, True),
        ({"_id": {"$nin": [1, 7]}}, False),
        ({"no": {"$nin": ["a"]}}, True),
        ({"_id": {"$ne": 8}}, True),
        ({"no": {"$ne": "a"}}, True),
        ({"no": {"$gt": "a"}}, False),
        ({"no": {"$exists": False}}, True),
        ({"hh/age": {"$exists": True}}, True),
        ({"no": None}, True),
        ({"empty": None}, True),
        ({"_validation_status.uid": "ok"}, True),
        ({"$or": [{"_id": 1}, {"hh/age": "34"}]}, True),
        ({"$and": [{"_id": 7}, {"hh/age": "35"}]}, False),
        ({"$where": "1==1"}, False),
        ({"_id": {"$foo": 1}}, False),
    ],
)
def test_a_query_selects_as_the_database_does(
    query: dict[str, Any],
    fits: bool,
) -> None:
    assert matches(ROW, query) is fits


@pytest.mark.parametrize("query", [{"a": {"$regex": "x"}}, {"$expr": {}}])
def test_what_the_sandbox_cannot_select_is_no_empty_result(
    query: dict[str, Any],
) -> None:
    with pytest.raises(UnsupportedError):
        matches(ROW, query)
