"""A condition is said in words that people read only one way."""

from __future__ import annotations

from datetime import date as day
from itertools import product

import pytest
from readings.grid import every

from builder.expr import (
    BLANK,
    Answer,
    Constant,
    Expr,
    If,
    MonthsBetween,
    points,
)
from builder.form import Form
from builder.one_case import evaluate
from builder.phrases import names_in
from builder.questions import Choices, date, integer, select_multiple, select_one, text
from builder.sentence import sentence
from builder.verdict import includes

YES_NO = Choices.of("yes_no", {"yes": "Yes", "no": "No", "no_answer": "Declined"})
SOURCES = Choices.of("sources", {"loan": "Loan", "bank": "A bank", "family": "Family"})

form = Form("words", "Form", fill={"currency": "naira"})
yes = form.ask("8.2", select_one(YES_NO), "Were you paid?")
other = form.ask("3.6", select_one(YES_NO), "Any debts?")
ticks = form.ask("2.7", select_multiple(SOURCES), "What did you live on?")
number = form.ask("5.1", integer, "How many {currency}?")
back = form.ask("Q", date, "When did you return?", name="return_date")
today = form.ask("D", date, "Date of the talk", name="interview_date")
code = form.ask("B", text, "Code", name="respondent_code")
with form.group("loan", "Loan", repeat=True):
    form.ask("3.2.1", select_one(SOURCES), "From whom?")
lenders = form.any_of("3.2.1")
pupils = form.calculate("n_pupils", number - 1, label="Children at school")
opened = form.calculate("open_2", number - 1)


def source(_key: str, text: str, _language: str) -> str:
    return text


def said(expr: Expr, this: str = "") -> str:
    return sentence(expr, names_in(form, source, "en"), source, "en", this)


months = MonthsBetween(back, today)
EXAMPLES: dict[str, Expr] = {
    "8.2 is 'Yes'": yes == "yes",
    "8.2 is not 'Yes'": ~(yes == "yes"),
    "8.2 has an answer other than 'Yes'": yes != "yes",
    "8.2 is one of 'Yes', 'No'": yes.one_of("yes", "no"),
    "8.2 is none of 'Yes', 'No'": ~yes.one_of("yes", "no"),
    "8.2 is answered": yes.answered(),
    "8.2 equals 3.6": yes == other,
    "3.6 is 'Yes' and at least one of 'Loan', 'A bank' is ticked at 2.7": (
        (other == "yes") & ticks.selected_any("loan", "bank")
    ),
    "none of 'Loan', 'A bank' is ticked at 2.7": ~ticks.selected_any("loan", "bank"),
    "the number of choices ticked at 2.7 is more than 1": ticks.count() > 1,
    "n_pupils ('Children at school') is at least 1": pupils >= 1,
    "open_2 is 1": opened == 1,
    "at least 3 whole months lie between Q and D": months >= 3,
    "the number of whole months between Q and D is not at least 3": ~(months >= 3),
    "the number of whole months between Q and D is at least 1": months >= 1,
    "Q is no later than 29 February 2024": back <= day(2024, 2, 29),
    "Q is not after D": ~(back > today),
    "the check digits of B are not right": ~code.has_check_digits(),
    "'A bank' is ticked at 3.2.1 in any entry": lenders.selected("bank"),
    "either 8.2 is 'Yes' or both 3.6 is 'Yes' and 5.1 is more than 3": (
        (yes == "yes") | (other == "yes") & (number > 3)
    ),
    "5.1 is more than 3 and either 8.2 is 'Yes' or 3.6 is 'Yes'": (
        ((yes == "yes") | (other == "yes")) & (number > 3)
    ),
    "either 8.2 is 'Yes' or 5.1 is 1, and either 3.6 is 'No' or 5.1 is 2": (
        ((yes == "yes") | (number == 1)) & ((other == "no") | (number == 2))
    ),
    "neither 8.2 is 'Yes' nor 3.6 is 'No'": ~((yes == "yes") | (other == "no")),
    "not both 8.2 is 'Yes' and 3.6 is 'No'": ~((yes == "yes") & (other == "no")),
    "1 if 'Loan' is ticked at 2.7; 0 if both 2.7 is answered and 'Loan' is not ticked "
    "at 2.7; otherwise blank": includes(ticks, "loan").value(),
    "how many of these hold: 8.2 is 'Yes'; 5.1 is more than 3": (
        points(yes == "yes", 1) + points(number > 3, 1)
    ),
    "5.1 minus (5.1 minus 1) is at least 12": number - (number - 1) >= 12,
    "'x' if 8.2 is 'Yes'; otherwise blank": If(yes == "yes", Constant("x"), BLANK),
    "always": Constant(value=True),
}


