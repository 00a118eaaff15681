"""The 18 points of the score, and what else sections 1 to 18 work out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import combinations, product

import pytest
from specs.sections import DECIDED, answers, country, form, sections, talk_with

from builder.expr import Answer
from builder.form import Form
from builder.judgements import Component
from builder.one_case import evaluate
from builder.parts import answers_in
from instrument_specs.profile import Standard

DEBT_FREE = "q3_1=no q3_4=no q3_6=no"
CALM = "q13_1=never q13_2=sometimes q13_3=never q13_4=sometimes"
# The component; answers; what they earn by the recommended reading and by the
# letter of the table (None is undetermined).
CASES: list[tuple[str, str, int | None, int | None]] = [
    ("E1", "q1_1=yes", 1, 1),
    ("E1", "q1_1=no", 0, 0),
    ("E1", "q1_1=no_answer", None, 0),
    ("E1", "", None, 0),
    ("E2", "q1_3=yes", 1, 1),
    ("E2", "q1_3=yes q1_4=bank_loan", 1, 1),
    ("E2", "q1_3=no", 0, 0),
    ("E2", "q1_3=no_answer", None, 0),
    ("E2", "", None, 0),
    ("E3", "q1_5=yes", 1, 1),
    ("E3", "q1_5=no", 0, 0),
    ("E3", "q1_5=no_answer", None, 0),
    ("E3", "", None, 0),
    ("E4", "q2_2=no", 1, 1),
    ("E4", "q2_2=yes", 0, 0),
    ("E4", "q2_2=sometimes", 0, 0),
    ("E4", "q2_2=no_answer", None, 0),
    ("E4", "", None, 0),
    ("E5", "q2_6=yes q2_7=loan_repayment", 0, 1),
    ("E5", "q2_6=yes q2_7=financial_security", 1, 0),
    ("E5", "q2_6=yes q2_7=investment", 1, 0),
    ("E5", "q2_6=yes q2_7=property", 1, 0),
    ("E5", "q2_6=yes q2_7=business_equipment", 1, 0),
    ("E5", "q2_6=yes q2_7=education", 1, 0),
    ("E5", "q2_6=yes q2_7=other", 1, 0),
    ("E5", "q2_6=yes q2_7=loan_repayment+education", 1, 1),
    ("E5", "q2_6=yes q2_7=no_answer", None, 0),
    ("E5", "q2_6=yes", None, 0),
    ("E5", "q2_6=no", 0, 0),
    ("E5", "q2_6=no_answer", None, 0),
    ("E5", "", None, 0),
    ("E6", DEBT_FREE, 1, 1),
    ("E6", "q3_1=yes", 0, 0),
    ("E6", "q3_4=yes q3_1=no_answer", 0, 0),
    ("E6", "q3_1=no q3_4=no q3_6=yes", 0, 0),
    ("E6", "q3_1=no q3_4=no", None, 0),
    ("E6", "q3_1=no q3_4=no q3_6=no_answer", None, 0),
    ("E6", "", None, 0),
    ("E7", "q3_8=no", 1, 1),
    ("E7", "q3_8=yes", 0, 0),
    ("E7", "q3_8=no_answer", None, 0),
    ("E7", "", None, 0),
    ("S1", "q4_2=no", 1, 1),
    ("S1", "q4_2=yes", 0, 0),
    ("S1", "q4_2=no_answer", None, 0),
    ("S1", "", None, 0),
    ("S2", "q5_3=no", 1, 1),
    ("S2", "q5_3=yes", 0, 0),
    ("S2", "q5_3=no_answer", None, 0),
    ("S2", "", None, 0),
    ("S3", "q5_4=no", 1, 1),
    ("S3", "q5_4=yes", 0, 0),
    ("S3", "q5_4=no_answer", None, 0),
    ("S3", "", None, 0),
    ("S4", "location_type=urban q5_6=water+toilet", 1, 1),
    ("S4", "location_type=urban q5_6=toilet+stove+water", 1, 1),
    ("S4", "location_type=urban q5_6=water", 0, 0),
    ("S4", "location_type=urban q5_6=none", 0, 0),
    ("S4", "location_type=urban q5_6=no_answer", None, 0),
    ("S4", "location_type=urban", None, 0),
    ("S4", "location_type=semi_urban q5_6=water", 1, 1),
    ("S4", "location_type=semi_urban q5_6=toilet", 0, 0),
    ("S4", "location_type=rural q5_6=water+toilet", None, None),
    ("S4", "location_type=rural q5_6=none", None, None),
    ("S4", "location_type=no_answer q5_6=water+toilet", None, None),
    ("S4", "q5_6=water+toilet", None, None),
    ("S5", "q8_1=very_good", 1, 0),
    ("S5", "q8_1=average", 1, 0),
    ("S5", "q8_1=poor", 0, 0),
    ("S5", "q8_1=no_answer", None, 0),
    ("S5", "", None, 0),
    ("S6", "q8_2=no", 1, 0),
    ("S6", "q8_2=yes q8_3=yes", 1, 1),
    ("S6", "q8_2=yes q8_3=no", 0, 0),
    ("S6", "q8_2=yes q8_3=no_answer", None, 0),
    ("S6", "q8_2=yes", None, 0),
    ("S6", "q8_2=no_answer", None, 0),
    ("S6", "", None, 0),
    ("P1", "q6_4=in_person", 1, 0),
    ("P1", "q6_4=electronic", 1, 0),
    ("P1", "q6_4=both", 1, 0),
    ("P1", "q6_4=not_much", 0, 1),
    ("P1", "q6_4=no_answer", None, 0),
    ("P1", "", None, 0),
    ("P2", "q11_1=yes", 1, 1),
    ("P2", "q11_1=no", 0, 0),
    ("P2", "q11_1=no_answer", None, 0),
    ("P2", "", None, 0),
    ("P3", "q12_1=no", 1, 1),
    ("P3", "q12_1=yes", 0, 0),
    ("P3", "q12_1=no_answer", None, 0),
    ("P3", "", None, 0),
    ("P4", CALM, 1, 1),
    ("P4", f"{CALM} q13_3=often", 0, 0),
    ("P4", "q13_1=often q13_2=no_answer", 0, 0),
    ("P4", f"{CALM} q13_4=no_answer", None, 1),
    ("P4", "q13_1=never q13_2=never q13_3=never", None, 1),
    ("P4", "", None, 1),
    ("P5", "q6_2=yes", 1, 1),
    ("P5", "q6_2=no", 0, 0),
    ("P5", "q6_2=no_answer", None, 0),
    ("P5", "", None, 0),
]


def points(of: Form) -> dict[str, Component]:
    return {component.id: component for component in of.components}


def earned(component: Component, profile: str, given: Mapping[str, str]) -> object:
    return evaluate(component.readings[profile].value(), given.get)


@pytest.mark.parametrize(("point", "written", "toolkit", "printed"), CASES)
def test_a_point_is_earned_as_the_table_says(
    point: str, written: str, toolkit: int | None, printed: int | None
) -> None:
    component = points(form())[point]

    assert earned(component, "toolkit", answers(written)) == toolkit
    assert earned(component, "printed", answers(written)) == printed


def test_there_are_seven_six_and_five_points() -> None:
    of_dimension: dict[str, list[str]] = {}
    for component in form().components:
        of_dimension.setdefault(component.dimension, []).append(component.id)

    assert {name: sorted(ids) for name, ids in of_dimension.items()} == {
        "economic": ["E1", "E2", "E3", "E4", "E5", "E6", "E7"],
        "social": ["S1", "S2", "S3", "S4", "S5", "S6"],
        "psychosocial": ["P1", "P2", "P3", "P4", "P5"],
    }
    assert {case[0] for case in CASES} == points(form()).keys()


@pytest.mark.parametrize("point", sorted(points(form())))
def test_a_point_is_never_both_earned_and_missed(point: str) -> None:
    for verdict in points(form())[point].readings.values():
        inputs = [*answers_in(verdict.holds), *answers_in(verdict.fails)]
        for given in sheets({one.name: one for one in inputs}):
            both = [
                evaluate(part, given.get) is True
                for part in (verdict.holds, verdict.fails)
            ]
            assert both != [True, True]


def sheets(inputs: Mapping[str, Answer]) -> Iterator[dict[str, str | None]]:
    """Give every answer sheet over the inputs, impossible ones as well."""
    for values in product(*(possible(one) for one in inputs.values())):
        yield dict(zip(inputs, values, strict=True))


def possible(answer: Answer) -> list[str | None]:
    if answer.kind == "one":
        return [None, *answer.choices]
    sizes = range(1, len(answer.choices) + 1)
    ticked = [" ".join(some) for n in sizes for some in combinations(answer.choices, n)]
    return [None, *ticked]


def test_without_a_minimum_standard_the_home_is_not_judged() -> None:
    home = points(sections(replace(country(), standards=())))["S4"]
    given = answers("location_type=urban q5_6=water+toilet")

    assert earned(home, "toolkit", given) is None
    assert earned(home, "printed", given) is None


def test_the_latest_minimum_standard_counts() -> None:
    later = Standard("urban", ("water", "stove"), date(2026, 6, 1), "us")
    both = (later, Standard("urban", ("water",), DECIDED, "us"))
    home = points(sections(replace(country(), standards=both)))["S4"]

    assert earned(home, "toolkit", answers("location_type=urban q5_6=water")) == 0
    assert earned(home, "toolkit", answers("location_type=urban q5_6=water+stove")) == 1


@pytest.mark.parametrize(
    ("written", "worked_out"),
    [
        ("q1_3=yes q1_4=bank_loan+shop_credit", "1"),
        ("q1_3=yes q1_4=friend_family+ngo", "0"),
        ("q1_3=yes q1_4=government", "0"),
        ("q1_3=yes q1_4=no_answer", ""),
        ("q1_3=no", ""),
    ],
)
def test_money_that_was_all_borrowed_is_noted(written: str, worked_out: str) -> None:
    assert talk_with(answers(written)).value("only_borrowed") == worked_out


@pytest.mark.parametrize(
    ("written", "before", "since", "worked_out"),
    [
        (DEBT_FREE, [], [], "0"),
        ("q3_1=no q3_4=yes q3_6=no", ["0"], [], "1"),
        ("q3_1=no q3_4=yes q3_6=no", ["0", "50"], [], "0"),
        ("q3_1=no q3_4=yes q3_6=no", ["0", ""], [], ""),
        ("q3_1=no q3_4=yes q3_6=yes", ["0"], ["0", "0"], "1"),
        ("q3_1=no q3_4=yes q3_6=yes", ["0"], ["1"], "0"),
        ("q3_1=no q3_4=yes q3_6=no_answer", ["0"], [], ""),
        ("", [], [], ""),
    ],
)
def test_debts_that_are_all_paid_back_are_noted(
    written: str, before: list[str], since: list[str], worked_out: str
) -> None:
    debts = {
        "debt_3_5": [{"q3_5_2": amount} for amount in before],
        "debt_3_7": [{"q3_7_3": amount} for amount in since],
    }

    assert talk_with({**answers(written), **debts}).value("debts_repaid") == worked_out


@pytest.mark.parametrize(
    ("written", "in_one"),
    [
        ("q8_8=yes q8_8_tried=yes", "yes"),
        ("q8_8=yes q8_8_tried=no", "no"),
        ("q8_8=no", "no"),
        ("q8_8=no_answer", "no_answer"),
        ("q8_8=yes q8_8_tried=no_answer", "no_answer"),
        ("q8_8=yes", ""),
        ("", ""),
    ],
)
def test_insurance_reads_as_one_answer_too(written: str, in_one: str) -> None:
    assert talk_with(answers(written)).value("q8_8_in_one") == in_one
