"""How a talk runs and ends, on the engine that phones run."""

from __future__ import annotations

import pytest
from javarosa import Interview
from sheets import BLOCKS, CONSENTING, entered, walked

from builder.build import Built
from instrument_specs.closing import ACKNOWLEDGED

# What a refusal, a failed screening may leave behind, and nothing else.
LEFT_BEHIND = {
    "country",
    "interview_date",
    "start_time",
    "end_time",
    "content_hash",
    "country_hash",
    "scoring_version",
    "instanceID",
    "outcome",
}

CALLS_FOR_FOLLOW_UP = {
    "RF-01": ("5.3", "5.4", "5.5"),
    "RF-02": ("10.1", "10.2"),
    "RF-03": ("13.1", "13.2", "13.3", "13.4"),
    "RF-04": ("13.5",),
    "RF-05": ("3.3",),
    "RF-06": ("3.1", "3.2.1"),
    "RF-07": ("4.2",),
    "RF-10": ("13.6", "13.8", "13.9"),
    "RF-11": ("9.4", "9.5"),
    "RF-12": ("8.2", "8.3", "8.6", "8.7"),
    "RF-14": ("12.1", "12.2"),
    "RF-15": ("11.1", "11.3"),
}


def answers_kept(talk: Interview) -> set[str]:
    return set(talk.sent()) - LEFT_BEHIND


def consenting(**changes: str) -> dict[str, object]:
    return entered({**CONSENTING, **changes})


@pytest.fixture
def whole_sheet(survey: Built) -> dict[str, object]:
    return walked(survey.form, seed=4)


@pytest.mark.parametrize("answer", ["not_met", "danger"])
def test_a_failed_screening_keeps_nothing_and_points_to_the_urgent_form(
    survey: Built, whole_sheet: dict[str, object], answer: str
) -> None:
    talk = Interview(survey.xform)
    talk.fill(entered({**whole_sheet, "screening": answer}))

    assert talk.finish() == []
    assert talk.value("outcome") == "not_eligible"
    assert answers_kept(talk) == {"screening"}
    assert talk.shown()[-1] == "not_now"


@pytest.mark.parametrize(
    ("changes", "gates"),
    [
        ({"consent_agreed": "no"}, {"consent_agreed"}),
        (
            {"consent_documented": "no"},
            {"consent_agreed", "consent_documented"},
        ),
    ],
)
def test_a_refusal_keeps_nothing_but_the_gates(
    survey: Built,
    whole_sheet: dict[str, object],
    changes: dict[str, str],
    gates: set[str],
) -> None:
    talk = Interview(survey.xform)
    talk.fill(entered(whole_sheet))
    talk.fill(changes)

    assert talk.finish() == []
    assert talk.value("outcome") == "refused"
    assert answers_kept(talk) == {"screening", *gates}
    assert talk.shown()[-1] == "not_now"


def test_consent_needs_all_four_confirmations(survey: Built) -> None:
    talk = Interview(survey.xform)

    refused = talk.fill(consenting(confirm_privacy="no"))

    assert [one.name for one in refused] == ["consent_agreed"]
    assert "age" not in talk.shown()


def test_consent_waits_for_open_questions(survey: Built) -> None:
    refused = Interview(survey.xform).fill(consenting(consent_questions="yes"))

    assert [one.name for one in refused] == ["consent_agreed"]


@pytest.mark.parametrize("number", list(BLOCKS)[:-1])
@pytest.mark.parametrize("answer", ["pause", "stop", "safety"])
def test_a_stop_leads_straight_to_the_closing_page(
    survey: Built, number: int, answer: str
) -> None:
    talk = Interview(survey.xform)
    talk.fill(consenting(**{f"go_on_{number}": answer}))

    shown = talk.shown()

    assert shown[shown.index(f"go_on_{number}") + 1] == "keep_answers"
    assert talk.value("outcome") == "stopped"
    raised = talk.value("flag_rf22")
    assert raised == ("1" if answer == "safety" else "")


@pytest.mark.parametrize("number", list(BLOCKS)[:-1])
def test_changing_a_stop_back_resumes(survey: Built, number: int) -> None:
    talk = Interview(survey.xform)
    talk.fill(consenting(**{f"go_on_{number}": "stop"}))
    talk.fill({f"go_on_{number}": "continue"})
    talk.fill(consenting())

    assert talk.value("outcome") == "complete"


def test_a_talk_to_the_end_is_complete(survey: Built) -> None:
    talk = Interview(survey.xform)
    talk.fill(consenting())

    assert talk.finish() == []
    assert talk.value("outcome") == "complete"


def test_discarding_empties_every_block(
    survey: Built, whole_sheet: dict[str, object]
) -> None:
    talk = Interview(survey.xform)
    talk.fill(entered(whole_sheet))
    before = answers_kept(talk)
    talk.fill({"keep_answers": "discard"})

    assert talk.finish() == []
    assert talk.value("outcome") == "discarded"
    blocks = {
        entry.node.name
        for entry in survey.form.entries
        if any(group.name in survey_blocks() for group in entry.within)
    }
    assert before & blocks
    assert not answers_kept(talk) & blocks
    assert not [
        name
        for name in talk.sent()
        if name.startswith(("toolkit_", "printed_", "flag_"))
    ]


def survey_blocks() -> set[str]:
    return {f"b{number}" for number in BLOCKS}


def test_discarding_can_be_taken_back(
    survey: Built, whole_sheet: dict[str, object]
) -> None:
    talk = Interview(survey.xform)
    talk.fill(entered(whole_sheet))
    kept = talk.sent()
    talk.fill({"keep_answers": "discard"})
    talk.fill({"keep_answers": "keep"})

    assert talk.sent() == kept


