"""What the toolkit prints without a number: gates, tables, consent forms."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from toolkit.differences import differences
from toolkit.facts import PARTS, TOOLS
from toolkit.forms import form

from builder.papers import Signed
from builder.parts import answers_in
from builder.questions import Question
from instrument_specs.registry import Instruments

# Where a part stands: the fields, one for each thing printed, or one field that has
# as many choices.
PLACES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "survey": {
        "gate": ("consent_documented",),
        "questions": ("consent_questions",),
        "first_time": ("intro_first",),
    },
    "case_study": {
        "gate": ("consent_documented",),
        "proceed": ("go_on_1_2", "go_on_2"),
    },
    "key_informant": {
        "gate": ("consent_documented",),
        "facilitator": (
            "interviewer_code",
            "area",
            "interview_date",
            "talk_language",
            "interpreter",
            "start_time",
            "end_time",
        ),
        "interpreter": ("interpreter",),
        "participant": (
            "full_name",
            "organization_name",
            "position",
            "gender",
            "email",
            "phone",
        ),
    },
    "advisory_group": {
        "gate": ("consent_documented",),
        "facilitator": (
            "interviewer_code",
            "area",
            "interview_date",
            "talk_language",
            "start_time",
            "end_time",
        ),
        "participants": (
            "participant_code",
            "full_name",
            "participant_gender",
            "participant_adult",
            "participant_link",
            "participant_work",
            "phone",
        ),
        "agrees": ("participant_consent",),
        "helpers": ("helpers",),
    },
    "consent_survivor": {
        "confirm": (
            "confirm_taking_part",
            "confirm_data_use",
            "confirm_privacy",
            "confirm_withdrawal",
        ),
        "questions": ("consent_questions",),
        "consented": ("consent_documented",),
    },
    "consent_stakeholder": {
        "confirm": (
            "confirm_taking_part",
            "confirm_data_use",
            "confirm_privacy",
            "confirm_withdrawal",
        ),
        "questions": ("consent_questions",),
    },
}
# What has to be signed stands on paper: whose statement is whose.
SIGNED: Mapping[str, str] = {
    "sign_participant": "person",
    "sign_witness": "witness",
    "sign_interpreter": "interpreter",
    "sign_researcher": "interviewer",
}
# The printed form serves two kinds of talk; ours has a sheet for each.
SHEETS = "kind_of_talk"
# The tools in which a consent form is a module.
ASKED_IN: Mapping[str, tuple[str, ...]] = {
    "consent_survivor": ("survey", "case_study"),
    "consent_stakeholder": ("key_informant",),
}


@pytest.mark.parametrize("part", PARTS)
def test_every_part_has_its_place_or_a_reason(part: str) -> None:
    reasons = {one.item for one in differences(part)} - set(TOOLS.get(part, {}))
    placed = {*PLACES[part], *SIGNED, SHEETS} & set(PARTS[part])

    assert reasons | placed == set(PARTS[part])
    assert not reasons & placed


@pytest.mark.parametrize(
    ("part", "thing"),
    [(part, thing) for part, all_ in PLACES.items() for thing in all_],
)
def test_a_part_is_asked_as_often_as_it_is_printed(part: str, thing: str) -> None:
    for tool in ASKED_IN.get(part, (part,)):
        fields, printed = PLACES[part][thing], PARTS[part][thing]
        known = {entry.node.name for entry in form(tool).entries}
        known |= {one.name for one in form(tool).elsewhere}

        assert set(fields) <= known, tool
        assert len(fields) == printed or choices(tool, *fields) == printed, tool


@pytest.mark.parametrize("paper", ASKED_IN)
def test_a_sheet_has_room_for_everyone_who_signs(paper: str) -> None:
    wanted = {SIGNED[thing] for thing in PARTS[paper] if thing in SIGNED}

    for sheet in Instruments().papers()[paper].sheets:
        signing = {one.key for one in sheet.parts if isinstance(one, Signed)}
        assert wanted <= signing, sheet.tool


def test_there_is_a_sheet_for_each_kind_of_talk() -> None:
    sheets = Instruments().papers()["consent_stakeholder"].sheets

    assert len(sheets) == PARTS["consent_stakeholder"][SHEETS]
    assert {sheet.tool for sheet in sheets} == {"key_informant", "advisory_group"}


def test_everyone_in_a_group_confirms_each_point() -> None:
    confirmed = choices("advisory_group", "participant_confirmed")

    assert confirmed == PARTS["consent_stakeholder"]["confirm"]


def test_a_part_with_a_condition_is_asked_on_it() -> None:
    first = form("survey").entry("intro_first").relevant
    documented = form("survey").entry("consent_documented").node.relevant

    assert first is not None
    assert "round" in {answer.name for answer in answers_in(first)}
    assert documented is not None
    assert {answer.name for answer in answers_in(documented)} == {"consent_agreed"}


def choices(tool: str, *fields: str) -> int:
    """Count the choices of a field that stand in print."""
    (name,) = fields
    node = form(tool).entry(name).node
    assert isinstance(node, Question)
    listed = node.type.choices
    return sum(not one.added for one in listed.options) if listed else 0
