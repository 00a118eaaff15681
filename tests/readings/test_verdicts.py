"""Verdicts combine by Kleene's rules and never hold and fail at once."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import pytest
from readings.grid import every

from builder.expr import Answer, CountSelected
from builder.one_case import Value, evaluate
from builder.verdict import Verdict, includes, includes_all, known, says

CHOICES = ("yes", "no", "no_answer")
one, two = Answer("one", "one", CHOICES), Answer("two", "one", CHOICES)
many = Answer("many", "many", ("loan", "loan_bank", "none", "no_answer"))
JUDGED: Mapping[str, Verdict] = {
    "says": says(one, "yes"),
    "says several": says(one, "yes", "no"),
    "says all": says(one, *CHOICES),
    "includes": includes(many, "loan"),
    "includes several": includes(many, "loan", "none"),
    "includes a refusal": includes(many, "no_answer"),
    "includes all": includes_all(many, "loan", "loan_bank"),
    "known": known(CountSelected(many) >= 2),
}
TICKED = (None, "loan", "loan_bank", "loan loan_bank", "none", "no_answer", "loan none")
SHEETS = every(one=(None, *CHOICES), two=(None, *CHOICES), many=TICKED)

# Kleene's tables: None is neither.
AND = {(1, 1): 1, (1, 0): 0, (0, 1): 0, (0, 0): 0, (0, None): 0, (None, 0): 0}
OR = {(0, 0): 0, (1, 0): 1, (0, 1): 1, (1, 1): 1, (1, None): 1, (None, 1): 1}
NOT = {1: 0, 0: 1}


def value(verdict: Verdict, sheet: Mapping[str, object]) -> Value:
    return evaluate(verdict.value(), sheet.get)


@pytest.mark.parametrize("sheet", SHEETS[:: len(TICKED)], ids=str)
def test_verdicts_combine_by_the_three_valued_tables(
    sheet: Mapping[str, object],
) -> None:
    a, b = says(one, "yes"), says(two, "yes")
    pair = (value(a, sheet), value(b, sheet))

    assert value(a & b, sheet) == AND.get(pair)
    assert value(a | b, sheet) == OR.get(pair)
    assert value(~a, sheet) == NOT.get(pair[0])


def test_every_pair_of_truth_values_was_tried() -> None:
    a, b = says(one, "yes"), says(two, "yes")

    pairs = {(value(a, sheet), value(b, sheet)) for sheet in SHEETS}
    assert pairs == set(product((1, 0, None), repeat=2))


def test_no_verdict_both_holds_and_fails() -> None:
    single = list(JUDGED.values())
    judged = [
        verdict
        for a, b in product(single, single)
        for verdict in (a, ~a, a & b, a | b, a & ~b, ~(a | b) & b, (a & b) | ~a)
    ]

    for verdict, sheet in product(judged, SHEETS):
        both = verdict.holds & verdict.fails
        assert not evaluate(both, sheet.get)


@pytest.mark.parametrize(
    ("judged", "ticked", "expected"),
    [
        ("includes", None, None),
        ("includes", "no_answer", None),
        ("includes", "loan", 1),
        ("includes", "loan_bank", 0),
        ("includes", "none", 0),
        ("includes all", "loan loan_bank", 1),
        ("includes all", "loan", 0),
        ("includes all", "no_answer", None),
        ("includes a refusal", "no_answer", 1),
        ("known", None, 0),
    ],
)
def test_a_blank_or_a_refusal_decides_nothing(
    judged: str, ticked: str | None, expected: int | None
) -> None:
    assert value(JUDGED[judged], {"many": ticked}) == expected


@pytest.mark.parametrize(
    ("answer", "expected"), [("yes", 1), ("no", 0), ("no_answer", None), (None, None)]
)
def test_a_yes_or_no_is_undetermined_only_when_nobody_said(
    answer: str | None, expected: int | None
) -> None:
    assert value(says(one, "yes"), {"one": answer}) == expected
