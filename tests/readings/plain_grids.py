"""Conditions over questions that are always asked, and all their answers."""

from __future__ import annotations

import operator
from datetime import date as day
from itertools import combinations, product

from readings.grid import (
    Grid,
    every,
    grid,
)

from builder.expr import (
    BLANK,
    Constant,
    Expr,
    If,
    MonthsBetween,
    points,
    total,
)
from builder.form import Form
from builder.questions import Choices, date, integer, select_multiple, select_one, text
from builder.verdict import includes, includes_all, known, says

YES_NO = Choices.of("yes_no", {"yes": "Yes", "no": "No", "no_answer": "No answer"})
# Codes that begin and end like others: a substring is not a choice.
SOURCES = Choices.of(
    "sources", {"loan": "Loan", "loan_bank": "Bank", "bank": "A bank", "no_answer": "-"}
)
COMPARE = (operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge)
EQUAL = (operator.eq, operator.ne)

NUMBERS = (None, 0, 11, 12, -3)
ONES = (None, "yes", "no", "no_answer")
MANY = (
    None,
    *(" ".join(c) for n in (1, 2, 3) for c in combinations(SOURCES.names[:3], n)),
)
DAYS = (
    None,
    *map(
        day.fromisoformat,
        (
            "2022-12-31",
            "2023-02-28",
            "2023-03-01",
            "2023-12-01",
            "2024-01-31",
            "2024-02-01",
            "2024-02-28",
            "2024-02-29",
            "2024-03-01",
            "2024-03-30",
            "2024-03-31",
            "2024-12-31",
            "2025-02-28",
        ),
    ),
)
CODES = (
    None,
    "10000019",
    "00000098",
    "98",
    "10000018",
    "100000190",
    "1000001",
    "1000001a",
    "1000 019",
    "97000001",
    "loan",
)


def choices() -> Grid:
    """Put pairs of facts of every kind under and, or, not, in points, in verdicts."""
    form = Form("choices", "Form")
    one = form.ask("1", select_one(YES_NO), "One", name="one")
    many = form.ask("2", select_multiple(SOURCES), "Many", name="many")
    number = form.ask("3", integer, "Number", name="number")
    facts: tuple[Expr, ...] = (
        one == "yes",
        one != "no",
        number < 12,
        number != 0,
        number + 1 >= 12,
        many.selected("loan"),
        many.count() > 1,
        many.answered(),
    )
    pairs = [
        pair
        for a, b in product(facts, facts)
        for pair in (
            a & ~b,
            a | b,
            (a | b) & ~a,
            ~(a & b) | (b & a),
            points(a, 3) + points(b, 1) >= 3,
        )
    ]
    triples = [
        tree
        for a, b, c in combinations(facts[1:7], 3)
        for tree in (a & b | c, a & (b | c), ~(a | b & c), ~a & ~(b & ~c))
    ]
    judged = (
        says(one, "yes"),
        says(one, *YES_NO.names),
        includes(many, "loan", "bank"),
        includes_all(many, "loan", "loan_bank"),
        known(number >= 1),
    )
    verdicts = [
        verdict.value()
        for a, b in product(judged, judged)
        for verdict in (a & b, a | ~b, ~(a & ~b))
    ]
    lone = (
        *facts,
        Constant(value=True),
        Constant(value=False),
        one.one_of("no", "no_answer"),
        one.answered(),
        number.answered(),
        *(verdict.value() for verdict in judged),
        total(*(points(fact, 2) for fact in facts)),
        If(one == "yes", Constant("first"), If(number < 12, BLANK, Constant("x"))),
        If(one == "yes", BLANK, number),
        If(many.selected("loan"), one, BLANK),
        number == If(one == "yes", Constant(12), BLANK),
    )
    some = (None, "loan", "loan_bank", "loan bank", "loan_bank bank", "no_answer")
    sheets = every(one=ONES, many=some, number=NUMBERS)
    return grid(form, [*lone, *pairs, *triples, *verdicts], sheets)


