"""The contact card, on the engine that phones run."""

from __future__ import annotations

import pytest
from javarosa import Interview
from sheets import CODE
from specs.stakeholders import THROUGH, each, kept, questions, talk_with, told, xform

TOOL = "contact_card"
FILLED = {
    "interviewer_code": "7",
    "respondent_code": CODE,
    "full_name": "invented name",
    "phone": "0800 222",
    "phone_again": "0800 222",
    "safe_channels": "call sms",
    "safe_days": "monday",
    "safe_hours": "evening",
    "if_someone_else": "invented sentence",
    "message_allowed": "no",
    "contact_language": "invented language",
}
CONDITIONS = [
    *(
        (
            name,
            ["safe_channels=call", "safe_channels=sms", "safe_channels=app"],
            ["safe_channels=waits", "safe_channels=no_answer", ""],
        )
        for name in ("safe_days", "safe_hours", "message_allowed")
    ),
    (
        "if_someone_else",
        ["safe_channels=call", "safe_channels=call+app"],
        ["safe_channels=sms", "safe_channels=waits"],
    ),
    ("phone_again", ["phone=1 phone_again=1"], [""]),
    *(
        (name, ["contact_agreed=yes"], ["contact_agreed=no"])
        for name in ("interviewer_code", "respondent_code", "full_name", "phone")
    ),
    *(
        (name, ["contact_agreed=yes"], ["contact_agreed=no"])
        for name in ("safe_channels", "contact_language")
    ),
    ("not_now", ["contact_agreed=no"], ["contact_agreed=yes"]),
]
LISTS = {
    "contact_agreed": "yes no",
    "safe_channels": "call sms app waits no_answer",
    "safe_days": "monday tuesday wednesday thursday friday saturday sunday no_answer",
    "safe_hours": "early morning midday afternoon evening late no_answer",
    "message_allowed": "yes no no_answer",
}


@pytest.mark.parametrize(("name", "case", "asked"), list(each(CONDITIONS)))
def test_a_question_is_asked_only_where_it_applies(
    *, name: str, case: str, asked: bool
) -> None:
    talk = talk_with(TOOL, told(case))

    assert (name in talk.shown()) is asked


def test_every_question_is_in_the_table_or_comes_first() -> None:
    first = {"interview_date", "contact_explained", "contact_agreed"}

    assert set(questions(TOOL)) - first == {name for name, _, _ in CONDITIONS}


@pytest.mark.parametrize(("name", "codes"), LISTS.items())
def test_choices_stand_in_order(name: str, codes: str) -> None:
    assert talk_with(TOOL, {"safe_channels": "call"}).choices(name) == codes.split()


def test_everything_is_kept_with_agreement() -> None:
    talk = talk_with(TOOL, FILLED)

    assert talk.finish() == []
    assert talk.value("outcome") == "complete"
    assert kept(talk) == {*FILLED, "contact_agreed"}


def test_without_agreement_nothing_is_kept() -> None:
    talk = talk_with(TOOL, FILLED)
    talk.fill({"contact_agreed": "no"})

    assert talk.finish() == []
    assert talk.value("outcome") == "refused"
    assert kept(talk) == {"contact_agreed"}


def test_nothing_is_asked_before_agreement() -> None:
    assert Interview(xform(TOOL)).shown() == [
        "interview_date",
        "contact_explained",
        "contact_agreed",
    ]


def test_only_the_agreement_is_required() -> None:
    talk = talk_with(TOOL, {})

    assert talk.finish() == []
    assert [name for name, one in questions(TOOL).items() if one.required] == [
        "contact_agreed"
    ]


@pytest.mark.parametrize(
    ("answers", "refused"),
    [
        ({"phone": "0800 222", "phone_again": "0800 223"}, "phone_again"),
        ({"respondent_code": "12345678"}, "respondent_code"),
        ({"safe_channels": "call waits"}, "safe_channels"),
        ({"safe_channels": "call", "safe_days": "monday no_answer"}, "safe_days"),
    ],
)
def test_a_slip_is_refused(answers: dict[str, str], refused: str) -> None:
    found = Interview(xform(TOOL)).fill({**THROUGH[TOOL], **answers})

    assert [one.name for one in found] == [refused]


def test_the_identities_are_marked() -> None:
    asked = questions(TOOL)

    assert {name for name, one in asked.items() if one.pii} == {
        "full_name",
        "phone",
        "phone_again",
    }
    assert {one.item: one.name for one in asked.values() if one.item} == {"H": "phone"}
