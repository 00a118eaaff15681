"""What is out of reach, what nothing satisfies and what leads nowhere is found."""

from __future__ import annotations

import datetime as dt

import pytest

from builder.case import Case
from builder.expr import Answer, Constant, Expr, If, MonthsBetween, points, total
from builder.form import Form
from builder.proofs import Proof, proved
from builder.questions import (
    Choice,
    Choices,
    date,
    integer,
    select_multiple,
    select_one,
    text,
)
from instrument_specs.registry import TOOLS, Instruments

YES_NO = Choices.of("yes_no", {"yes": "Yes", "no": "No"})
FRUIT = Choices.of("fruit", {"fig": "Fig", "plum": "Plum", "none": "None"})


def a_form() -> Form:
    return Form("trial", "Trial")


def told(form: Form) -> list[tuple[str, str, str]]:
    return [
        (one.rule, one.severity, one.place) for one in proved(form.finished()).findings
    ]


def last_asked_if(form: Form, relevant: Expr) -> list[tuple[str, str, str]]:
    form.ask(None, text, "Then?", name="then", relevant=relevant)
    return told(form)


NEVER = [("unreachable", "error", "trial/then")]


def test_a_condition_that_contradicts_itself_is_found() -> None:
    form = a_form()
    well = form.ask("1", select_one(YES_NO), "Well?")

    assert last_asked_if(form, (well == "yes") & (well == "no")) == NEVER


def test_a_condition_that_the_one_before_excludes_is_found() -> None:
    form = a_form()
    well = form.ask("1", select_one(YES_NO), "Well?")
    still = form.ask("2", select_one(YES_NO), "Still?", relevant=well == "yes")

    assert last_asked_if(form, (still == "no") & ~(well == "yes")) == NEVER


def test_a_condition_on_a_choice_that_is_no_longer_offered_is_found() -> None:
    form = a_form()
    options = (Choice("now", "Now"), Choice("once", "Once", retired=True))
    when = form.ask("1", select_one(Choices("when", options)), "When?")

    assert last_asked_if(form, when == "once") == NEVER


def test_a_choice_that_is_never_offered_is_found_with_what_hangs_on_it() -> None:
    form = a_form()
    age = form.ask("1", integer, "Age?", constraint=lambda this: this >= 18)
    options = (Choice("work", "Work"), Choice("class", "Class", when=age < 15))
    does = form.ask("2", select_one(Choices("does", options)), "Does?")

    assert last_asked_if(form, does == "class") == [
        *NEVER,
        ("unreachable", "error", "trial/q2/class"),
    ]


def test_a_number_that_the_constraint_refuses_is_found() -> None:
    form = a_form()
    age = form.ask("1", integer, "Age?", constraint=lambda this: this >= 18)

    assert last_asked_if(form, age < 18) == NEVER


def test_a_sum_that_cannot_be_reached_is_found() -> None:
    form = a_form()
    first = form.ask("1", select_one(YES_NO), "First?")
    second = form.ask("2", select_one(YES_NO), "Second?")
    worth = total(points(first == "yes", 1), points(second == "yes", 1))
    score = form.calculate("score", worth)

    assert last_asked_if(form, score >= 3) == NEVER


def test_ticks_that_exclude_each_other_are_found() -> None:
    form = a_form()
    eaten = form.ask("1", select_multiple(FRUIT), "Eaten?")

    assert last_asked_if(form, eaten.selected("none") & eaten.selected("fig")) == NEVER


def test_months_that_cannot_pass_are_found() -> None:
    form = a_form()
    today = form.ask(
        "1", date, "Today?", constraint=lambda this: this >= dt.date(2025, 6, 1)
    )
    back = form.ask("2", date, "Back?", constraint=lambda this: ~(this > today))

    assert last_asked_if(form, MonthsBetween(back, today) < 0) == NEVER


