"""How a case study runs, what it agrees on, how it ends, and what it raises."""

from __future__ import annotations

import pytest
from javarosa import Interview
from sheets import entered, walked
from specs.case_study_talk import (
    GATES,
    GO_ON,
    SCRIPT,
    WITHIN,
    WORDING,
    content,
    form,
    of_the_talk,
    questions,
    shown_with,
    talk_with,
    xform,
)

from builder.checks import findings
from builder.xform import validated
from instrument_specs import words
from instrument_specs.case_study import RESUME
from instrument_specs.closing import ACKNOWLEDGED
from instrument_specs.concerns import CONCERNS

# What a refusal or a failed screening may leave behind, and nothing else.
LEFT_BEHIND = {
    *("country", "interview_date", "start_time", "end_time", "outcome"),
    *("content_hash", "country_hash", "scoring_version", "instanceID"),
}
BOOKKEEPING = ("open_", "blank_")
# What each section asks first and last, whatever the answers.
SECTIONS = {
    "1": ("q1_1", "q1_1"),
    "1_2": ("q1_2_1", "q1_2_6"),
    "2": ("q2_1", "q2_7"),
    "3": ("q3_1", "q3_14"),
    "4": ("q4_1", "q4_4"),
    "5": ("q5_1", "q5_3"),
}
FOLLOWING = {
    gate: f"intro_{after}" if after else "q6_1"
    for gate, after in zip(GATES, [*GATES[1:], ""], strict=True)
}


def kept(talk: Interview) -> set[str]:
    return {
        name
        for name in talk.sent()
        if name not in LEFT_BEHIND and not name.startswith(BOOKKEEPING)
    }


def whole(**script: str) -> dict[str, object]:
    """Give a talk with an answer to most of what is asked."""
    steps = {f"go_on_{number}": "continue" for number in GO_ON}
    return entered(walked(form(), 4, **{**steps, **script}))  # type: ignore[arg-type]


def test_nothing_is_found_in_the_form_and_odk_validate_accepts_it() -> None:
    assert findings(form(), content(), WORDING, words.AVOIDED) == []
    assert "Xform is valid" in validated([xform()])


def test_the_title_is_neutral_and_there_is_no_score() -> None:
    assert form().title == "Form B NGA"
    assert form().components == []
    assert not [e for e in form().entries if e.node.name.startswith("toolkit_")]


@pytest.mark.parametrize("answer", ["not_met", "danger"])
def test_a_failed_screening_keeps_nothing_and_points_to_the_urgent_form(
    answer: str,
) -> None:
    talk = Interview(xform())
    talk.fill({**whole(), "screening": answer})

    assert talk.finish() == []
    assert talk.value("outcome") == "not_eligible"
    assert kept(talk) == {"screening"}
    assert talk.shown()[-1] == "not_now"


def test_a_refusal_keeps_nothing_but_the_gates() -> None:
    talk = Interview(xform())
    talk.fill(whole())
    talk.fill({"consent_agreed": "no"})

    assert talk.finish() == []
    assert talk.value("outcome") == "refused"
    assert kept(talk) == {"screening", "consent_agreed"}


def test_a_talk_to_the_end_is_complete() -> None:
    talk = talk_with({})

    assert talk.finish() == []
    assert talk.value("outcome") == "complete"
    for first, last in SECTIONS.values():
        assert {first, last} <= set(talk.shown())


def test_every_question_whether_to_go_on_is_in_the_lists_above() -> None:
    asked = [name for name in questions() if name.startswith("go_on_")]

    assert asked == [f"go_on_{number}" for number in GO_ON]
    assert set(GO_ON) == {*GATES, *WITHIN}


@pytest.mark.parametrize("gate", GATES)
def test_a_section_begins_by_asking_for_agreement(gate: str) -> None:
    shown = talk_with({}).shown()

    at = shown.index(f"intro_{gate}")
    assert shown[at + 1] == f"go_on_{gate}"
    assert at + 1 < shown.index(SECTIONS[gate][0])
    assert questions()[f"go_on_{gate}"].answer.choices == (
        *("continue", "leave_out", "pause", "stop", "safety"),
    )


@pytest.mark.parametrize("gate", GATES)
def test_a_section_is_left_out_and_the_next_one_asks_for_agreement(gate: str) -> None:
    talk = talk_with({f"go_on_{gate}": "leave_out"})

    shown = talk.shown()
    assert shown[shown.index(f"go_on_{gate}") + 1] == FOLLOWING[gate]
    assert not {*SECTIONS[gate]} & set(shown)
    others = [SECTIONS[other] for other in GATES if other != gate]
    assert {one for both in others for one in both} <= set(shown)
    assert talk.finish() == []
    assert talk.value("outcome") == "complete"


def test_all_sections_can_be_left_out() -> None:
    talk = talk_with({f"go_on_{gate}": "leave_out" for gate in GATES})

    assert "q6_1" in talk.shown()
    assert not [n for n in talk.shown() if n.startswith(("q1_", "q2_", "q3_", "q5_"))]
    assert talk.finish() == []
    assert talk.value("outcome") == "complete"


@pytest.mark.parametrize("number", GO_ON)
@pytest.mark.parametrize("answer", ["pause", "stop", "safety"])
def test_a_stop_leads_straight_to_the_closing_page(number: str, answer: str) -> None:
    talk = talk_with({f"go_on_{number}": answer})

    shown = talk.shown()

    assert shown[shown.index(f"go_on_{number}") + 1] == "keep_answers"
    assert talk.value("outcome") == "stopped"
    assert talk.value("flag_rf22") == ("1" if answer == "safety" else "")