def test_a_later_sitting_takes_up_where_the_first_one_ended(survey: Built) -> None:
    talk = Interview(survey.xform)
    talk.fill(consenting(sitting="2", resume_at="b8"))

    shown = talk.shown()

    assert "q8_1" in shown
    assert "q15_worries" in shown
    assert "q1_1" not in shown
    assert "age" not in shown
    assert talk.value("outcome") == "complete"


@pytest.mark.parametrize(
    ("answers", "open_questions"),
    [
        ({"round": "1"}, True),
        ({"round": "2"}, False),
        ({"round": "2", "mode": "full"}, True),
        ({"round": "1", "mode": "core"}, False),
    ],
)
def test_the_short_talk_leaves_out_open_questions(
    survey: Built, answers: dict[str, str], open_questions: bool
) -> None:
    talk = Interview(survey.xform)
    talk.fill(consenting(**answers))

    assert ("q15_worries" in talk.shown()) is open_questions
    assert "q1_1" in talk.shown()


def test_fixed_facts_are_asked_in_the_first_round_only(survey: Built) -> None:
    first, later = Interview(survey.xform), Interview(survey.xform)
    first.fill(consenting())
    fixed = {"birth_country", "countries_abroad", "departure_date", "return_date"}
    assert fixed <= set(first.shown())

    later = Interview(survey.xform)
    later.fill(consenting(round="2"))
    assert not fixed & set(later.shown())
    assert {"age", "gender", "marital_status"} <= set(later.shown())


@pytest.mark.parametrize("number", [5, 10, 13])
def test_personal_questions_wait_for_a_private_place(
    survey: Built, number: int
) -> None:
    talk = Interview(survey.xform)
    talk.fill(consenting(**{f"still_private_{number}": "no"}))

    assert f"q{number}_1" not in talk.shown()
    assert f"go_on_{number}" in talk.shown()
    assert talk.value("outcome") == "complete"


FLAGGED: dict[str, dict[str, object]] = {
    "rf01": {"q5_3": "yes"},
    "rf02": {"q10_1": "yes"},
    "rf03": {"q13_4": "often"},
    "rf04": {"concern": "self_harm"},
    "rf05": {"concern": "taken_back"},
    "rf06": {"q3_1": "yes"},
    "rf07": {"q4_2": "yes"},
    "rf10": {"q13_1": "sometimes", "q13_8": "yes"},
    "rf11": {
        "children": "yes",
        "children_count": "1",
        "child_age_1": "9",
        "q9_4": "no",
    },
    "rf12": {"q8_2": "yes", "q8_3": "no"},
    "rf14": {"q12_1": "yes"},
    "rf15": {"q11_1": "no"},
    "rf22": {"concern": "danger"},
}


def test_the_numbers_in_red_are_those_that_can_call_for_follow_up(
    survey: Built,
) -> None:
    red = {one.item for one in survey.form.questions() if one.red}

    assert red == {item for items in CALLS_FOR_FOLLOW_UP.values() for item in items}


def test_every_flag_of_the_form_is_tried_here(survey: Built) -> None:
    assert {flag.name for flag in survey.form.flags} == {
        f"flag_{one}" for one in FLAGGED
    }


@pytest.mark.parametrize("acknowledged", ACKNOWLEDGED.names)
@pytest.mark.parametrize("flag", FLAGGED)
def test_every_flag_with_every_acknowledgement_can_be_finalised(
    survey: Built, flag: str, acknowledged: str
) -> None:
    answers = {
        **consenting(),
        "age": "40",
        **FLAGGED[flag],
        f"ack_{flag}": acknowledged,
    }
    talk = Interview(survey.xform)
    refused = talk.fill(answers)
    assert talk.value(f"flag_{flag}") == "1"
    assert f"note_{flag}" in talk.shown()

    if acknowledged == "mistake":
        assert [one.name for one in refused] == [f"ack_{flag}"]
        talk.fill(dict.fromkeys(FLAGGED[flag], ""))
        assert f"ack_{flag}" not in talk.shown()
    else:
        assert refused == []
    assert talk.finish() == []


def test_a_flag_that_is_up_must_be_acknowledged(survey: Built) -> None:
    talk = Interview(survey.xform)
    talk.fill(entered({**CONSENTING, "q5_3": "yes"}))

    assert [(one.name, one.why) for one in talk.finish()] == [("ack_rf01", "required")]


def test_nothing_but_gates_and_acknowledgements_is_required(survey: Built) -> None:
    required = {
        question.name for question in survey.form.questions() if question.required
    }

    assert required == {
        "screening",
        "consent_agreed",
        "consent_documented",
        "keep_answers",
        *(f"go_on_{number}" for number in list(BLOCKS)[:-1]),
        *(f"ack_{flag}" for flag in FLAGGED),
    }


def test_a_later_sitting_asks_again_for_children_of_school_age(survey: Built) -> None:
    talk = Interview(survey.xform)
    talk.fill(consenting(sitting="2", resume_at="b9", school_age_again="2"))

    assert talk.value("n_school_age") == "2"
    assert talk.choices("q9_4") == ["yes_all", "yes_some", "no", "no_answer"]


def test_open_questions_of_a_part_are_counted_quietly(survey: Built) -> None:
    talk = Interview(survey.xform)
    talk.fill(consenting(q1_1="yes", q14_5="no_answer", still_private_10="no"))

    # Section 1: 1.2, 1.3, 1.5 are left; 1.4 is not asked.
    assert talk.value("blank_1") == "3"
    assert talk.label("left_1") == "Left open in this part: 3"
    # Section 14: 14.1 and 14.3 are left, no help was wanted.
    assert talk.value("blank_14") == "2"
    assert talk.value("blank_10") == "0"
