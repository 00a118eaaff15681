"""Sections 1 to 18: each is asked when it should be, and left out when not."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from javarosa import Interview
from specs.sections import (
    THROUGH,
    answers,
    form,
    questions,
    shown_with,
    talk_with,
    xform,
)

from builder.parts import answers_in
from builder.questions import Question
from builder.xform import validated

HELP = (
    *("safety", "health", "money", "job", "legal", "police"),
    *("immigration", "family", "training", "feelings", "stigma", "other"),
)
FEELINGS = ("q13_1", "q13_2", "q13_3", "q13_4")
# What is asked; what opens it; what closes it (an untouched form closes all).
CONDITIONS: list[tuple[str, list[str], list[str]]] = [
    ("q1_2", ["q1_1=yes"], ["q1_1=no", "q1_1=no_answer"]),
    (
        "q1_2_specify_paid_by_others",
        ["q1_1=yes q1_2=paid_by_others", "q1_1=yes q1_2=business+paid_by_others"],
        ["q1_1=yes q1_2=business", "q1_1=yes q1_2=other", "q1_1=no"],
    ),
    ("q1_2_specify", ["q1_1=yes q1_2=other"], ["q1_1=yes q1_2=paid_by_others"]),
    ("q1_4", ["q1_3=yes"], ["q1_3=no", "q1_3=no_answer"]),
    ("q1_4_specify", ["q1_3=yes q1_4=other"], ["q1_3=yes q1_4=ngo"]),
    ("q2_3_specify", ["q2_3=food+other"], ["q2_3=food", "q2_3=none"]),
    ("q2_4", ["q1_1=yes"], ["q1_1=no", "q1_1=no_answer"]),
    ("q2_5", ["q1_1=yes q2_4=yes"], ["q1_1=yes q2_4=no", "q1_1=yes q2_4=no_answer"]),
    (
        "q2_5_specify",
        ["q1_1=yes q2_4=yes q2_5=other"],
        ["q1_1=yes q2_4=yes q2_5=grant", "q1_1=yes q2_4=no"],
    ),
    ("q2_7", ["q2_6=yes"], ["q2_6=no", "q2_6=no_answer"]),
    ("q2_7_specify", ["q2_6=yes q2_7=other"], ["q2_6=yes q2_7=property"]),
    (
        "q2_8",
        ["q2_6=yes q2_7=loan_repayment", "q2_6=yes q2_7=other+education"],
        ["q2_6=yes", "q2_6=yes q2_7=no_answer", "q2_6=no"],
    ),
    ("q3_2", ["q3_1=yes"], ["q3_1=no", "q3_1=no_answer"]),
    ("q3_2_1", ["q3_1=yes"], ["q3_1=no", "q3_1=no_answer"]),
    ("q3_2_2", ["q3_1=yes"], ["q3_1=no", "q3_1=no_answer"]),
    ("q3_2_3", ["q3_1=yes"], ["q3_1=no", "q3_1=no_answer"]),
    ("q3_2_4", ["q3_1=yes"], ["q3_1=no", "q3_1=no_answer"]),
    ("q3_3", ["q3_1=yes"], ["q3_1=no", "q3_1=no_answer"]),
    ("q3_5", ["q3_4=yes"], ["q3_4=no", "q3_4=no_answer", "q3_1=yes"]),
    ("q3_5_1", ["q3_4=yes"], ["q3_4=no", "q3_4=no_answer"]),
    ("q3_5_2", ["q3_4=yes"], ["q3_4=no", "q3_4=no_answer"]),
    ("q3_5_3", ["q3_4=yes"], ["q3_4=no", "q3_4=no_answer"]),
    ("q3_5_4", ["q3_4=yes"], ["q3_4=no", "q3_4=no_answer"]),
    ("q3_7", ["q3_6=yes"], ["q3_6=no", "q3_6=no_answer", "q3_4=yes"]),
    ("q3_7_1", ["q3_6=yes"], ["q3_6=no", "q3_6=no_answer"]),
    ("q3_7_2", ["q3_6=yes"], ["q3_6=no", "q3_6=no_answer"]),
    ("q3_7_3", ["q3_6=yes"], ["q3_6=no", "q3_6=no_answer"]),
    ("q3_7_4", ["q3_6=yes"], ["q3_6=no", "q3_6=no_answer"]),
    ("q3_7_5", ["q3_6=yes"], ["q3_6=no", "q3_6=no_answer"]),
    ("q3_8_specify_yes", ["q3_8=yes"], ["q3_8=no", "q3_8=no_answer"]),
    (
        "note_3_8",
        ["q3_8=yes q3_6=no"],
        ["q3_8=yes q3_6=yes", "q3_8=yes", "q3_8=no q3_6=no", "q3_8=yes q3_6=no_answer"],
    ),
    (
        "q4_3",
        ["q4_1=yes q4_2=no"],
        ["q4_1=no q4_2=no", "q4_1=yes q4_2=yes", "q4_1=yes", "q4_1=no_answer q4_2=no"],
    ),
    (
        "q4_4",
        ["q4_1=yes q4_2=no q4_3=no"],
        ["q4_1=yes q4_2=no q4_3=yes", "q4_1=yes q4_2=no q4_3=no_answer"],
    ),
    (
        "q4_5",
        ["q4_1=no", "q4_2=yes", "q4_1=no q4_2=no", "q4_1=yes q4_2=yes"],
        ["q4_1=yes q4_2=no", "q4_1=no_answer q4_2=no_answer"],
    ),
    ("q4_5_specify", ["q4_1=no q4_5=other"], ["q4_1=no q4_5=unequal"]),
    ("q5_2", ["q5_1=better", "q5_1=worse"], ["q5_1=same", "q5_1=no_answer"]),
    (
        "q5_5",
        ["q5_3=yes", "q5_4=yes", "q5_3=yes q5_4=no"],
        ["q5_3=no q5_4=no", "q5_3=no_answer q5_4=no_answer"],
    ),
    (
        "note_5_4",
        ["q5_3=no_answer", "q5_3=yes q5_4=no_answer"],
        ["q5_3=yes q5_4=no"],
    ),
    ("q7_2", ["q7_1=yes"], ["q7_1=no", "q7_1=no_answer"]),
    ("q7_3", ["q7_1=yes q7_2=yes"], ["q7_1=yes q7_2=no", "q7_1=yes q7_2=no_answer"]),
    ("q7_4", ["q7_1=yes q7_2=yes"], ["q7_1=yes q7_2=no", "q7_1=no"]),
    ("q7_5", ["q7_1=yes q7_2=yes"], ["q7_1=yes q7_2=no", "q7_1=no"]),
    (
        "q7_6",
        ["q7_1=yes q7_2=yes q7_5=yes"],
        ["q7_1=yes q7_2=yes q7_5=no", "q7_1=yes q7_2=yes q7_5=no_answer"],
    ),
    (
        "q7_6_specify",
        ["q7_1=yes q7_2=yes q7_5=yes q7_6=bank_loan+other"],
        ["q7_1=yes q7_2=yes q7_5=yes q7_6=not_paid"],
    ),
    ("q7_7", ["q7_1=no"], ["q7_1=yes", "q7_1=yes q7_2=no", "q7_1=no_answer"]),
    ("q7_8", ["q7_1=yes q7_2=yes"], ["q7_1=yes q7_2=no", "q7_1=no"]),
    (
        "q7_9",
        ["q7_1=yes q7_2=yes q7_8=yes"],
        ["q7_1=yes q7_2=yes q7_8=no", "q7_1=yes q7_2=yes q7_8=no_answer"],
    ),
    (
        "q7_10",
        ["q7_1=yes q7_2=yes q7_8=yes q7_9=won"],
        [
            "q7_1=yes q7_2=yes q7_8=yes q7_9=lost",
            "q7_1=yes q7_2=yes q7_8=yes q7_9=not_yet",
            "q7_1=yes q7_2=yes q7_8=yes q7_9=no_answer",
        ],
    ),
    (
        "q7_11",
        ["q7_1=yes q7_2=yes q7_8=yes q7_9=won q7_10=yes"],
        [
            "q7_1=yes q7_2=yes q7_8=yes q7_9=won q7_10=no",
            "q7_1=yes q7_2=yes q7_8=yes q7_9=won q7_10=no_answer",
        ],
    ),
    ("q8_3", ["q8_2=yes"], ["q8_2=no", "q8_2=no_answer"]),
    ("q8_4", ["q8_2=yes q8_3=yes"], ["q8_2=yes q8_3=no", "q8_2=yes q8_3=no_answer"]),
    (
        "q8_4_specify",
        ["q8_2=yes q8_3=yes q8_4=nurse+other"],
        ["q8_2=yes q8_3=yes q8_4=nurse"],
    ),
    ("q8_5", ["q8_2=yes q8_3=yes"], ["q8_2=yes q8_3=no", "q8_2=no"]),
    ("q8_6", ["q8_2=yes q8_3=no"], ["q8_2=yes q8_3=yes", "q8_2=yes q8_3=no_answer"]),
    (
        "q8_7",
        ["q8_2=yes", "q8_2=yes q8_3=no", "q8_2=yes q8_3=yes"],
        ["q8_2=no", "q8_2=no_answer"],
    ),
    ("q8_8_tried", ["q8_8=yes"], ["q8_8=no", "q8_8=no_answer"]),
    (
        "q8_9",
        ["q8_8=yes q8_8_tried=yes"],
        ["q8_8=yes", "q8_8=yes q8_8_tried=no", "q8_8=yes q8_8_tried=no_answer"],
    ),
    (
        "q8_10",
        ["q8_8=yes q8_8_tried=yes q8_9=no"],
        ["q8_8=yes q8_8_tried=yes q8_9=yes", "q8_8=yes q8_8_tried=yes q8_9=no_answer"],
    ),
    ("q9_2", ["q9_1=yes"], ["q9_1=no", "q9_1=no_answer"]),
    ("q9_3", ["q9_1=yes"], ["q9_1=no", "q9_1=no_answer"]),
    ("q9_4", ["count=1", "count=4"], ["count=0"]),
    *(
        (
            name,
            ["count=1 q9_4=no", "count=2 q9_4=yes_some", "count=2 q9_4=no"],
            ["count=1 q9_4=yes", "count=2 q9_4=yes_all", "count=2 q9_4=no_answer"],
        )
        for name in ("q9_5", "q9_5_text", "q9_5_child_work")
    ),
    (
        "q9_5_specify",
        ["count=1 q9_4=no q9_5=works+other"],
        ["count=1 q9_4=no q9_5=works"],
    ),
    ("q10_2", ["q10_1=yes"], ["q10_1=no", "q10_1=no_answer"]),
    ("note_10_1", ["q10_1=no_answer"], ["q10_1=yes", "q10_1=no"]),
    ("q11_2", ["q11_1=yes"], ["q11_1=no", "q11_1=no_answer"]),
    ("q11_3", ["q11_1=no"], ["q11_1=yes", "q11_1=no_answer"]),
    ("q12_2_what", ["q12_1=yes"], ["q12_1=no", "q12_1=no_answer"]),
    ("q12_2", ["q12_1=yes"], ["q12_1=no", "q12_1=no_answer"]),
    (
        "q12_2_what_specify",
        ["q12_1=yes q12_2_what=words+other"],
        ["q12_1=yes q12_2_what=words"],
    ),
    *(
        (
            name,
            [f"{one}={felt}" for one in FEELINGS for felt in ("often", "sometimes")],
            [
                " ".join(f"{one}=never" for one in FEELINGS),
                " ".join(f"{one}=no_answer" for one in FEELINGS),
            ],
        )
        for name in ("q13_5", "q13_6", "q13_8")
    ),
    (
        "note_13_4",
        [f"{one}=no_answer" for one in FEELINGS],
        [" ".join(f"{one}=often" for one in FEELINGS)],
    ),
    *(
        (
            name,
            ["q13_2=often q13_6=yes"],
            ["q13_2=often q13_6=no", "q13_2=often q13_6=no_answer"],
        )
        for name in ("q13_7", "q13_7_helpful")
    ),
    (
        "q13_9",
        ["q13_4=sometimes q13_8=yes"],
        ["q13_4=sometimes q13_8=no", "q13_4=sometimes q13_8=no_answer"],
    ),
    *(
        (name, ["q14_1=yes"], ["q14_1=no", "q14_1=no_answer", "q14_3=yes"])
        for name in ("q14_2", "q14_2_1", "q14_2_2", "q14_2_3")
    ),
    *(
        (name, ["q14_3=yes"], ["q14_3=no", "q14_3=no_answer", "q14_1=yes"])
        for name in ("q14_4", "q14_4_1", "q14_4_2", "q14_4_3")
    ),
    ("q14_5_specify", ["q14_5=other"], ["q14_5=money", "q14_5=none"]),
    *(
        (f"q14_5_{part}_{kind}", [f"q14_5={kind}"], ["q14_5=none", f"q14_5={other}"])
        for kind, other in zip(HELP, [*HELP[1:], HELP[0]], strict=True)
        for part in (1, 2)
    ),
    *(
        (
            f"q14_5_{part}_{kind}",
            [
                f"q14_5={kind} q14_5_2_{kind}={went}"
                for went in ("somewhere", "no_answer")
            ]
            + [f"q14_5={kind}"],
            [f"q14_5={kind} q14_5_2_{kind}=nowhere", "q14_5=none"],
        )
        for kind in HELP
        for part in (3, 4, 6, 7)
    ),
    *(
        (
            f"q14_5_2_{kind}_where",
            [f"q14_5={kind} q14_5_2_{kind}=somewhere"],
            [f"q14_5={kind}", f"q14_5={kind} q14_5_2_{kind}=nowhere"],
        )
        for kind in HELP
    ),
    (
        "q16_specify_difficult",
        ["q16=difficult"],
        ["q16=easy", "q16=no_answer"],
    ),
]
# Questions about one debt, tried in a repeat below.
OF_A_DEBT = {"q3_2_1_specify", "q3_5_1_specify", "q3_7_2_specify"}
ALWAYS = {"kept", "mode"}


def every(written: Iterable[str]) -> list[dict[str, str]]:
    return [answers(one) for one in written]


def test_odk_validate_accepts_the_sections() -> None:
    assert "Xform is valid" in validated([xform()])


@pytest.mark.parametrize(
    ("name", "opens", "closes"), CONDITIONS, ids=[row[0] for row in CONDITIONS]
)
def test_asked_only_on_its_condition(
    name: str, opens: list[str], closes: list[str]
) -> None:
    assert all(name in shown_with(one) for one in every(opens))
    assert not any(name in shown_with(one) for one in every(["", *closes]))


def test_every_condition_is_in_the_table() -> None:
    listed = {row[0] for row in CONDITIONS} | OF_A_DEBT

    assert listed == {one.name for one in questions().values() if has_condition(one)}


def has_condition(question: Question) -> bool:
    """Tell whether more than the course of the talk decides if it is asked."""
    relevant = form().entry(question.name).relevant
    reads = (
        {answer.name for answer in answers_in(relevant)}
        if relevant is not None
        else set()
    )
    course = ("open_", "blank_", "still_private_")
    return any(not name.startswith(course) and name not in ALWAYS for name in reads)


@pytest.mark.parametrize(
    ("gate", "debt", "creditor"),
    [
        ("q3_1", "debt_3_2", "q3_2_1"),
        ("q3_4", "debt_3_5", "q3_5_1"),
        ("q3_6", "debt_3_7", "q3_7_2"),
    ],
)
def test_another_creditor_is_specified_for_that_debt_only(
    gate: str, debt: str, creditor: str
) -> None:
    other = {creditor: "other", f"{creditor}_specify": "a landlord"}

    talk = talk_with({gate: "yes", debt: [{creditor: "bank"}, other]})

    assert talk.sent()[creditor] == ["bank", "other"]
    assert talk.shown().count(f"{creditor}_specify") == 1


@pytest.mark.parametrize(
    ("name", "opens"),
    [row[:2] for row in CONDITIONS],
    ids=[row[0] for row in CONDITIONS],
)
def test_the_core_talk_leaves_out_open_questions_alone(
    name: str, opens: list[str]
) -> None:
    in_core = name in shown_with({**answers(opens[0]), "mode": "core"})

    assert in_core is not questions()[name].probe


def test_open_questions_without_a_condition_are_for_the_full_talk() -> None:
    only_full = shown_with({}) - shown_with({"mode": "core"})

    assert only_full == {
        *("q1_comment", "q4_1_meaning", "q6_comment", "q11_4", "q15_worries"),
        *("q15_hopes", "q17_information", "q17_questions"),
    }


def test_a_place_that_is_not_private_leaves_the_personal_questions_out() -> None:
    shown = shown_with({f"still_private_{number}": "no" for number in (5, 10, 13)})

    left_out = ("q5_", "q10_", "q13_")
    assert not [name for name in shown if name.startswith(left_out)]
    assert {"q6_1", "q11_1", "q14_1"} <= shown


def test_stopping_leads_past_all_that_follows() -> None:
    for number in range(1, 15):
        shown = shown_with({f"go_on_{number}": "stop"})

        later = [f"go_on_{after}" for after in range(number + 1, 15)]
        assert not shown & {*later, "q18"}


def test_a_local_wording_of_a_feeling_is_its_hint() -> None:
    asked = questions()

    assert asked["q13_1"].hint == "{feeling_13_1}"
    assert "Do you feel your blood pressure?" in xform()
    assert "words people here use" in asked["q13_2"].hint


def test_nothing_in_the_sections_must_be_answered() -> None:
    must = {one.name for one in questions().values() if one.required}

    assert must == {f"go_on_{number}" for number in range(1, 15)}
    assert Interview(xform()).fill(THROUGH, again=False) == []
    assert talk_with({}).finish() == []
