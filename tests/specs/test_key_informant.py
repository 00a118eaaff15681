"""Tool 3, the talk with one informant, on the engine that phones run."""

from __future__ import annotations

import re

import pytest
from javarosa import Interview
from sheets import CODE
from specs.stakeholders import (
    THROUGH,
    each,
    form,
    kept,
    questions,
    talk_with,
    told,
    xform,
)
from toolkit_text import lines

from builder.parts import answers_in
from builder.questions import Question

TOOL = "key_informant"
PRINTED = range(4458, 4617)
ITEMS = {str(number) for number in range(1, 13)}
MINUTES = {"intro_1": 5, "intro_2": 15, "intro_3": 15}
TIME_GUIDE = re.compile(r"\((\d+)\sminutes\)")
CONDITIONS = [
    ("2", ["actor_type=government", "actor_type=ngo+government"], ["actor_type=ngo"]),
    (
        "5",
        ["actor_type=research", "actor_type=legal", "actor_type=iom+legal"],
        ["actor_type=rights", "actor_type=government"],
    ),
    ("9", ["actor_type=iom", "actor_type=research+iom"], ["actor_type=international"]),
    ("actor_type_specify", ["actor_type=other+ngo"], ["actor_type=ngo"]),
    (
        "gender_specify_self_described",
        ["gender=self_described"],
        ["gender=woman", "gender=no_answer"],
    ),
    ("place_checks", ["setting=in_person", ""], ["setting=remote"]),
    *(
        (
            name,
            ["interpreter=yes consent_translated=yes"],
            ["interpreter=no", ""],
        )
        for name in (
            "interpreter_language",
            "interpreter_promised",
            "interpreter_agreed",
            "consent_translated",
        )
    ),
    ("wording_item", ["wording_changed=yes"], ["wording_changed=no"]),
]
LISTS = {
    "setting": "in_person remote",
    "place_checks": "agreed approved not_overheard not_secluded alternative",
    "interpreter": "yes no",
    "consent_how_read": "self aloud witnessed",
    "consent_agreed": "yes no",
    "actor_type": "government international ngo rights iom returnee +research +legal "
    "+other",
    "position": "leads runs direct advises speaks other +no_answer",
    "gender": "man woman self_described no_answer",
    "go_on_1": "continue pause stop safety",
}


def named(name: str) -> str:
    return f"q{name}" if name.isdigit() else name


@pytest.mark.parametrize(("name", "case", "asked"), list(each(CONDITIONS)))
def test_a_question_is_asked_only_where_it_applies(
    *, name: str, case: str, asked: bool
) -> None:
    talk = talk_with(TOOL, told(case))

    assert (named(name) in talk.shown()) is asked


def test_every_condition_is_in_the_table() -> None:
    """What depends on an answer, and not on consent and the course alone."""
    course = {"consent_agreed", "consent_documented", "open_1", "open_2", "open_3"}
    conditional = {
        entry.node.name
        for entry in form(TOOL).entries
        if isinstance(entry.node, Question)
        and entry.node.type.xlsform != "note"
        and entry.relevant is not None
        and not {one.name for one in answers_in(entry.relevant)} <= course
    }

    assert conditional == {named(name) for name, _, _ in CONDITIONS} | {
        "wording_used",
        "wording_language",
    }


@pytest.mark.parametrize(("name", "codes"), LISTS.items())
def test_choices_stand_in_order(name: str, codes: str) -> None:
    talk = talk_with(TOOL, {})
    choices = questions(TOOL)[name].type.choices
    assert choices is not None

    marked = [f"{'+' if one.added else ''}{one.name}" for one in choices.options]

    assert marked == codes.split()
    assert talk.choices(name) == codes.replace("+", "").split()


def test_every_item_of_the_toolkit_is_asked() -> None:
    assert {one.item for one in questions(TOOL).values()} - {None} == ITEMS


def test_the_list_of_items_is_the_toolkits() -> None:
    found = (re.match(r"(\d+)\. ", line) for line in lines(PRINTED))

    assert {match[1] for match in found if match} == ITEMS


def test_the_time_guides_are_the_toolkits() -> None:
    found = [m[1] for one in lines(PRINTED) if (m := TIME_GUIDE.search(one))]

    assert [int(minutes) for minutes in found] == list(MINUTES.values())