def numbers() -> Grid:
    """Make every comparison between constants, answers, arithmetic and counts."""
    form = Form("numbers", "Form")
    a = form.ask("1", integer, "A", name="a")
    b = form.ask("2", integer, "B", name="b")
    many = form.ask("3", select_multiple(SOURCES), "Many", name="many")
    chosen = If(many.selected("loan"), a, BLANK)
    values: tuple[Expr, ...] = (
        a,
        b,
        many.count(),
        a + b,
        a - (b - many.count()),
        2 - a * b,
        (a + b) * (a - 3),
        Constant(12),
    )
    compared = [
        compare(left, right)
        for left, right in product(values, values)
        for compare in COMPARE
    ]
    ifs = [
        compare(left, right)
        for left in (chosen, If(a > 0, a + b, many.count()), points(a > b, 12) + 1)
        for right in (Constant(12), b, chosen)
        for compare in COMPARE
    ]
    ticks = (None, "loan", "loan_bank bank")
    sheets = every(a=NUMBERS, b=NUMBERS, many=ticks)
    return grid(form, [*values, chosen + 1, *ifs, *compared], sheets)


def ticks() -> Grid:
    """Ask which of the choices are ticked and how many."""
    form = Form("ticks", "Form")
    many = form.ask("1", select_multiple(SOURCES), "Many", name="many")
    codes = SOURCES.names
    conditions = [
        *(many.selected(code) for code in codes),
        *(~many.selected(code) for code in codes),
        *(many.selected_any(*pair) for pair in combinations(codes, 2)),
        *(compare(many.count(), n) for n in range(4) for compare in COMPARE),
        *(verdict.value() for code in codes for verdict in (includes(many, code),)),
        *(includes_all(many, *pair).value() for pair in combinations(codes, 2)),
        many.count(),
        many.answered(),
        ~many.answered(),
    ]
    return grid(form, conditions, every(many=[*MANY, "no_answer"]))


def texts() -> Grid:
    """Compare texts and codes, and check their digits."""
    form = Form("texts", "Form")
    a = form.ask("1", text, "A", name="a")
    b = form.ask("2", text, "B", name="b")
    one = form.ask("3", select_one(SOURCES), "One", name="one")
    values: tuple[Expr, ...] = (a, b, one, Constant("98"), Constant("loan"))
    conditions = [
        *(
            compare(left, right)
            for left, right in product(values[:3], values)
            if not (left is one and isinstance(right, Constant) and right.value == "98")
            for compare in EQUAL
        ),
        a.has_check_digits(),
        ~a.has_check_digits() & b.answered(),
        a.has_check_digits() | (a == b),
        If(a.has_check_digits(), a, b),
        If(a == b, Constant("00"), BLANK),
        a.answered(),
    ]
    return grid(form, conditions, every(a=CODES, b=CODES, one=(None, "loan", "bank")))


def days() -> Grid:
    """Compare dates, and count the whole months between any two of them."""
    form = Form("days", "Form")
    a = form.ask("1", date, "A", name="a")
    b = form.ask("2", date, "B", name="b")
    limits = (day(2024, 2, 29), day(2023, 12, 31))
    months = MonthsBetween(a, b)
    conditions = [
        *(compare(a, limit) for limit in limits for compare in COMPARE),
        *(compare(Constant(limits[0]), a) for compare in COMPARE),
        *(compare(a, b) for compare in COMPARE),
        months,
        months + 1,
        12 - months * 2,
        MonthsBetween(b, a) + months,
        MonthsBetween(a, a),
        *(compare(months, n) for n in (-13, -1, 0, 1, 12) for compare in COMPARE),
        *(compare(months, MonthsBetween(b, a)) for compare in COMPARE),
        ~(months >= 3),
        a.answered() & ~b.answered(),
    ]
    return grid(form, conditions, every(a=DAYS, b=DAYS))
