"""Every reading of an expression gives what the engine in KoboCollect gives."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date as day
from itertools import combinations, product

import pytest
from readings.grid import (
    Grid,
    Instances,
    Sheet,
    Table,
    disagreements,
    every,
    grid,
    in_form,
    in_one_case,
    in_table,
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
from builder.one_case import Value
from builder.questions import Choices, date, integer, select_multiple, select_one, text
from builder.relevance import guarded
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


def chained() -> Grid:
    """Let calculations feed conditions, other calculations and relevance."""
    form = Form("chained", "Form")
    gate = form.ask("1", select_one(YES_NO), "Gate", name="gate")
    held = form.calculate("held", points((gate == "yes") | ~gate.answered(), 1))
    with form.group("inner", relevant=held == 1):
        number = form.ask("2", integer, "Number", name="number")
        many = form.ask(
            "3", select_multiple(SOURCES), "Many", name="many", relevant=number > 0
        )
        more = form.calculate("more", number + many.count())
        when = form.ask(
            "4", date, "When", name="day_one", relevant=many.selected("loan")
        )
    other = form.ask("5", date, "Other", name="day_two", relevant=more != 12)
    word = form.calculate(
        "word",
        If(many.selected("bank"), Constant("07"), BLANK),
        "text",
        relevant=more > 0,
    )
    conditions = [
        *(compare(more, n) for n in (0, 12, 13) for compare in COMPARE),
        *(compare(more, held) for compare in COMPARE),
        *(compare(many.count(), n) for n in (0, 1) for compare in COMPARE),
        *(compare(MonthsBetween(when, other), 0) for compare in COMPARE),
        word == "07",
        word != "7",
        word.answered(),
        ~word.answered(),
        more.answered(),
        number + 1,
        more + held,
        many.count(),
        MonthsBetween(when, other),
        If(more > 0, number, BLANK),
        If(number.answered(), held, more),
        word,
        ~many.selected("loan"),
        points(many.selected("bank"), 1) < 1,
        points(number > 0, 1) + 1 == 1,
        number.answered() & ~many.answered(),
        includes(many, "bank").value(),
        (includes(many, "bank") | ~says(gate, "yes")).value(),
    ]
    first = every(
        gate=("yes", None),
        number=(None, 0, 11, 12),
        many=(None, "loan", "bank loan_bank"),
        day_one=(None, day(2024, 1, 31)),
        day_two=(None, day(2024, 2, 29)),
    )
    changes: list[Sheet] = [{}, {"gate": "no"}, {"gate": "yes"}, {"number": 0}]
    rows = list(product(first, changes))
    return grid(form, conditions, [row[1] for row in rows], [row[0] for row in rows])


def repeated() -> Grid:
    """Ask what any entry of a repeat says: no, one or two entries, some blank."""
    form = Form("repeated", "Form")
    gate = form.ask("1", select_one(YES_NO), "Gate", name="gate")
    with form.group("loans", relevant=gate != "no"):  # noqa: SIM117 - as in a form
        with form.group("loan", "Loan", repeat=True):
            one = form.ask("2", select_one(SOURCES), "One", name="one")
            form.ask(
                "3",
                select_multiple(SOURCES),
                "Many",
                name="many",
                relevant=one != "bank",
            )
    any_one, any_many = form.any_of("2"), form.any_of("3")
    conditions = [
        condition
        for joined in (any_one, any_many)
        for condition in (
            *(joined.selected(code) for code in SOURCES.names),
            ~joined.selected("loan"),
            joined.answered(),
            ~joined.answered() & (gate == "yes"),
            joined.count(),
            joined.count() > 1,
            includes(joined, "loan").value(),
            (~includes(joined, "bank")).value(),
        )
    ]
    entries: list[Mapping[str, Value]] = [
        {"one": one, "many": many}
        for one in (None, "loan", "bank", "loan_bank", "no_answer")
        for many in (None, "loan", "loan_bank bank")
    ]
    loans: list[Instances] = [
        [],
        *([entry] for entry in entries),
        *([a, b] for a, b in product(entries, entries)),
    ]
    sheets = [{"gate": g, "loan": loan} for g in (None, "yes", "no") for loan in loans]
    before = [{**sheet, "gate": "yes"} for sheet in sheets]
    return grid(form, conditions, sheets, before)


GRIDS = (choices, numbers, ticks, texts, days, chained, repeated)


@pytest.fixture(scope="module", params=GRIDS, ids=lambda grid: grid.__name__)
def asked(request: pytest.FixtureRequest) -> tuple[Grid, Table]:
    """Give one grid with what JavaRosa says of it."""
    tried: Grid = request.param()
    return tried, in_form(tried)


def test_one_case_gives_what_the_form_gives(asked: tuple[Grid, Table]) -> None:
    tried, form = asked

    assert disagreements(tried, form, in_one_case(tried)) == []


def test_the_table_gives_what_the_form_gives(asked: tuple[Grid, Table]) -> None:
    tried, form = asked

    assert disagreements(tried, form, in_table(tried)) == []


@pytest.mark.parametrize("build", [chained, repeated])
def test_guarding_an_expression_changes_nothing_on_the_phone(
    build: Callable[[], Grid],
) -> None:
    plain = build()
    conditions = plain.conditions.items()
    guards = {name: guarded(plain.form, expr) for name, expr in conditions}

    assert in_one_case(replace(plain, conditions=guards)) == in_one_case(plain)