def test_each_part_tells_how_long_it_takes() -> None:
    hints = {name: questions(TOOL)[name].hint for name in MINUTES}

    assert hints == {n: f"About {m} minutes for this part." for n, m in MINUTES.items()}


@pytest.mark.parametrize(
    ("changes", "gates"),
    [
        ({"consent_agreed": "no"}, {"consent_agreed"}),
        ({"consent_documented": "no"}, {"consent_agreed", "consent_documented"}),
    ],
)
def test_a_refusal_keeps_date_and_country_only(
    changes: dict[str, str], gates: set[str]
) -> None:
    talk = talk_with(
        TOOL, {**SPOKEN, "interpreter": "yes", "consent_translated": "yes"}
    )
    assert {"q1", "interpreter", "respondent_code", "gender"} <= kept(talk)

    talk.fill(changes)

    assert talk.finish() == []
    assert talk.value("outcome") == "refused"
    assert kept(talk) == gates
    assert talk.shown()[-1] == "not_now"


@pytest.mark.parametrize(
    "name",
    [
        "confirm_taking_part",
        "confirm_data_use",
        "confirm_privacy",
        "confirm_withdrawal",
    ],
)
def test_consent_needs_each_confirmation(name: str) -> None:
    talk = Interview(xform(TOOL))

    refused = talk.fill({**THROUGH[TOOL], name: "no"})

    assert [one.name for one in refused] == ["consent_agreed"]
    assert "q1" not in talk.shown()


def test_consent_waits_for_questions() -> None:
    refused = Interview(xform(TOOL)).fill({**THROUGH[TOOL], "consent_questions": "yes"})

    assert [one.name for one in refused] == ["consent_agreed"]


@pytest.mark.parametrize("translated", ["", "no"])
def test_an_interpreter_signs_before_the_talk(translated: str) -> None:
    talk = Interview(xform(TOOL))
    answers = {"interpreter": "yes", "consent_translated": translated}

    refused = talk.fill({**THROUGH[TOOL], **answers})

    assert [one.name for one in refused] == ["consent_documented"]
    assert "q1" not in talk.shown()
    assert talk.fill({"consent_documented": "no"}) == []
    assert talk.finish() == []
    assert talk.value("outcome") == "refused"


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("answer", ["pause", "stop", "safety"])
def test_a_stop_leads_to_the_closing_page(number: int, answer: str) -> None:
    talk = talk_with(TOOL, {f"go_on_{number}": answer})
    shown = talk.shown()

    assert shown[shown.index(f"go_on_{number}") + 1] == "withdrawal"
    assert talk.finish() == []
    assert talk.value("outcome") == "stopped"


def test_a_talk_to_the_end_is_complete() -> None:
    talk = talk_with(TOOL, {})

    assert talk.finish() == []
    assert talk.value("outcome") == "complete"


def test_what_was_left_open_is_brought_up_again() -> None:
    talk = talk_with(TOOL, {"actor_type": "iom", "q1": "said", "q9": "said"})
    assert talk.label("come_back").startswith("Open questions without an answer: 8.")

    talk.fill({**dict.fromkeys(SPOKEN, "said"), "actor_type": "iom"})

    assert talk.value("left_open") == "0"
    assert "come_back" not in talk.shown()


def test_a_broken_off_talk_does_not_ask_to_come_back() -> None:
    assert "come_back" not in talk_with(TOOL, {"go_on_1": "stop"}).shown()


def test_nothing_but_gates_is_required() -> None:
    required = {name for name, one in questions(TOOL).items() if one.required}

    assert required == {"consent_agreed", "consent_documented", "go_on_1", "go_on_2"}


def test_a_code_stands_for_the_person() -> None:
    asked = set(questions(TOOL))

    assert asked.isdisjoint({one.name for one in form(TOOL).elsewhere})
    assert {one.form for one in form(TOOL).elsewhere} == {"contact_register"}
    refused = Interview(xform(TOOL)).fill(
        {**THROUGH[TOOL], "respondent_code": str(int(CODE) + 1)}
    )
    assert [one.name for one in refused] == ["respondent_code"]


SPOKEN = {
    "actor_type": "government",
    "gender": "woman",
    **{f"q{number}": "said" for number in range(1, 13)},
}
