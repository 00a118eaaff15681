"""Relevance and constraints decide on the phone as they do in one case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date as day
from itertools import combinations
from operator import and_, or_

import pytest
from javarosa import Interview
from readings.grid import compiled_xform, entered, every, written

from builder.case import Case
from builder.expr import Answer, Expr, MonthsBetween
from builder.form import Form
from builder.one_case import Value
from builder.questions import (
    Choices,
    Type,
    date,
    integer,
    select_multiple,
    select_one,
    text,
)

YES_NO = Choices.of("yes_no", {"yes": "Yes", "no": "No"})
SOURCES = Choices.of(
    "sources", {"loan": "Loan", "loan_bank": "Bank", "none": "None of these"}
)
Limit = Callable[[Answer], Expr]


def test_a_question_is_shown_exactly_when_its_condition_holds() -> None:
    form = Form("relevance", "Form")
    one = form.ask("1", select_one(YES_NO), "One", name="one")
    number = form.ask("2", integer, "Number", name="number")
    many = form.ask("3", select_multiple(SOURCES), "Many", name="many")
    when = form.ask("4", date, "When", name="day")
    facts = (
        one == "yes",
        one != "yes",
        number != 3,
        number >= 3,
        many.selected("loan"),
        many.count() < 2,
        when < day(2024, 3, 1),
        MonthsBetween(when, when) >= 0,
    )
    conditions = [*facts, *(~fact for fact in facts)]
    conditions += [
        join(a, b) for a, b in combinations(facts, 2) for join in (and_, or_)
    ]
    for place, condition in enumerate(conditions):
        form.ask(None, text, "Then", name=f"then_{place}", relevant=condition)
    xform = compiled_xform(form)

    for sheet in every(
        one=(None, "yes", "no"),
        number=(None, 2, 3),
        many=(None, "loan", "loan_bank"),
        day=(None, day(2024, 2, 29), day(2024, 3, 1)),
    ):
        phone, case = Interview(xform), Case(form, sheet)
        phone.fill(entered(sheet), again=False)
        asked = [e.node.name for e in form.entries if case.relevant(e)]
        assert phone.shown() == asked, sheet


CONSTRAINTS: Mapping[str, tuple[Type, tuple[Limit, ...], tuple[Value, ...]]] = {
    "integer": (
        integer,
        (
            lambda this: (this >= 0) & (this < 15),
            lambda this: this != 3,
            lambda this: this <= Answer("most", "integer"),
            lambda this: ~(this > Answer("most", "integer")),
            lambda this: (this == Answer("most", "integer")) | (this * 2 + 1 == 7),
        ),
        (None, -1, 0, 3, 14, 15),
    ),
    "text": (
        text,
        (
            lambda this: this.has_check_digits(),
            lambda this: this != "10000019",
            lambda this: ~this.has_check_digits() | (this == "00000001"),
        ),
        (None, "10000019", "00000001", "10000018", "0000001", "x"),
    ),
    "date": (
        date,
        (
            lambda this: this <= Answer("last", "date"),
            lambda this: MonthsBetween(this, Answer("last", "date")) >= 1,
            lambda this: this != Answer("last", "date"),
            lambda this: ~(this > Answer("last", "date")),
        ),
        (None, day(2024, 1, 31), day(2024, 2, 29), day(2024, 3, 1)),
    ),
    "select_one": (
        select_one(YES_NO),
        (lambda this: this == "yes", lambda this: ~(this == "yes")),
        (None, "yes", "no"),
    ),
    "select_multiple": (
        select_multiple(SOURCES),
        (
            lambda this: this.selected("loan") | (this.count() == 2),
            lambda this: ~this.selected("loan"),
            lambda this: this.answered(),
        ),
        (None, "loan", "loan_bank", "loan loan_bank", "none", "loan none"),
    ),
}


@pytest.mark.parametrize("kind", CONSTRAINTS)
def test_an_answer_is_refused_exactly_when_it_breaks_the_constraint(kind: str) -> None:
    asked, limits, values = CONSTRAINTS[kind]
    form = Form("constraints", "Form")
    form.ask("1", integer, "Most", name="most")
    form.ask("2", date, "Last", name="last")
    for place, limit in enumerate(limits):
        form.ask(None, asked, "Which?", name=f"limit_{place}", constraint=limit)
    xform = compiled_xform(form)

    for value in values:
        for before in every(most=(None, 3), last=(None, day(2024, 2, 29))):
            answers = {f"limit_{place}": value for place, _ in enumerate(limits)}
            case = Case(form, before)
            refused = Interview(xform).fill(entered({**before, **answers}), again=False)
            expected = [
                question.name
                for question in form.questions()
                if question.name in answers and not case.accepts(question, value)
            ]
            assert [refusal.name for refusal in refused] == expected, written(value)
            assert {refusal.why for refusal in refused} <= {"constraint"}


def test_a_constraint_reads_the_answer_being_entered_not_the_one_before() -> None:
    form = Form("twice", "Form")
    form.ask("1", integer, "Days", constraint=lambda this: this < 15)
    phone = Interview(compiled_xform(form))
    phone.fill({"q1": "3"})

    assert [refusal.name for refusal in phone.fill({"q1": "15"}, again=False)] == ["q1"]
    assert phone.value("q1") == "3"


def test_a_condition_inside_a_repeat_reads_its_own_entry() -> None:
    form = Form("entries", "Form")
    with form.group("loan", "Loan", repeat=True):
        who = form.ask("1", select_one(YES_NO), "From a bank?")
        form.ask("2", integer, "How much?", relevant=who == "no")
    loans: list[Mapping[str, Value]] = [
        {"q1": "yes", "q2": 7},
        {"q1": "no", "q2": 8},
        {"q2": 9},
    ]
    phone = Interview(compiled_xform(form))
    phone.fill(entered({"loan": loans}), again=False)
    case = Case(form, {"loan": loans})

    stored = [written(v) for e, _, v in case.stored() if e.node.name == "q2"]
    assert phone.sent()["q2"] == stored == ["8"]