@pytest.mark.parametrize("words", EXAMPLES)
def test_a_condition_reads_as_people_would_say_it(words: str) -> None:
    assert said(EXAMPLES[words]) == words


def test_a_constraint_speaks_of_the_answer() -> None:
    limit = (number >= 0) & (number <= pupils)

    assert said(limit, this="q5_1") == (
        "the answer is at least 0 and the answer is at most n_pupils "
        "('Children at school')"
    )


def test_no_sentence_is_written_in_xpath_or_brackets() -> None:
    conditions = [expr for words, expr in EXAMPLES.items() if "(" not in words]

    for expr in conditions:
        assert not set("${}()[]<>=") & set(said(expr))


def test_conditions_that_differ_are_never_said_alike() -> None:
    """Compare all trees of two or three connectives over three facts."""
    facts = (yes == "yes", number > 3, ticks.selected("loan"))
    rows = every(q8_2=(None, "yes"), q5_1=(None, 4), q2_7=(None, "loan"))
    meanings: dict[str, list[object]] = {}
    for expr in (*_trees(facts, 3), *_levels(facts)):
        meaning = [evaluate(expr, row.get) for row in rows]

        assert meanings.setdefault(said(expr), meaning) == meaning, said(expr)

    assert len(meanings) > 2000


def test_values_that_differ_are_never_said_alike() -> None:
    a, b = Answer("a", "integer"), Answer("b", "integer")
    rows = every(a=(0, 2, 5), b=(1, 3))
    trees: list[Expr] = [a, b, Constant(2)]
    for _ in range(2):
        trees = [
            *trees,
            *(
                combine(left, right)
                for left, right in product(trees, trees[:12])
                for combine in (
                    lambda left, right: left + right,
                    lambda left, right: left - right,
                    lambda left, right: left * right,
                )
            ),
        ]
    small = Form("small", "Form")
    small.ask("4.1", integer, "A", name="a")
    small.ask("4.2", integer, "B", name="b")
    names = names_in(small, source, "en")
    meanings: dict[str, list[object]] = {}
    for tree in trees:
        meaning = [evaluate(tree, row.get) for row in rows]
        words = sentence(tree, names, source, "en")

        assert meanings.setdefault(words, meaning) == meaning, words


def test_a_sentence_is_said_in_the_language_of_the_catalogue() -> None:
    french = {
        "sentence:top and": "{most} et {last}",
        "sentence:is": "{left} est {right}",
        "sentence:quoted": "« {right} »",
        "sentence:date <": "{left} est avant le {right}",
        "yes_no:yes": "Oui",
    }

    def texts(key: str, text: str, language: str) -> str:
        return french.get(key, text) if language == "fr" else text

    expr = (yes == "yes") & (back < day(2024, 2, 29))

    words = sentence(expr, names_in(form, texts, "fr"), texts, "fr")
    assert words == "8.2 est « Oui » et Q est avant le 29 février 2024"


def test_a_question_that_shares_an_item_is_told_apart_by_its_name() -> None:
    shared = Form("shared", "Form")
    which = shared.ask("1.1", select_one(Choices.of("a", {"other": "Other"})), "Which?")
    which_other = shared.specify(which)

    words = sentence(
        which_other.answered(), names_in(shared, source, "en"), source, "en"
    )
    assert words == "q1_1_specify ('Please say which or what') is answered"


def _trees(facts: tuple[Expr, ...], size: int) -> list[Expr]:
    """Give every tree of `size` facts at most, in both polarities of each node."""
    if size == 1:
        return [*facts]
    smaller = _trees(facts, size - 1)
    grown = [
        join(left, right)
        for left, right in product(smaller, facts)
        for join in (
            lambda left, right: left & right,
            lambda left, right: right & left,
            lambda left, right: left | right,
            lambda left, right: right | left,
        )
    ]
    return [*smaller, *grown, *(~tree for tree in grown)]


def _levels(facts: tuple[Expr, ...]) -> list[Expr]:
    """Give pairs of pairs, which no chain of facts reaches."""
    pairs = _trees(facts[:3], 2)[3:]
    return [
        join(left, right)
        for left, right in product(pairs, pairs)
        for join in (lambda left, right: left & right, lambda left, right: left | right)
    ]