@pytest.mark.parametrize(
    ("number", "answer"),
    [*((number, "stop") for number in GO_ON), *((gate, "leave_out") for gate in GATES)],
)
def test_changing_an_answer_back_resumes(number: str, answer: str) -> None:
    talk = talk_with({f"go_on_{number}": answer})
    talk.fill({f"go_on_{number}": "continue"})
    talk.fill(SCRIPT)

    assert talk.shown() == talk_with({}).shown()
    assert talk.value("outcome") == "complete"


def test_discarding_empties_every_section_and_can_be_taken_back() -> None:
    talk = Interview(xform())
    talk.fill(whole())
    before = talk.sent()
    assert kept(talk) & set(of_the_talk())
    talk.fill({"keep_answers": "discard"})

    assert talk.finish() == []
    assert talk.value("outcome") == "discarded"
    assert not kept(talk) & set(of_the_talk())
    assert not [name for name in talk.sent() if name.startswith("flag_")]
    talk.fill({"keep_answers": "keep"})
    assert talk.sent() | {"end_time": []} == before | {"end_time": []}


@pytest.mark.parametrize("code", RESUME)
def test_a_later_sitting_takes_up_at_a_section_or_a_part_of_it(code: str) -> None:
    talk = talk_with({"sitting": "2", "resume_at": code})

    shown = talk.shown()
    asked = [name for name in shown if name in of_the_talk()]
    entry = form().entry(asked[0])
    assert entry.within[0].name == code
    assert "age" not in shown
    assert "q6_4" in shown
    assert talk.value("outcome") == "complete"


def test_the_blocks_a_sitting_may_take_up_at_bear_the_titles_of_the_pages() -> None:
    titles = {e.within[0].name: e.within[0].label for e in form().entries if e.within}
    offered = questions()["resume_at"].type.choices
    assert offered is not None

    for option in offered.options:
        assert option.label.split(maxsplit=1)[1] == titles[option.name]


@pytest.mark.parametrize(("block", "first"), [("3b", "q3_6"), ("4b", "q4_2_a")])
def test_personal_questions_wait_for_a_private_place(block: str, first: str) -> None:
    shown = shown_with({f"still_private_{block}": "no"})

    assert first in shown_with({f"still_private_{block}": "yes"})
    assert first not in shown
    assert {"q6_1", "q3_13" if block == "3b" else "q5_1"} <= shown


def test_what_was_left_open_in_a_section_is_counted_without_hindering() -> None:
    left = [f"left_{number}" for number in ("2d", "3e", "4b")]
    talk = talk_with({})

    assert set(left) <= set(talk.shown())
    assert talk.label("left_4b").endswith("6")
    assert talk.finish() == []


def test_nothing_but_gates_and_acknowledgements_is_required() -> None:
    required = {one.name for one in questions().values() if one.required}

    assert required == {
        *("screening", "consent_agreed", "consent_documented", "keep_answers"),
        *(f"go_on_{number}" for number in GO_ON),
        *(f"ack_{flag}" for flag in RAISED),
    }


RAISED: dict[str, dict[str, str]] = {
    "rf01": {"q3_6_1": "yes"},
    "rf02": {"q3_6": "no"},
    "rf03": {"q4_2_d": "yes"},
    "rf04": {"concern": "self_harm"},
    "rf05": {"concern": "taken_back"},
    "rf06": {"q2_6": "yes"},
    "rf10": {"q4_2_a": "yes", "q4_2_1_2": "no"},
    "rf11": {"concern": "child"},
    "rf12": {"q3_7": "yes", "q3_7_2": "no"},
    "rf14": {"q3_12_2_what": "avoidance"},
    "rf15": {"q4_1": "no"},
    "rf18": {"q6_2_leaving": "yes"},
    "rf22": {"concern": "danger"},
    "rf25": {"q6_3": "yes"},
}


def test_every_flag_of_the_form_is_tried_here() -> None:
    assert {flag.name for flag in form().flags} == {f"flag_{one}" for one in RAISED}


@pytest.mark.parametrize("acknowledged", ACKNOWLEDGED.names)
@pytest.mark.parametrize("flag", RAISED)
def test_every_flag_with_every_acknowledgement_can_be_finalised(
    flag: str, acknowledged: str
) -> None:
    talk = Interview(xform())
    refused = talk.fill({**SCRIPT, **RAISED[flag]})
    refused = talk.fill(
        {f"ack_{one}": acknowledged for one in RAISED if talk.value(f"flag_{one}")}
    )
    assert talk.value(f"flag_{flag}") == "1"
    assert f"note_{flag}" in talk.shown()

    if acknowledged == "mistake":
        assert f"ack_{flag}" in [one.name for one in refused]
        talk.fill(dict.fromkeys(RAISED[flag], ""))
        assert f"ack_{flag}" not in talk.shown()
    else:
        assert refused == []
    assert talk.finish() == []


@pytest.mark.parametrize("concern", [code for code in CONCERNS.names if code != "none"])
def test_every_concern_of_the_interviewer_raises_a_flag(concern: str) -> None:
    assert raised(talk_with({"concern": "none"})) == set()
    assert raised(talk_with({"concern": concern})) != set()


def raised(talk: Interview) -> set[str]:
    return {
        name
        for name, value in talk.sent().items()
        if name.startswith("flag_") and value == ["1"]
    }
