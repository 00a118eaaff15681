"""The case study's questions: each is asked when it should be, and only then."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from javarosa import Interview, Refusal
from specs.case_study_talk import (
    SCRIPT,
    form,
    of_the_talk,
    questions,
    shown_with,
    talk_with,
    xform,
)

from builder.exclusive import EXCLUSIVE_MESSAGE
from builder.parts import answers_in
from builder.questions import Question

FELT = tuple(f"q4_2_{letter}" for letter in "abcde")
# What is asked; what opens it; what closes it (an untouched form closes all).
CONDITIONS: list[tuple[str, list[str], list[str]]] = [
    ("gender_specify_self_described", ["gender=self_described"], ["gender=woman"]),
    ("birth_country_specify", ["birth_country=other"], ["birth_country=here"]),
    ("q2_1_text", ["q2_1=yes"], ["q2_1=no", "q2_1=no_answer"]),
    *(
        (name, ["q2_2=yes"], ["q2_2=no", "q2_2=no_answer", "q2_1=yes"])
        for name in ("q2_2_1", "q2_2_2")
    ),
    *(
        (name, ["q2_3=yes"], ["q2_3=no", "q2_3=no_answer"])
        for name in ("q2_3_1_1", "q2_3_1_2", "q2_3_1_3")
    ),
    (
        "q2_3_2",
        ["q2_3=no", "q2_3=yes q2_3_1_3=no"],
        [
            *("q2_3=yes", "q2_3=yes q2_3_1_3=yes", "q2_3=yes q2_3_1_3=no_answer"),
            *("q2_3=no_answer", "q2_3=yes q2_3_1_2=no"),
        ],
    ),
    ("q2_4_1", ["q2_4=yes"], ["q2_4=no", "q2_4=no_answer"]),
    ("q2_4_2", ["q2_4=no"], ["q2_4=yes", "q2_4=no_answer"]),
    (
        "q2_4_2_text",
        ["q2_4=no q2_4_2=yes"],
        ["q2_4=no q2_4_2=no", "q2_4=no q2_4_2=no_answer", "q2_4=yes"],
    ),
    ("q2_5_3_1", ["q2_5_3=no"], ["q2_5_3=yes", "q2_5_3=no_answer"]),
    ("q2_5_5_text", ["q2_5_5=yes"], ["q2_5_5=no", "q2_5_5=no_answer"]),
    *(
        (f"q2_6_{part}", ["q2_6=yes"], ["q2_6=no", "q2_6=no_answer", "q2_7=yes"])
        for part in ("1_amount", "1_creditor", "1_due", "2")
    ),
    *(
        (f"q2_7_{part}", ["q2_7=yes"], ["q2_7=no", "q2_7=no_answer", "q2_6=yes"])
        for part in ("1_amount", "1_creditor", "1_due", "2")
    ),
    (
        "q3_4_text",
        ["q3_4=better", "q3_4=worse", "q3_4=same"],
        ["q3_4=no_answer"],
    ),
    ("q3_5_1", ["q3_5=yes"], ["q3_5=no", "q3_5=no_answer"]),
    (
        "q3_6_1_1",
        ["q3_6_1=yes", "q3_6=yes q3_6_1=yes"],
        ["q3_6_1=no", "q3_6_1=no_answer", "q3_6_2=yes", "q3_6=no"],
    ),
    ("q3_6_2_1", ["q3_6_2=yes"], ["q3_6_2=no", "q3_6_2=no_answer", "q3_6_1=yes"]),
    (
        "note_3_6",
        ["q3_6=no_answer", "q3_6_1=no_answer", "q3_6_2=no_answer"],
        ["q3_6=no q3_6_1=yes q3_6_2=no"],
    ),
    ("q3_7_1", ["q3_7=yes"], ["q3_7=no", "q3_7=no_answer"]),
    ("q3_7_2", ["q3_7=yes"], ["q3_7=no", "q3_7=no_answer"]),
    ("q3_7_2_1", ["q3_7=yes q3_7_2=yes"], ["q3_7=yes", "q3_7=yes q3_7_2=no"]),
    (
        "q3_7_2_2",
        ["q3_7=yes q3_7_2=no"],
        ["q3_7=yes q3_7_2=yes", "q3_7=yes q3_7_2=no_answer", "q3_7=no"],
    ),
    ("q3_7_3_1", ["q3_7_3=yes"], ["q3_7_3=no", "q3_7_3=no_answer"]),
    (
        "q3_7_3_2",
        ["q3_7_3=yes q3_7_3_1=no"],
        ["q3_7_3=no", "q3_7_3=yes q3_7_3_1=yes", "q3_7_3=yes q3_7_3_1=no_answer"],
    ),
    ("q3_8_text", ["q3_8=yes"], ["q3_8=no", "q3_8=no_answer"]),
    ("q3_9_text", ["q3_9=yes"], ["q3_9=no", "q3_9=no_answer"]),
    ("q3_11_text", ["q3_11=yes"], ["q3_11=no", "q3_11=no_answer"]),
    *(
        (name, ["q3_12=yes"], ["q3_12=no", "q3_12=no_answer"])
        for name in ("q3_12_1", "q3_12_1_what")
    ),
    (
        "q3_12_1_what_specify",
        ["q3_12=yes q3_12_1_what=words+other"],
        ["q3_12=yes q3_12_1_what=words", "q3_12=no"],
    ),
    ("q3_12_2_what_specify", ["q3_12_2_what=other"], ["q3_12_2_what=kind"]),
    ("q3_14_1", ["q3_14=no"], ["q3_14=yes", "q3_14=no_answer"]),
    ("q3_14_2", ["q3_14=yes"], ["q3_14=no", "q3_14=no_answer"]),
    *(
        (
            f"q3_14_2_{part}",
            ["q3_14=yes q3_14_2=yes"],
            ["q3_14=yes", "q3_14=yes q3_14_2=no", "q3_14=yes q3_14_2=no_answer"],
        )
        for part in (1, 2, 4, 5)
    ),
    (
        "q3_14_2_3",
        ["q3_14=yes q3_14_2=yes q3_14_2_2=yes"],
        ["q3_14=yes q3_14_2=yes", "q3_14=yes q3_14_2=yes q3_14_2_2=no"],
    ),
    (
        "q3_14_2_5_paid",
        ["q3_14=yes q3_14_2=yes q3_14_2_5=yes"],
        ["q3_14=yes q3_14_2=yes", "q3_14=yes q3_14_2=yes q3_14_2_5=no"],
    ),
    ("q4_1_1", ["q4_1=yes"], ["q4_1=no", "q4_1=no_answer"]),
    (
        "q4_1_2_text",
        ["q4_1_2=yes", "q4_1=no q4_1_2=yes"],
        ["q4_1_2=no", "q4_1_2=no_answer", "q4_1=no"],
    ),
    *(
        (
            name,
            [f"{one}=yes" for one in FELT],
            [
                " ".join(f"{one}=no" for one in FELT),
                " ".join(f"{one}=no_answer" for one in FELT),
            ],
        )
        for name in ("q4_2_1_1", "q4_2_1_2")
    ),
    (
        "q4_2_1_2_text",
        ["q4_2_e=yes q4_2_1_2=yes"],
        ["q4_2_e=yes q4_2_1_2=no", "q4_2_e=yes", "q4_2_e=no"],
    ),
    (
        "note_4_2",
        [f"{one}=no_answer" for one in FELT],
        [" ".join(f"{one}=yes" for one in FELT)],
    ),
    ("q4_3_2", ["q4_3_1=yes", "q4_3_1=no"], ["q4_3_1=no_answer"]),
    ("note_4_3_1", ["q4_3_1=no_answer"], ["q4_3_1=yes", "q4_3_1=no"]),
    *(
        (f"q5_1_{part}", ["q5_1=yes"], ["q5_1=no", "q5_1=no_answer", "q5_2=yes"])
        for part in (1, 2)
    ),
    *(
        (f"q5_2_{part}", ["q5_2=yes"], ["q5_2=no", "q5_2=no_answer", "q5_1=yes"])
        for part in (1, 2)
    ),
    *(
        (f"q5_3_{part}", ["q5_3=yes"], ["q5_3=no", "q5_3=no_answer"])
        for part in (1, 2, 3, 4, 5)
    ),
    ("q6_3_text", ["q6_3=yes"], ["q6_3=no", "q6_3=no_answer"]),
    *(
        (name, ["round=2"], ["round=1"])
        for name in ("intro_later", "later_1", "later_1_2", "later_2")
    ),
    (
        "note_left_out",
        [f"go_on_{gate}=leave_out" for gate in ("1", "1_2", "2", "3", "4", "5")],
        [],
    ),
]
# Tried in their repeats, and in the talks of a first and a later round, below.
IN_REPEATS = {
    *("event_kind_specify", "q2_2_2_text", "q1_1_stories"),
    *("q2_6_1_creditor_specify", "q2_7_1_creditor_specify"),
}
FIRST_ROUND = {
    *("intro_first", "birth_country", "countries_abroad", "departure_date"),
    *("entry_date", "return_precision", "return_date", "age_left", "age_returned"),
}
LINE = {"drawing"}
# The codes in the order they are read; those the toolkit does not print follow a +.
UNPRINTED = "+yes +no +no_answer"
TREATED = "+kind +nothing +words +avoidance +violence +expulsion +documents +other"
CREDITORS = (
    "+family +friend +moneylender +bank +shop +lawyer +employer +arranger +other "
    "+no_answer"
)
YES_OR_NO = (
    *("2_1", "2_2", "2_2_2", "2_3", "2_3_1_2", "2_3_1_3", "2_4", "2_4_2", "2_5_2"),
    *("2_5_3", "2_5_4", "2_5_5", "2_6", "2_7", "3_5", "3_6", "3_6_1", "3_6_2", "3_7"),
    *("3_7_2", "3_7_3", "3_7_3_1", "3_8", "3_9", "3_11", "3_12", "3_14", "3_14_2"),
    *("3_14_2_2", "3_14_2_3", "3_14_2_4", "3_14_2_5", "4_1", "4_1_2", "4_2_a"),
    *("4_2_b", "4_2_c", "4_2_d", "4_2_e", "4_2_1_2", "4_3_1", "5_1", "5_2", "5_3"),
    *("5_3_3", "5_3_4", "6_3"),
)
LISTS = {
    "gender": "man woman self_described no_answer",
    "marital_status": "single married partnership widowed divorced separated no_answer",
    "education": "none primary middle high university +no_answer",
    "birth_country": "+here +other +no_answer",
    "return_precision": "+day +month +year",
    "same_community": UNPRINTED,
    "event_kind": "+work +family +home +health +money +journey +help +other +no_answer",
    "event_when": "+before_leaving +away +since_return +no_answer",
    "event_mood": "+very_high +high +between +low +very_low +no_answer",
    "event_journey": UNPRINTED,
    **{f"q{item}": UNPRINTED for item in YES_OR_NO},
    "q2_6_1_creditor": CREDITORS,
    "q2_7_1_creditor": CREDITORS,
    "q3_4": "better worse same +no_answer",
    "q3_12_1_what": f"{TREATED} +no_answer",
    "q3_12_2_what": f"{TREATED} +no_answer",
    "q3_14_2_5_paid": "+paid +owes +no_answer",
    "q6_2_leaving": "+yes +no +not_sure",
    "contact_again": UNPRINTED,
}


def answers(written: str) -> dict[str, str]:
    """Read "q1_1=yes q1_2=a+b" as answers."""
    pairs = (part.split("=") for part in written.split())
    return {name: value.replace("+", " ") for name, value in pairs}


def every(written: Iterable[str]) -> list[dict[str, str]]:
    return [answers(one) for one in written]


def has_condition(question: Question) -> bool:
    """Tell whether more than the course of the talk decides if it is asked."""
    relevant = form().entry(question.name).relevant
    if relevant is None:
        return False
    course = ("open_", "blank_", "still_private_")
    return any(not one.name.startswith(course) for one in answers_in(relevant))


@pytest.mark.parametrize(
    ("name", "opens", "closes"), CONDITIONS, ids=[row[0] for row in CONDITIONS]
)
def test_asked_only_on_its_condition(
    name: str, opens: list[str], closes: list[str]
) -> None:
    assert all(name in shown_with(one) for one in every(opens))
    assert not any(name in shown_with(one) for one in every(["", *closes]))


def test_every_condition_is_in_a_table() -> None:
    listed = {row[0] for row in CONDITIONS} | IN_REPEATS | FIRST_ROUND | LINE

    assert listed == {one.name for one in of_the_talk().values() if has_condition(one)}


def test_fixed_facts_are_asked_in_the_first_round_only() -> None:
    assert shown_with({"round": "1"}) >= FIRST_ROUND
    assert not FIRST_ROUND & shown_with({"round": "2"})
    assert {"age", "gender", "q1_2_1", "q6_4"} <= shown_with({"round": "2"})


def test_every_list_stands_in_its_order() -> None:
    def written(question: Question) -> str:
        assert question.type.choices is not None
        return " ".join(
            f"+{option.name}" if option.added else option.name
            for option in question.type.choices.options
        )

    lists = {
        name: written(question)
        for name, question in of_the_talk().items()
        if question.type.choices and not name.startswith(("go_on_", "still_private_"))
    }

    assert lists == LISTS


def test_every_closed_question_to_the_person_can_be_declined() -> None:
    cannot = {
        name
        for name, question in of_the_talk().items()
        if question.type.choices and "no_answer" not in question.answer.choices
    }

    asked_of_the_interviewer = {"return_precision", "q6_2_leaving"}
    course = {name for name in cannot if name.startswith(("go_on_", "still_private_"))}
    assert cannot - course == asked_of_the_interviewer


@pytest.mark.parametrize("name", ["q3_12_1_what", "q3_12_2_what"])
def test_declining_stands_alone_and_all_other_answers_go_together(name: str) -> None:
    given = {**SCRIPT, "q3_12": "yes"}
    together = " ".join(questions()[name].answer.choices[:-1])

    refused = Interview(xform()).fill({**given, name: "words no_answer"})

    assert refused == [Refusal(name, "constraint")]
    assert questions()[name].message == EXCLUSIVE_MESSAGE
    assert talk_with({"q3_12": "yes", name: together}).value(name) == together


@pytest.mark.parametrize(
    ("name", "gate", "repeat"),
    [
        ("q2_6_1_amount", "q2_6", "debt_2_6"),
        ("q2_7_1_amount", "q2_7", "debt_2_7"),
    ],
)
@pytest.mark.parametrize(("amount", "taken"), [("-1", False), ("0", True), ("9", True)])
def test_an_amount_is_never_below_zero(
    name: str,
    gate: str,
    repeat: str,
    amount: str,
    taken: bool,
) -> None:
    given = {**SCRIPT, gate: "yes", repeat: [{name: amount}]}

    refused = Interview(xform()).fill(given)

    assert refused == ([] if taken else [Refusal(name, "constraint")])


@pytest.mark.parametrize(("number", "taken"), [("-1", False), ("0", True)])
def test_those_who_live_from_the_money_are_counted_from_zero(
    number: str,
    taken: bool,
) -> None:
    refused = Interview(xform()).fill({**SCRIPT, "q2_5_1": number})

    assert refused == ([] if taken else [Refusal("q2_5_1", "constraint")])


def test_problems_debts_and_contacts_are_all_sent() -> None:
    talk = talk_with(
        {
            "q2_2": "yes",
            "problem_2_2": [
                {"q2_2_1": "rent", "q2_2_2": "yes", "q2_2_2_text": "paid late"},
                {"q2_2_1": "food", "q2_2_2": "no"},
            ],
            "q2_6": "yes",
            "debt_2_6": [
                {"q2_6_1_creditor": "bank"},
                {"q2_6_1_creditor": "other", "q2_6_1_creditor_specify": "a landlord"},
            ],
            "q2_7": "yes",
            "debt_2_7": [
                {"q2_7_1_creditor": "other", "q2_7_1_creditor_specify": "a priest"}
            ],
            "q5_1": "yes",
            "contact_5_1": [{"q5_1_1": "A", "q5_1_2": "much"}, {"q5_1_1": "B"}],
            "q5_2": "yes",
            "contact_5_2": [{"q5_2_1": "C"}],
        }
    )

    sent, shown = talk.sent(), talk.shown()
    assert sent["q2_2_1"] == ["rent", "food"]
    assert sent["q2_2_2_text"] == ["paid late"]
    assert shown.count("q2_2_2_text") == 1
    assert sent["q2_6_1_creditor"] == ["bank", "other"]
    assert shown.count("q2_6_1_creditor_specify") == 1
    assert sent["q2_7_1_creditor_specify"] == ["a priest"]
    assert sent["q5_1_1"] == ["A", "B"]
    assert sent["q5_2_1"] == ["C"]


def event(**changes: str) -> dict[str, str]:
    of = {"kind": "work", "words": "first job", "age": "20", "when": "away"}
    of |= {"mood": "high", "journey": "no"}
    return {f"event_{name}": value for name, value in (of | changes).items()}


def test_the_line_of_a_life_can_be_drawn_again_from_what_is_sent() -> None:
    moods = {"very_high": 2, "high": 1, "between": 0, "low": -1, "very_low": -2}
    events = [event(mood=mood, age=str(20 + at)) for at, mood in enumerate(moods)]

    sent = talk_with({"age": "40", "life_event": events}).sent()

    assert sent["event_age"] == ["20", "21", "22", "23", "24"]
    assert sent["event_height"] == [str(height) for height in moods.values()]
    assert sent["event_when"] == ["away"] * 5
    assert sent["event_kind"] == ["work"] * 5


def test_a_moment_that_is_not_placed_has_no_height() -> None:
    for mood in ("", "no_answer"):
        sent = talk_with({"life_event": [event(mood=mood)]}).sent()

        assert "event_height" not in sent


def test_another_kind_of_moment_is_specified_for_that_moment_only() -> None:
    events = [event(), event(kind="other") | {"event_kind_specify": "a song"}]

    talk = talk_with({"life_event": events})

    assert talk.shown().count("event_kind_specify") == 1
    assert talk.value("event_kind_specify") == "a song"


@pytest.mark.parametrize(
    ("journeys", "asked"),
    [(["no", "yes"], True), (["no", "no_answer"], False), ([""], False)],
)
def test_stories_are_asked_where_a_moment_has_to_do_with_the_journey(
    journeys: list[str],
    asked: bool,
) -> None:
    talk = talk_with({"life_event": [event(journey=one) for one in journeys]})

    assert ("q1_1_stories" in talk.shown()) is asked


@pytest.mark.parametrize(
    ("age_then", "taken"), [("-1", False), ("0", True), ("40", True), ("41", False)]
)
def test_a_moment_lies_between_birth_and_today(
    age_then: str,
    taken: bool,
) -> None:
    given = {**SCRIPT, "age": "40", "life_event": [event(age=age_then)]}

    refused = Interview(xform()).fill(given)

    assert refused == ([] if taken else [Refusal("event_age", "constraint")])


def test_the_drawing_is_spoken_of_where_there_is_one() -> None:
    assert "drawing" in shown_with({})
    assert "drawing" not in shown_with({"go_on_1": "leave_out"})


def test_all_open_questions_are_asked_in_every_round() -> None:
    told = {
        name
        for name, question in of_the_talk().items()
        if question.type.xlsform == "text" and not has_condition(question)
    }

    assert told == {
        *("event_words", "languages_spoken", "q2_5", "q3_1", "q3_2", "q3_3"),
        *(f"q1_2_{number}" for number in range(1, 7)),
        *("q3_10_1", "q3_10_2", "q3_12_2", "q3_13", "q4_3", "q4_4"),
        *("q6_1", "q6_2", "q6_4"),
    }
    assert told <= shown_with({"round": "1"}) & shown_with({"round": "3"})
    assert "mode" not in questions()
    assert not [one for one in questions().values() if one.probe]


def test_what_a_person_tells_is_kept_as_sensitive() -> None:
    texts = {n: q for n, q in of_the_talk().items() if q.type.xlsform == "text"}

    assert {n for n, q in texts.items() if not q.sensitive} == {"languages_spoken"}
    assert not [one for one in questions().values() if one.pii]
