"""Rehearsals of the case study are what a phone would have sent, and reach all."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime

import pytest
from javarosa import Interview
from lxml import etree
from sheets import entered, walked
from specs.case_study_talk import GATES, GO_ON, form, xform

from builder.case import Case
from builder.questions import Question
from deploy.rehearsal import Sitting, submission

MOMENT = datetime(2026, 1, 15, 10, tzinfo=UTC)
CLOCKED = {"instanceID", "start_time", "end_time"}


def sheet_of(seed: int) -> dict[str, object]:
    """Give talks of every course: most go on, some leave out, stop, are discarded."""
    draw = random.Random(seed)
    course = {f"go_on_{number}": "continue" for number in GO_ON}
    if seed % 4 == 0:
        course[f"go_on_{draw.choice(GATES)}"] = "leave_out"
    if seed % 5 == 0:
        course[f"go_on_{draw.choice(GO_ON)}"] = draw.choice(["stop", "pause", "safety"])
    return walked(
        form(),
        seed,
        **course,
        keep_answers="discard" if seed % 11 == 0 else "keep",
        consent_agreed="no" if seed % 13 == 0 else "yes",
        screening="danger" if seed % 17 == 0 else "met",
        round=draw.choice((1, 1, 2)),
        sitting=draw.choice((1, 1, 1, 2)),
    )


def leaves(xml: bytes) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for node in etree.fromstring(xml).iter():
        if len(node) == 0 and (node.text or "").strip():
            found.setdefault(etree.QName(node).localname, []).append(node.text)
    return found


def single_spaced(answers: dict[str, list[str]]) -> dict[str, list[str]]:
    """Drop the space a blank instance leaves in what a phone joins from a repeat."""
    return {
        name: [" ".join(one.split()) for one in all_] for name, all_ in answers.items()
    }


@pytest.mark.parametrize("seed", range(24))
def test_a_rehearsal_sends_what_the_phone_sends(seed: int) -> None:
    sheet = sheet_of(seed)
    talk = Interview(xform())

    refused = talk.fill(entered(sheet))
    ours = leaves(
        submission(
            xform().encode(),
            Case(form(), sheet),  # type: ignore[arg-type]
            Sitting("00000000-0000-4000-8000-000000000000", MOMENT, MOMENT),
        )
    )

    assert refused == []
    assert talk.finish() == []
    theirs = talk.sent()
    for name in CLOCKED:
        assert ours.pop(name, None) is not None
        theirs.pop(name, None)
    assert single_spaced(ours) == single_spaced(theirs)


def test_rehearsals_reach_every_question_and_pass_every_one_by() -> None:
    """Each condition is true in some talk and false in another."""
    asked: Counter[str] = Counter()
    passed_by: Counter[str] = Counter()
    for seed in range(250):
        case = Case(form(), sheet_of(seed))  # type: ignore[arg-type]
        for entry in form().entries:
            if isinstance(entry.node, Question):
                reached = asked if case.relevant(entry) else passed_by
                reached[entry.node.name] += 1
    conditional = {
        entry.node.name
        for entry in form().entries
        if isinstance(entry.node, Question) and entry.relevant is not None
    }

    assert {question.name for question in form().questions()} - set(asked) == set()
    assert conditional - set(passed_by) == set()
