"""XPath reads as an experienced form writer would write it, for all engines."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date as day

import pytest
from readings.grid import Grid
from readings.test_readings_agree import GRIDS

from builder.expr import (
    BLANK,
    Answer,
    Constant,
    CountSelected,
    Expr,
    If,
    Selected,
    points,
    sort_of,
)
from builder.parts import nodes
from builder.verdict import includes, says
from builder.xpath import to_xpath

paid = Answer("q8_2", "one", ("yes", "no", "no_answer"))
debts = Answer("q3_6", "one", ("yes", "no", "no_answer"))
income = Answer("q2_7", "many", ("loan", "loan_bank", "no_answer"))
age, pupils = Answer("age", "integer"), Answer("n_pupils", "integer")
code, back = Answer("respondent_code", "text"), Answer("return_date", "date")
today = Answer("interview_date", "date")

BY_HAND: dict[str, Expr] = {
    "${q8_2} = 'yes'": paid == "yes",
    "${q8_2} != '' and ${q8_2} != 'yes'": paid != "yes",
    "not(${q8_2} = 'yes')": ~(paid == "yes"),
    "${q8_2} != '' and ${q3_6} != '' and ${q8_2} = ${q3_6}": paid == debts,
    "${age} >= 18": age >= 18,
    "${age} + 1 > ${n_pupils} * 2": age + 1 > pupils * 2,
    "${age} - (${n_pupils} - 1) < 12": age - (pupils - 1) < 12,
    "selected(${q2_7}, 'loan')": income.selected("loan"),
    "selected(${q2_7}, 'loan') or selected(${q2_7}, 'loan_bank')": (
        income.selected_any("loan", "loan_bank")
    ),
    "count-selected(${q2_7}) > 1": income.count() > 1,
    "${q8_2} = 'yes' or ${q3_6} = 'no' and ${age} < 12": (
        (paid == "yes") | (debts == "no") & (age < 12)
    ),
    "(${q8_2} = 'yes' or ${q3_6} = 'no') and ${age} < 12": (
        ((paid == "yes") | (debts == "no")) & (age < 12)
    ),
    "${q8_2} = 'yes' or ${age} != '' and ${age} != 12": (paid == "yes") | (age != 12),
    "${q8_2} = 'yes' and ${age} != '' and ${age} != 12": (paid == "yes") & (age != 12),
    "${respondent_code} != ''": code.answered(),
    "(regex(${respondent_code}, '^[0-9]{8}$') and number(${respondent_code}) mod 97"
    " = 1)": code.has_check_digits(),
    "${return_date} <= date('2024-02-29')": back <= day(2024, 2, 29),
    "if(${q8_2} = 'yes', 3, 0)": points(paid == "yes", 3),
    "if(${q8_2} = 'yes', 1, if(${q8_2} = 'no', 0, ''))": says(paid, "yes").value(),
    "if(selected(${q2_7}, 'loan'), 1, if(count-selected(${q2_7}) > 0 and not("
    "selected(${q2_7}, 'loan')) and not(selected(${q2_7}, 'no_answer')), 0, ''))": (
        includes(income, "loan").value()
    ),
}


@pytest.mark.parametrize("written", BY_HAND)
def test_a_condition_is_written_as_by_hand(written: str) -> None:
    assert to_xpath(BY_HAND[written]) == written


def test_a_constraint_reads_the_answer_being_entered() -> None:
    limit = (age >= 0) & (age <= pupils)

    assert to_xpath(limit, this="age") == ". >= 0 and . <= ${n_pupils}"


FUNCTIONS = {
    "count-selected",
    "date",
    "false",
    "format-date",
    "if",
    "join",
    "not",
    "number",
    "regex",
    "selected",
    "true",
}
BARE = r"(\$\{\w+\}|\.)"
BREAKS = {
    "a minus before an answer or a bracket": r"(^|[(,<>=*+-]|\b(and|or)) *-(?![0-9 ])",
    "a bare answer as a condition": rf"if\({BARE},|not\({BARE}\)"
    rf"|(^|\b(and|or) ){BARE}( (and|or)\b|$)",
    "a choice without quotes": r"(?<!count-)selected\([^,()]*, (?!')",
    "a date compared as text": r"[<>]=? '",
    "a pattern that may match anywhere": r"regex\([^']*'(?!\^[^']*\$')",
}


@pytest.mark.parametrize("build", GRIDS)
def test_nothing_is_written_that_one_of_the_engines_cannot_run(
    build: Callable[[], Grid],
) -> None:
    for expr in build().conditions.values():
        # An answer alone is a fine value, so values stand in a branch here.
        truth = sort_of(expr) == "truth"
        written = expr if truth else If(Constant(value=True), expr, BLANK)
        xpath = to_xpath(written)
        broken = [why for why, sign in BREAKS.items() if re.search(sign, xpath)]

        assert set(re.findall(r"([a-z-]+)\(", xpath)) <= FUNCTIONS, xpath
        assert broken == [], xpath
        for node in nodes(expr):
            if isinstance(node, Selected | CountSelected):
                assert node.answer.kind == "many", xpath


@pytest.mark.parametrize(
    ("breaking", "why"),
    [
        ("-${n} > 3", "a minus before an answer or a bracket"),
        ("3 > -(${n})", "a minus before an answer or a bracket"),
        ("if(${n}, 1, 0)", "a bare answer as a condition"),
        ("${n} and ${m} = 1", "a bare answer as a condition"),
        ("not(${n})", "a bare answer as a condition"),
        ("selected(${m}, 1)", "a choice without quotes"),
        ("${d} > '2026-01-01'", "a date compared as text"),
        ("regex(${t}, '[0-9]{8}')", "a pattern that may match anywhere"),
    ],
)
def test_what_breaks_an_engine_is_recognised(breaking: str, why: str) -> None:
    assert re.search(BREAKS[why], breaking)
