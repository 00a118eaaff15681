"""Conditions over questions that branches open and close, and over repeats."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date as day
from itertools import product

from readings.grid import (
    Grid,
    Instances,
    Sheet,
    every,
    grid,
)
from readings.plain_grids import COMPARE, SOURCES, YES_NO

from builder.expr import (
    BLANK,
    Constant,
    If,
    MonthsBetween,
    points,
)
from builder.form import Form
from builder.one_case import Value
from builder.questions import date, integer, select_multiple, select_one
from builder.verdict import includes, says


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