def far_and_narrow() -> list[tuple[Form, str]]:
    """Give forms whose last question few answers reach."""
    numbers = a_form()
    age = numbers.ask("1", integer, "Age?", constraint=lambda this: this >= 18)
    left = numbers.ask("2", integer, "Left?", constraint=lambda this: ~(this > age))
    numbers.ask(None, text, "x", name="then", relevant=(age - left == 0) & (age > 77))

    months = a_form()
    visit = months.ask("1", date, "Visit?")
    back = months.ask("2", date, "Back?", constraint=lambda this: ~(this > visit))
    passed = MonthsBetween(back, visit)
    months.ask(None, text, "x", name="then", relevant=(passed >= 41) & (passed < 42))

    rows = a_form()
    with rows.group("fruit_list", repeat=True):
        rows.ask("1", select_one(FRUIT), "Which?")
    several = rows.any_of("1")
    both = several.selected("fig") & several.selected("plum")
    rows.ask(None, text, "x", name="then", relevant=both)

    counted = a_form()
    answers = [counted.ask(str(n), select_one(YES_NO), "x") for n in range(1, 13)]
    sum_of = total(*(points(answer == "yes", 1) for answer in answers))
    score = counted.calculate("score", sum_of)
    known = counted.calculate(
        "known", If(score >= 11, Constant("much"), Constant("bit")), "text"
    )
    counted.ask(
        None, text, "x", name="then", relevant=(known == "much") & (answers[4] == "no")
    )
    names = ("numbers", "months", "rows", "counted")
    return list(zip((numbers, months, rows, counted), names, strict=True))


@pytest.mark.parametrize(
    "form", [pytest.param(form, id=name) for form, name in far_and_narrow()]
)
def test_answers_are_found_that_chance_would_not_find(form: Form) -> None:
    proof = proved(form.finished())

    assert proof.findings == []
    assert any(
        Case(form, witness.sheet).relevant(form.entry("then"))
        for witness in proof.witnesses
    )


def test_a_constraint_that_nothing_satisfies_is_found() -> None:
    form = a_form()
    form.ask("1", integer, "x", constraint=lambda this: (this > 9) & (this < 4))

    assert told(form) == [("unsatisfiable", "error", "trial/q1")]


def test_a_constraint_that_earlier_answers_exclude_is_found() -> None:
    form = a_form()
    age = form.ask("1", integer, "x", constraint=lambda this: this < 10)
    form.ask(
        "2", integer, "x", relevant=age >= 5, constraint=lambda this: this < age - age
    )

    assert told(form) == []

    form.ask("3", integer, "x", constraint=lambda this: (this > age) & (this < age))

    assert told(form) == [("unsatisfiable", "error", "trial/q3")]


def test_a_constraint_that_refuses_nothing_is_told() -> None:
    form = a_form()
    form.ask("1", integer, "x", constraint=lambda this: (this > 3) | (this < 5))

    assert told(form) == [("idle", "warning", "trial/q1")]


def gate(form: Form, accepted: Expr | None = None) -> Answer:
    def limit(this: Answer) -> Expr:
        return (this == "yes") & (this == "no") if accepted is None else accepted

    return form.ask(
        None, select_one(YES_NO), "On?", name="on", required=True, constraint=limit
    )


def test_a_gate_that_accepts_nothing_is_a_dead_end() -> None:
    form = a_form()
    gate(form)

    assert told(form) == [("dead-end", "error", "trial/on")]


def test_a_gate_that_some_answers_close_is_told() -> None:
    form = a_form()
    well = form.ask("1", select_one(YES_NO), "Well?")
    gate(form, well == "yes")

    assert told(form) == [("dead-end", "warning", "trial/on")]


def test_a_gate_with_one_honest_answer_is_no_dead_end() -> None:
    form = a_form()
    well = form.ask("1", select_one(YES_NO), "Well?")
    form.ask(
        None,
        select_one(YES_NO),
        "On?",
        name="on",
        required=True,
        constraint=lambda this: (this == "no") | (well == "yes"),
    )

    assert told(form) == []


def shipped(tool: str) -> Proof:
    return proved(Instruments().form("NGA", tool))


@pytest.mark.parametrize("tool", TOOLS)
def test_every_question_of_every_tool_is_reached(tool: str) -> None:
    proof = shipped(tool)

    reached = [name for witness in proof.witnesses for name in witness.reached]
    assert proof.findings == []
    assert sorted(reached) == sorted(q.name for q in proof.form.questions())


@pytest.mark.parametrize("tool", TOOLS)
def test_every_proving_talk_can_be_finished(tool: str) -> None:
    proof = shipped(tool)

    for witness in proof.witnesses:
        case = Case(proof.form, witness.sheet)
        for question in proof.form.questions():
            if case.relevant(proof.form.entry(question.name)) and question.required:
                value = case.value(question.name)
                assert case.accepts(question, value), question.name
