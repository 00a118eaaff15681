"""A spec that cannot be meant is refused at the line where it is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date as day

import pytest

from builder.errors import SpecError
from builder.expr import (
    BLANK,
    Answer,
    Answered,
    Binary,
    Constant,
    CountSelected,
    Expr,
    If,
    MonthsBetween,
    Not,
    all_hold,
    any_hold,
    lift,
)
from builder.form import Form
from builder.questions import (
    Choice,
    Choices,
    date,
    integer,
    select_multiple,
    select_one,
    text,
)
from builder.xpath import to_xpath

YES_NO = Choices.of("yes_no", {"yes": "Yes", "no": "No"})
SOURCES = Choices.of("sources", {"loan": "Loan", "other": "Other", "none": "None"})

paid = Answer("q8_2", "one", ("yes", "no"))
income = Answer("q2_7", "many", ("loan", "bank"))
age, name, born = Answer("age", "integer"), Answer("name", "text"), Answer("d", "date")

REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "a misspelt choice": (
        lambda: paid == "yse",
        r"q8_2 is never 'yse', only one of \('yes', 'no'\)",
    ),
    "a misspelt choice, written first": (
        lambda: Binary("!=", Constant("yse"), paid),
        "q8_2 is never 'yse'",
    ),
    "a misspelt choice among several": (
        lambda: paid.one_of("yes", "nope"),
        "q8_2 is never 'nope'",
    ),
    "a misspelt tick": (lambda: income.selected("lone"), "q2_7 is never 'lone'"),
    "a misspelt tick among several": (
        lambda: income.selected_any("loan", "lone"),
        "q2_7 is never 'lone'",
    ),
    "and for &": (lambda: paid == "yes" and age > 3, "write & | ~"),
    "or for |": (lambda: age > 3 or paid == "yes", "write & | ~"),
    "not for ~": (lambda: not paid == "yes", "write & | ~"),  # noqa: SIM201
    "a chain of comparisons": (lambda: 0 < age < 15, "write & | ~"),
    "& without brackets": (lambda: paid & (age > 3), "q8_2 is no truth"),
    "~ of an answer": (lambda: ~age, "age is no truth"),
    "a number compared with a text": (lambda: age == "3", "age .number. cannot"),
    "a text compared with a number": (lambda: name == 3, "name .text. cannot"),
    "a date compared with a text": (lambda: born < "2024-01-01", "d .date. cannot"),
    "a date compared with a number": (lambda: born >= 2024, "d .date. cannot"),
    "two answers of different kinds": (lambda: age == name, "cannot be compared"),
    "an order among texts": (lambda: name < "b", "name .text. cannot"),
    "an order among choices": (lambda: paid >= "no", "q8_2 .text. cannot"),
    "a comparison of a select_multiple": (lambda: income == "loan", "many"),
    "a comparison of conditions": (lambda: (age > 3) == (age > 4), "truth"),
    "a comparison with a truth": (lambda: age == True, "truth"),  # noqa: E712
    "a sum of texts": (lambda: name + 1, "name is no number"),
    "a sum of conditions": (lambda: (age > 3) + 1, "Binary is no number"),
    "a product of dates": (lambda: 2 * born, "d is no number"),
    "a tick of a number": (lambda: age.selected("1"), "age is of kind 'integer'"),
    "a tick of a select_one": (lambda: paid.selected("yes"), "q8_2 is of kind 'one'"),
    "a count of a number": (age.count, "age is of kind 'integer'"),
    "months between numbers": (lambda: MonthsBetween(age, born), "age is of kind"),
    "check digits of a number": (age.has_check_digits, "age is of kind"),
    "an empty text": (lambda: name == "", "'' cannot stand in an expression"),
    "nothing at all": (lambda: name == None, "None cannot stand"),  # noqa: E711
    "a list": (lambda: lift(["yes"]), "cannot stand in an expression"),
    "a fraction": (lambda: age > 1.5, "1.5 cannot stand in an expression"),
    "branches of two sorts": (lambda: If(age > 3, age, name), "one sort"),
    "a condition as a branch": (lambda: If(age > 3, age > 4, BLANK), "one sort"),
    "a value as a test": (lambda: If(age, age, BLANK), "age is no truth"),
}


@pytest.mark.parametrize("mistake", REFUSED)
def test_what_cannot_be_meant_is_refused_where_it_is_written(mistake: str) -> None:
    write, told = REFUSED[mistake]

    with pytest.raises(SpecError, match=told):
        write()


def test_a_quote_in_a_text_is_refused_as_xpath_cannot_hold_it() -> None:
    with pytest.raises(SpecError, match="cannot escape the quote"):
        to_xpath(name == "it's")


@pytest.mark.parametrize(
    ("expr", "written"),
    [
        (2 - age, "2 - ${age}"),
        (2 + age, "2 + ${age}"),
        (2 * age, "2 * ${age}"),
        (3 < age, "${age} > 3"),  # noqa: SIM300 - the reflected operator is meant
        (day(2024, 1, 31) >= born, "${d} <= date('2024-01-31')"),
        (any_hold(), "false()"),
        (all_hold(), "true()"),
    ],
)
def test_plain_values_may_stand_on_either_side(expr: Expr, written: str) -> None:
    assert to_xpath(expr) == written


def test_nodes_are_told_apart_by_identity_and_can_be_kept_in_sets() -> None:
    condition = paid == "yes"

    assert len({condition, paid == "yes"}) == 2
    assert isinstance(condition, Binary)
    assert isinstance(~condition, Not)
    assert isinstance(paid.answered(), Answered)
    assert isinstance(income.count(), CountSelected)


def form() -> Form:
    asked = Form("demo", "Form A")
    asked.ask("8.2", select_one(YES_NO), "Were you paid?")
    return asked


def test_a_condition_cannot_look_ahead() -> None:
    with pytest.raises(SpecError, match="q5_1 is not asked before this"):
        form().ask("5.3", text, "Which?", relevant=Answer("q5_1", "integer") > 3)


@pytest.mark.parametrize("which", ["9.9", "q9_9", "age"])
def test_a_question_that_does_not_exist_is_not_found(which: str) -> None:
    with pytest.raises(SpecError, match="is not asked before this, or not at all"):
        form().q(which)


def test_a_question_is_found_by_item_and_by_name() -> None:
    asked = form()

    assert asked.q("8.2").name == asked.q("q8_2").name == "q8_2"


@pytest.mark.parametrize(
    "write",
    [
        lambda asked: asked.ask("8.2", text, "Again?"),
        lambda asked: asked.ask(None, text, "Again?", name="q8_2"),
        lambda asked: asked.calculate("q8_2", Constant(1)),
        lambda asked: asked.group("q8_2").__enter__(),
    ],
    ids=["item", "name", "calculation", "group"],
)
def test_a_name_stands_once_in_the_whole_form(write: Callable[[Form], object]) -> None:
    with pytest.raises(SpecError, match="q8_2 is taken"):
        write(form())


def test_a_question_cannot_take_the_name_of_a_group() -> None:
    asked = form()
    with asked.group("work"):
        asked.ask("8.3", text, "Where?")

    with pytest.raises(SpecError, match="work is taken"):
        asked.ask(None, text, "Which?", name="work")


@pytest.mark.parametrize("name", ["q" * 33, "Paid", "8_2", "paid-in", "", "q8 2", "é"])
def test_a_name_is_short_and_plain(name: str) -> None:
    with pytest.raises(SpecError, match="is no name: lower-case letters"):
        form().calculate(name, Constant(1))


def test_a_name_of_32_characters_is_fine() -> None:
    assert form().calculate("q" * 32, Constant(1)).name == "q" * 32


def test_an_answer_in_a_repeat_is_seen_from_outside_through_any_of_only() -> None:
    asked = form()
    with asked.group("loan", "Loan", repeat=True):
        lender = asked.ask("3.2.1", select_one(SOURCES), "Who?")
        asked.ask("3.2.2", text, "Which?", relevant=lender == "other")

    with pytest.raises(
        SpecError, match="stands in the repeat loan: outside it use any_of"
    ):
        asked.calculate("risky", If(lender == "loan", Constant(1), BLANK))
    assert asked.any_of("3.2.1").selected("loan").answer.name == "any_q3_2_1"
    assert asked.any_of("3.2.1").choices == SOURCES.names


def test_one_repeat_does_not_see_into_another() -> None:
    asked = form()
    with asked.group("loan", repeat=True):
        lender = asked.ask("3.2.1", select_one(SOURCES), "Who?")

    with (
        asked.group("child", repeat=True),
        pytest.raises(SpecError, match="repeat loan"),
    ):
        asked.ask("14.2", integer, "How old?", relevant=lender == "loan")


def test_a_repeat_cannot_stand_on_a_page() -> None:
    asked = form()

    with (
        asked.group("page", page=True),
        pytest.raises(SpecError, match="a repeat cannot stand on a page"),
        asked.group("loan", repeat=True),
    ):
        pass


def test_what_is_declared_ahead_must_be_asked() -> None:
    asked = form()
    keep = asked.ahead("keep_answers", select_one(YES_NO))
    asked.ask("8.3", text, "Where?", relevant=keep == "yes")

    with pytest.raises(SpecError, match="keep_answers was declared ahead and is never"):
        asked.finished()
    asked.ask(None, select_one(YES_NO), "Keep?", name="keep_answers")
    assert asked.finished() is asked


def test_what_is_declared_ahead_is_asked_with_the_same_choices() -> None:
    asked = form()
    asked.ahead("keep_answers", select_one(YES_NO))

    with pytest.raises(SpecError, match="declared ahead with other choices"):
        asked.ask(None, select_one(SOURCES), "Keep?", name="keep_answers")


def test_names_that_exports_make_of_choices_stay_free() -> None:
    asked = form()
    income = asked.ask("2.7", select_multiple(SOURCES), "What do you live on?")
    asked.ask(None, text, "Which?", name=f"{income.name}_loan")

    with pytest.raises(SpecError, match="q2_7_loan is the name exports give to choice"):
        asked.finished()


def test_a_choice_depends_on_what_was_asked_before_only() -> None:
    later = Answer("q9_1", "integer")
    choices = Choices("some", (Choice("a", "A", when=later > 3),))

    with pytest.raises(SpecError, match="q9_1 is not asked before this"):
        form().ask("8.9", select_one(choices), "Which?")


def test_a_constraint_may_read_its_own_answer_and_earlier_ones() -> None:
    asked = form()
    asked.ask("5.1", integer, "Most", constraint=lambda this: this >= 0)
    asked.ask(
        "D", date, "When?", name="day", constraint=lambda this: this >= day(2020, 1, 1)
    )

    with pytest.raises(SpecError, match="q9_1 is not asked before this"):
        asked.ask(
            "5.2", integer, "?", constraint=lambda t: t < Answer("q9_1", "integer")
        )
