"""Sections 1 to 18: what can be answered, in which order, and what is refused."""

from __future__ import annotations

import pytest
from javarosa import Answers, Interview, Refusal
from specs.sections import THROUGH, questions, talk_with, xform

from builder.exclusive import EXCLUSIVE_MESSAGE
from builder.questions import Question

OPEN = {"q1_1": "yes", "q1_3": "yes", "q2_4": "yes", "q2_6": "yes", "q4_1": "no"}
OPEN |= {"q7_1": "yes", "q7_2": "yes", "q7_5": "yes", "q7_8": "yes", "q7_9": "won"}
OPEN |= {"q8_2": "yes", "q8_3": "yes", "q8_8": "yes", "q8_8_tried": "yes"}
OPEN |= {"q9_1": "yes", "count": "2", "q9_4": "no", "q12_1": "yes", "q13_1": "often"}
FOOD_IS_FINE = {"q4_1": "yes", "q4_2": "no"}
# The codes in the order printed; those the toolkit does not print follow a +.
YES_NO = "yes no no_answer"
UNPRINTED = "+yes +no +no_answer"
CREDITORS = (
    "+family +friend +moneylender +bank +shop +lawyer +employer +arranger +other "
    "+no_answer"
)
FELT = "often sometimes never no_answer"
HELP = {
    "safety": "Safety or security",
    "health": "Health",
    "money": "Money",
    "job": "Finding work",
    "legal": "A legal problem or case",
    "police": "A problem with the police",
    "immigration": "A problem with immigration",
    "family": "A family problem",
    "training": "Training or education",
    "feelings": "Feeling sad, afraid or anxious",
    "stigma": "Being looked down on or left out",
    "other": "Something else",
}
LISTS = {
    "q1_1": "yes no +no_answer",
    "q1_2": "business own_farm paid_by_others other +no_answer",
    "q1_3": YES_NO,
    "q1_4": "bank_loan friend_family community government ngo shop_credit other "
    "+no_answer",
    "q1_5": YES_NO,
    "q2_1": YES_NO,
    "q2_2": "yes no sometimes no_answer",
    "q2_3": "food clothing household phone leisure medicine other +none +no_answer",
    "q2_4": YES_NO,
    "q2_5": "person training grant government other +no_answer",
    "q2_6": YES_NO,
    "q2_7": "financial_security loan_repayment investment property "
    "business_equipment education other +no_answer",
    "q3_1": YES_NO,
    "q3_2_1": CREDITORS,
    "q3_4": YES_NO,
    "q3_5_1": CREDITORS,
    "q3_6": YES_NO,
    "q3_7_2": CREDITORS,
    "q3_8": YES_NO,
    "q4_1": YES_NO,
    "q4_2": YES_NO,
    "q4_3": YES_NO,
    "q4_5": "unequal borrow_food food_aid shop_credit equal_less other +none "
    "+no_answer",
    "q5_1": "better same worse no_answer",
    "q5_3": YES_NO,
    "q5_4": YES_NO,
    "q5_6": "water electricity sturdy stove toilet +none +no_answer",
    "q6_1": "separation relationship child married worse better loss +none +no_answer",
    "q6_2": YES_NO,
    "q6_3": YES_NO,
    "q6_4": "in_person electronic both not_much +no_answer",
    "q7_1": YES_NO,
    "q7_2": YES_NO,
    "q7_5": YES_NO,
    "q7_6": "not_paid friend_family bank_loan other +no_answer",
    "q7_8": YES_NO,
    "q7_9": "lost won not_yet no_answer",
    "q7_10": YES_NO,
    "q8_1": "very_good average poor no_answer",
    "q8_2": YES_NO,
    "q8_3": YES_NO,
    "q8_4": "doctor nurse pharmacist other +no_answer",
    "q8_5": YES_NO,
    "q8_8": YES_NO,
    "q8_8_tried": YES_NO,
    "q8_9": YES_NO,
    "q9_1": YES_NO,
    "q9_3": YES_NO,
    "q9_4": "yes yes_all yes_some no no_answer",
    "q9_5": "+works +home +ill +looking +absent +other +no_answer",
    "q9_5_child_work": "+yes +no +not_sure",
    "q10_1": YES_NO,
    "q11_1": YES_NO,
    "q12_1": YES_NO,
    "q12_2_what": "+words +avoidance +violence +expulsion +documents +other +no_answer",
    "q13_1": FELT,
    "q13_2": FELT,
    "q13_3": FELT,
    "q13_4": FELT,
    "q13_6": YES_NO,
    "q13_8": YES_NO,
    "q14_1": YES_NO,
    "q14_3": YES_NO,
    "q14_5": f"{' '.join(HELP)} +none +no_answer",
    **{f"q14_5_2_{kind}": "+somewhere +nowhere +no_answer" for kind in HELP},
    **{f"q14_5_{part}_{kind}": UNPRINTED for kind in HELP for part in (4, 7)},
    "q16": "easy difficult no_answer",
    "q18": YES_NO,
}
SEVERAL = {name for name, one in questions().items() if one.answer.kind == "many"}
ALONE = [
    (name, code)
    for name in sorted(SEVERAL)
    for code in questions()[name].answer.choices
    if code in {"none", "no_answer"} or (name, code) == ("q7_6", "not_paid")
]


