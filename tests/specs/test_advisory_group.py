"""Tool 4, the group discussion, on the engine that phones run."""

from __future__ import annotations

import re

import pytest
from javarosa import Answers, Interview
from specs.stakeholders import (
    CONFIRMED,
    MEMBER,
    THROUGH,
    form,
    kept,
    questions,
    talk_with,
    xform,
)
from toolkit_text import lines, numbered_items

TOOL = "advisory_group"
PRINTED = range(4618, 4803)
ITEMS = {
    *("1.1", "1.2", "1.2.1", "1.3"),
    *("2.1", "2.2", "2.2.1", "2.3", "2.4"),
    *("3.1", "3.2", "3.2.1", "3.2.2"),
    *("4.1", "4.2"),
}
UNNUMBERED = {"links", "helpers", "helpers_do"}
MINUTES = {"intro_1": 10, "intro_2": 45, "intro_4": 15}
GO_ON = ("0", "0_helpers", "1", "2", "3")
ABOUT_A_MEMBER = {
    *("participant_code", "participant_reference", "participant_how_read"),
    *("participant_gender", "participant_link", "participant_work"),
}
REFUSES = {"participant_adult": "yes", "participant_consent": "no"}
CHILD = {"participant_adult": "no"}
DESCRIBED = {
    **MEMBER,
    "participant_reference": "4",
    "participant_how_read": "self",
    "participant_gender": "man",
    "participant_link": "relative",
    "participant_work": "none",
}
LISTS = {
    "discussion_round": "before after other",
    "participant_adult": "yes no",
    "participant_confirmed": CONFIRMED,
    "participant_consent": "yes no",
    "participant_how_read": "self aloud witnessed",
    "participant_gender": "man woman self_described no_answer",
    "participant_link": "relative supports leads services decides other +no_answer",
    "participant_work": "government ngo social_work services community business none "
    "other +no_answer",
    "helpers": "family friends hosts trade services media organizations leaders "
    "government rights",
}


def held(*members: dict[str, str], **answers: str) -> Interview:
    talk = Interview(xform(TOOL))
    wanted: Answers = {**THROUGH[TOOL], **answers, "participant": list(members)}
    assert talk.fill(wanted) == []
    return talk


@pytest.mark.parametrize(
    ("member", "shown"),
    [
        (MEMBER, {"participant_confirmed", "participant_consent", *ABOUT_A_MEMBER}),
        (REFUSES, {"participant_consent"}),
        (CHILD, set()),
        (
            {"participant_adult": "yes"},
            {"participant_confirmed", "participant_consent"},
        ),
    ],
)
def test_more_is_asked_of_those_who_agree_only(
    member: dict[str, str], shown: set[str]
) -> None:
    talk = held(member)

    asked = {name for name in talk.shown() if name.startswith("participant_")}
    assert asked == {"participant_adult", *shown}


@pytest.mark.parametrize(
    ("members", "leave", "begins"),
    [
        ([MEMBER, MEMBER], False, True),
        ([MEMBER, REFUSES], True, True),
        ([CHILD, MEMBER], True, True),
        ([REFUSES, REFUSES], True, False),
        ([CHILD], True, False),
        ([{}], False, False),
    ],
)
def test_the_talk_begins_with_those_who_agreed(
    *, members: list[dict[str, str]], leave: bool, begins: bool
) -> None:
    talk = held(*members)
    shown = talk.shown()

    assert ("some_leave" in shown) is leave
    assert ("consent_documented" in shown) is begins
    assert ("q1_1" in shown) is begins
    assert talk.value("outcome") == ("complete" if begins else "refused")


@pytest.mark.parametrize(
    "members", [[REFUSES, REFUSES], [CHILD], [CHILD, REFUSES]], ids=len
)
def test_where_nobody_agrees_date_and_country_are_kept_only(
    members: list[dict[str, str]],
) -> None:
    talk = held(*members, discussion_round="after", talk_language="Twi")

    assert talk.finish() == []
    assert talk.value("outcome") == "refused"
    assert kept(talk) <= {"participant_adult", "participant_consent"}
    assert talk.shown()[-1] == "not_now"


def test_of_one_who_refuses_nothing_else_is_kept() -> None:
    talk = held({**DESCRIBED, **REFUSES}, DESCRIBED)
    people = [
        {node.tag.split("}")[-1] for node in person.iter() if (node.text or "").strip()}
        for person in talk.submission().iter("{*}participant", "participant")
    ]

    assert people[0] & set(questions(TOOL)) == set(REFUSES)
    assert people[1] & set(questions(TOOL)) == set(DESCRIBED)


def test_without_paper_the_talk_does_not_begin() -> None:
    talk = talk_with(TOOL, {"participant": [DESCRIBED], "q1_1": "said"})
    assert {"q1_1", "participant_code"} <= kept(talk)

    talk.fill({"consent_documented": "no"})

    assert talk.finish() == []
    assert talk.value("outcome") == "refused"
    assert kept(talk) == {
        "participant_adult",
        "participant_consent",
        "consent_documented",
    }


