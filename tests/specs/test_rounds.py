"""Later rounds, talks by phone, breaks, and talks that end early."""

from __future__ import annotations

import pytest
from javarosa import Interview
from sheets import BLOCKS, CONSENTING, entered
from specs import case_study_talk

from builder.build import Built
from builder.questions import Question
from instrument_specs.registry import Instruments
from instrument_specs.talk import BREAK

SINCE = {"since_economic", "since_6_1", "since_9_1"}
BY_PHONE = {"phone_checks", "stop_word", "calls_back"}
# What a talk that was stopped still shows after the question whether to go on.
SHORT_END = [
    *("keep_answers", "concern"),
    *("leave_contact", "leave_support", "staff_care"),
]


def held(survey: Built, **answers: str) -> Interview:
    talk = Interview(survey.xform)
    talk.fill(entered({**CONSENTING, "mode": "full", **answers}))
    return talk


def test_a_first_talk_does_not_speak_of_an_earlier_one(survey: Built) -> None:
    shown = set(held(survey).shown())

    assert not shown & {*SINCE, "last_interview_date", "intro_later"}
    assert {"intro_economic", "intro_first"} <= shown


def test_a_later_talk_is_about_the_time_since_the_last_one(survey: Built) -> None:
    talk = held(survey, round="2")
    shown = talk.shown()

    assert {*SINCE, "last_interview_date", "intro_later"} <= set(shown)
    assert not {"intro_economic", "intro_first"} & set(shown)
    for item in ("6_1", "9_1"):
        assert shown[shown.index(f"since_{item}") + 1] == f"q{item}"
        assert "since we last talked" in talk.label(f"since_{item}")


@pytest.mark.parametrize("name", ["q1_3", "q3_6", "q10_1"])
def test_scored_and_safety_items_keep_their_printed_period(
    survey: Built, name: str
) -> None:
    first, later = held(survey, round="1"), held(survey, round="2")

    assert first.label(name) == later.label(name)
    shown = later.shown()
    assert not shown[shown.index(name) - 1].startswith("since_6")


def test_the_last_talk_was_before_this_one(survey: Built) -> None:
    talk = Interview(survey.xform)
    before = {**CONSENTING, "round": "2", "last_interview_date": "2025-07-01"}
    assert talk.fill(entered(before)) == []

    refused = talk.fill({"last_interview_date": "2026-01-15"})

    assert [one.name for one in refused] == ["last_interview_date"]


def test_a_case_study_speaks_of_the_last_talk_in_later_rounds_only() -> None:
    notes = {"later_1", "later_1_2", "later_2", "last_interview_date"}

    assert not notes & case_study_talk.shown_with({"round": "1"})
    assert notes <= case_study_talk.shown_with({"round": "2"})


@pytest.mark.parametrize("tool", ["survey", "case_study"])
def test_a_talk_by_phone_agrees_on_a_word_and_on_who_calls_back(
    survey: Built, tool: str
) -> None:
    def shown(setting: str) -> set[str]:
        if tool == "survey":
            return set(held(survey, setting=setting).shown())
        return set(case_study_talk.shown_with({"setting": setting}))

    assert shown("remote") >= BY_PHONE
    assert "place_checks" not in shown("remote")
    assert not BY_PHONE & shown("in_person")
    assert "place_checks" in shown("in_person")


def test_what_is_agreed_by_phone_is_agreed_before_consent(survey: Built) -> None:
    shown = held(survey, setting="remote").shown()

    assert max(shown.index(one) for one in BY_PHONE) < shown.index("consent_agreed")


def test_nothing_agreed_by_phone_is_written_down(survey: Built) -> None:
    for name in BY_PHONE:
        node = survey.form.entry(name).node
        assert isinstance(node, Question)
        assert node.type.choices is not None


def test_nothing_agreed_by_phone_stays_after_a_refusal(survey: Built) -> None:
    agreed = {"setting": "remote", "stop_word": "yes", "calls_back": "person"}
    talk = held(survey, **agreed)
    assert talk.value("stop_word") == "yes"

    talk.fill({"consent_agreed": "no"})

    assert not BY_PHONE & set(talk.sent())


def test_a_break_needs_no_pause(survey: Built) -> None:
    gates = [one for one in survey.form.questions() if one.name.startswith("go_on_")]

    assert gates
    assert all(one.hint == BREAK for one in gates)


@pytest.mark.parametrize("answer", ["pause", "stop"])
@pytest.mark.parametrize("number", [1, 7, 13])
def test_a_stopped_talk_ends_shortly(survey: Built, number: int, answer: str) -> None:
    shown = held(survey, **{f"go_on_{number}": answer}).shown()

    assert shown[shown.index(f"go_on_{number}") + 1 :] == SHORT_END


def test_a_stopped_talk_still_follows_up_what_was_said(survey: Built) -> None:
    shown = held(survey, q4_2="yes", go_on_4="stop").shown()

    assert {"note_rf07", "ack_rf07", "programme_involved"} <= set(shown)
    assert "wording_changed" not in shown


@pytest.mark.parametrize("number", list(BLOCKS)[:-1])
def test_a_stop_out_of_worry_says_what_to_do_whether_or_not_answers_are_kept(
    survey: Built, number: int
) -> None:
    stopped = {f"go_on_{number}": "safety"}
    talk = held(survey, **stopped, keep_answers="")
    assert "safety_first" in talk.shown()

    talk.fill({"keep_answers": "discard"})

    assert "discarded_note" in talk.shown()
    assert "Form U" in talk.label("discarded_note")
    assert talk.finish() == []
    assert talk.value("outcome") == "discarded"
    assert not [name for name in talk.sent() if name.startswith(("go_on", "flag"))]


def test_a_stop_for_other_reasons_raises_no_alarm(survey: Built) -> None:
    assert "safety_first" not in held(survey, go_on_3="stop").shown()
    assert "safety_first" not in held(survey).shown()


def test_a_person_under_age_leads_to_the_urgent_form(survey: Built) -> None:
    talk = Interview(survey.xform)
    refused = talk.fill(entered({**CONSENTING, "age": "16"}))
    assert [one.name for one in refused] == ["age"]

    talk.fill({"age": "", "go_on_0": "safety", "keep_answers": "discard"})

    assert talk.finish() == []
    assert talk.value("outcome") == "discarded"
    told = talk.label("discarded_note")
    assert "under 18" in told
    assert "Form U" in told


@pytest.mark.parametrize("answer", ["not_met", "danger"])
def test_nobody_is_left_alone_after_a_failed_screening(
    survey: Built, answer: str
) -> None:
    talk = held(survey, screening=answer)

    assert talk.shown()[-1] == "not_now"
    assert "Form U" in talk.label("not_now")
    number = Instruments().profile("NGA").duty_numbers[0].number
    assert number in talk.label("not_now")


def test_the_urgent_form_takes_who_is_no_respondent(urgent: Built) -> None:
    for kind in ("controlled", "child"):
        talk = Interview(urgent.xform)
        talk.fill({"kind": kind})

        assert talk.finish() == []
        up = [name for name, value in talk.sent().items() if value == ["1"]]
        assert len([name for name in up if name.startswith("flag_")]) == 1