def written(question: Question) -> str:
    assert question.type.choices is not None
    return " ".join(
        f"+{option.name}" if option.added else option.name
        for option in question.type.choices.options
    )


def opening(name: str) -> dict[str, str]:
    """Give answers under which a question of several answers is asked."""
    return OPEN | (FOOD_IS_FINE if name == "q4_3" else {})


def test_every_list_stands_in_the_printed_order() -> None:
    course = ("go_on_", "still_private_")
    lists = {
        name: written(question)
        for name, question in questions().items()
        if question.type.choices and not name.startswith(course)
    }

    assert lists == LISTS


@pytest.mark.parametrize("name", sorted(SEVERAL | {"q4_3", "q6_4", "q13_1", "q7_9"}))
def test_the_phone_offers_the_list_as_it_stands(name: str) -> None:
    offered = talk_with(opening(name)).choices(name)

    assert offered == LISTS[name].replace("+", "").split()


@pytest.mark.parametrize(
    ("children", "offered"),
    [
        ("1", ["yes", "no", "no_answer"]),
        ("2", ["yes_all", "yes_some", "no", "no_answer"]),
        ("5", ["yes_all", "yes_some", "no", "no_answer"]),
    ],
)
def test_school_is_asked_for_one_child_or_for_several(
    children: str, offered: list[str]
) -> None:
    assert talk_with({"count": children}).choices("q9_4") == offered


def test_several_answers_are_taken_where_several_can_be_true() -> None:
    assert {name.removesuffix("_what") for name in SEVERAL} == {
        *("q1_2", "q1_4", "q2_3", "q2_5", "q2_7", "q4_5", "q5_6", "q6_1", "q7_6"),
        *("q8_4", "q9_5", "q12_2", "q14_5"),
    }


@pytest.mark.parametrize(("name", "alone"), ALONE)
def test_an_answer_that_stands_alone_is_refused_beside_another(
    name: str, alone: str
) -> None:
    other = next(
        code for code in questions()[name].answer.choices if (name, code) not in ALONE
    )
    interview = Interview(xform())

    refused = interview.fill(
        {**THROUGH, **opening(name), name: f"{other} {alone}"}, again=False
    )

    assert refused == [Refusal(name, "constraint")]
    assert questions()[name].message == EXCLUSIVE_MESSAGE
    assert talk_with({**opening(name), name: alone}).value(name) == alone


@pytest.mark.parametrize("name", sorted(SEVERAL))
def test_all_other_answers_go_together(name: str) -> None:
    codes = questions()[name].answer.choices
    together = " ".join(code for code in codes if (name, code) not in ALONE)

    assert talk_with({**opening(name), name: together}).value(name) == together


@pytest.mark.parametrize(
    ("amount", "refused"), [("-1", True), ("0", False), ("2147483647", False)]
)
def test_an_amount_is_never_below_zero(amount: str, refused: bool) -> None:
    interview = Interview(xform())
    debt = [{"q3_2_2": amount}]
    won = {"q7_10": "yes", "q7_11": amount}

    answers: Answers = {**THROUGH, **OPEN, **won, "q3_1": "yes", "debt_3_2": debt}

    assert interview.fill(answers, again=False) == (
        [Refusal("q3_2_2", "constraint"), Refusal("q7_11", "constraint")]
        if refused
        else []
    )


def test_several_debts_and_contacts_are_all_sent() -> None:
    debts = [{"q3_7_1": "rent", "q3_7_2": "bank"}, {"q3_7_2": "arranger"}]
    contacts = [{"q14_2": "A", "q14_2_3": "food"}, {"q14_2": "B"}]

    sent = talk_with(
        {"q3_6": "yes", "debt_3_7": debts, "q14_1": "yes", "contact_14_2": contacts}
    ).sent()

    assert sent["q3_7_2"] == ["bank", "arranger"]
    assert sent["q14_2"] == ["A", "B"]
    assert sent["q14_2_3"] == ["food"]


def test_the_kinds_of_help_keep_their_answers_apart() -> None:
    talk = talk_with(
        {
            "q14_5": "safety money",
            "q14_5_1_safety": "a lock",
            "q14_5_2_safety": "nowhere",
            "q14_5_1_money": "a grant",
            "q14_5_2_money": "somewhere",
            "q14_5_2_money_where": "the town hall",
            "q14_5_4_money": "no",
        }
    )

    assert talk.label("q14_5_1_safety").endswith(
        "Safety or security: which help did you want?"
    )
    assert talk.value("q14_5_1_safety") == "a lock"
    assert talk.value("q14_5_4_money") == "no"
    assert {entry: HELP[entry] for entry in HELP} == {
        option.name: option.label
        for option in questions()["q14_5"].type.choices.options  # type: ignore[union-attr]
        if not option.added
    }