def test_taking_all_agreement_back_empties_the_form() -> None:
    talk = talk_with(TOOL, {"participant": [DESCRIBED, MEMBER], "q4_2": "said"})
    again: Answers = {"participant": [REFUSES, REFUSES]}
    talk.fill(again)

    assert talk.finish() == []
    assert talk.value("outcome") == "refused"
    assert kept(talk) == {"participant_adult", "participant_consent"}


@pytest.mark.parametrize("missing", CONFIRMED.split())
def test_everyone_confirms_all_four_points(missing: str) -> None:
    ticked = " ".join(name for name in CONFIRMED.split() if name != missing)
    wanted: Answers = {
        **THROUGH[TOOL],
        "participant": [{**MEMBER, "participant_confirmed": ticked}],
    }

    refused = Interview(xform(TOOL)).fill(wanted)

    assert [one.name for one in refused] == ["participant_consent"]


@pytest.mark.parametrize("translated", ["", "no"])
def test_an_interpreter_signs_before_the_talk(translated: str) -> None:
    answers = {"interpreter": "yes", "consent_translated": translated}

    refused = Interview(xform(TOOL)).fill({**THROUGH[TOOL], **answers})

    assert [one.name for one in refused] == ["consent_documented"]


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ({"interpreter": "yes", "consent_translated": "yes"}, True),
        ({"interpreter": "no"}, False),
        ({}, False),
    ],
)
def test_an_interpreter_promises_to_keep_everything_private(
    *, answers: dict[str, str], asked: bool
) -> None:
    shown = talk_with(TOOL, answers).shown()

    for name in (
        "interpreter_language",
        "interpreter_promised",
        "interpreter_agreed",
        "consent_translated",
    ):
        assert (name in shown) is asked


@pytest.mark.parametrize(("setting", "asked"), [("in_person", True), ("remote", False)])
def test_the_place_is_checked_where_there_is_one(*, setting: str, asked: bool) -> None:
    shown = talk_with(TOOL, {"setting": setting}).shown()

    assert ("place_checks" in shown) is asked


@pytest.mark.parametrize(("name", "codes"), LISTS.items())
def test_choices_stand_in_order(name: str, codes: str) -> None:
    talk = talk_with(TOOL, {})
    choices = questions(TOOL)[name].type.choices
    assert choices is not None

    marked = [f"{'+' if one.added else ''}{one.name}" for one in choices.options]

    assert marked == codes.split()
    assert talk.choices(name) == codes.replace("+", "").split()


def test_every_item_is_asked_in_the_order_of_the_toolkit() -> None:
    items = [one.item for one in questions(TOOL).values() if one.item]

    assert set(items) == ITEMS
    assert items == sorted(items)
    shown = talk_with(TOOL, {}).shown()
    assert {f"q{item.replace('.', '_')}" for item in ITEMS} | UNNUMBERED <= set(shown)


def test_the_list_of_items_is_the_toolkits() -> None:
    assert numbered_items(PRINTED) == ITEMS


def test_the_ideas_for_helpers_are_as_many_as_the_toolkits() -> None:
    start, end = "from the list", "INTERVIEWER: Now, let us move on"
    printed = "\n".join(lines(PRINTED))
    ideas = printed[printed.index(start) : printed.index(end)].count("•")

    assert ideas == len(LISTS["helpers"].split())


def test_the_time_guides_are_the_toolkits() -> None:
    found = re.findall(r"\((\d+)\sminutes\)", " ".join(lines(PRINTED)))

    assert [int(minutes) for minutes in found] == list(MINUTES.values())


def test_each_timed_part_tells_how_long_it_takes() -> None:
    hints = {name: questions(TOOL)[name].hint for name in MINUTES}

    assert hints == {n: f"About {m} minutes for this part." for n, m in MINUTES.items()}


@pytest.mark.parametrize("block", GO_ON)
@pytest.mark.parametrize("answer", ["pause", "stop", "safety"])
def test_a_stop_leads_to_the_closing_page(block: str, answer: str) -> None:
    talk = talk_with(TOOL, {f"go_on_{block}": answer})
    shown = talk.shown()

    assert shown[shown.index(f"go_on_{block}") + 1] == "withdrawal"
    assert talk.finish() == []
    assert talk.value("outcome") == "stopped"


def test_a_talk_to_the_end_is_complete() -> None:
    talk = talk_with(TOOL, {})

    assert talk.finish() == []
    assert talk.value("outcome") == "complete"
    assert talk.value("left_open") == str(len(ITEMS))
    assert "come_back" in talk.shown()


def test_nothing_but_gates_is_required() -> None:
    required = {name for name, one in questions(TOOL).items() if one.required}

    assert required == {
        "participant_adult",
        "participant_consent",
        "consent_documented",
        *(f"go_on_{block}" for block in GO_ON),
    }


def test_codes_stand_for_the_participants() -> None:
    elsewhere = {one.name for one in form(TOOL).elsewhere}

    assert elsewhere == {"full_name", "phone"}
    assert elsewhere.isdisjoint(questions(TOOL))
    wrong: Answers = {
        **THROUGH[TOOL],
        "participant": [{**MEMBER, "participant_code": "12345678"}],
    }
    refused = Interview(xform(TOOL)).fill(wrong)
    assert [one.name for one in refused] == ["participant_code"]
