"""Rehearsal interviews are what a phone would have sent."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime

import pytest
from javarosa import Interview
from lxml import etree
from sheets import entered, walked

from builder.build import Built
from builder.case import Case
from builder.questions import Question
from deploy.rehearsal import Sitting, submission
from deploy.wire.probe import LARGEST_SUBMISSION

MOMENT = datetime(2026, 1, 15, 10, tzinfo=UTC)
CLOCKED = {"instanceID", "start_time", "end_time"}
SEEDS = range(40)
ROUNDS = (1, 1, 2)


def sheet_of(survey: Built, seed: int) -> dict[str, object]:
    """Give talks of every course: most go on, some stop, some are discarded."""
    draw = random.Random(seed)
    course = {f"go_on_{n}": "continue" for n in range(15)}
    if seed % 5 == 0:
        course[f"go_on_{draw.randrange(15)}"] = draw.choice(["stop", "pause", "safety"])
    keep = "discard" if seed % 11 == 0 else "keep"
    agreed = "no" if seed % 13 == 0 else "yes"
    return walked(
        survey.form,
        seed,
        declines=0.2,
        **course,
        keep_answers=keep,
        consent_agreed=agreed,
        screening="danger" if seed % 17 == 0 else "met",
        round=draw.choice(ROUNDS),
        sitting=2 if seed % 7 == 0 else 1,
    )


def leaves(xml: bytes) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for node in etree.fromstring(xml).iter():
        if len(node) == 0 and (node.text or "").strip():
            found.setdefault(etree.QName(node).localname, []).append(node.text)
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_a_rehearsal_sends_what_the_phone_sends(survey: Built, seed: int) -> None:
    sheet = sheet_of(survey, seed)
    talk = Interview(survey.xform)

    refused = talk.fill(entered(sheet))
    ours = leaves(
        submission(
            survey.xform.encode(),
            Case(survey.form, sheet),
            Sitting("00000000-0000-4000-8000-000000000000", MOMENT, MOMENT),
        )
    )

    assert refused == []
    assert talk.finish() == []
    theirs = talk.sent()
    for name in CLOCKED:
        assert ours.pop(name, None) is not None
        theirs.pop(name, None)
    assert ours == theirs


def test_rehearsals_reach_every_question_and_pass_every_one_by(survey: Built) -> None:
    """Each condition is true in some talk and false in another."""
    asked: Counter[str] = Counter()
    passed_by: Counter[str] = Counter()
    for seed in range(400):
        case = Case(survey.form, sheet_of(survey, seed))
        for entry in survey.form.entries:
            if isinstance(entry.node, Question):
                reached = asked if case.relevant(entry) else passed_by
                reached[entry.node.name] += 1
    conditional = {
        entry.node.name
        for entry in survey.form.entries
        if isinstance(entry.node, Question) and entry.relevant is not None
    }

    assert {question.name for question in survey.form.questions()} - set(asked) == set()
    assert conditional - set(passed_by) == set()


@pytest.mark.parametrize("seed", range(3))
def test_a_long_talk_is_a_fraction_of_what_a_server_must_take(
    survey: Built, seed: int
) -> None:
    case = Case(survey.form, walked(survey.form, seed, calm=0, blank=0, declines=0))
    sitting = Sitting("00000000-0000-4000-8000-000000000000", MOMENT, MOMENT)

    size = len(submission(survey.xform.encode(), case, sitting))

    assert 5_000 < size < LARGEST_SUBMISSION / 10


def test_the_same_seed_gives_the_same_interview(survey: Built) -> None:
    assert sheet_of(survey, 3) == sheet_of(survey, 3)
    assert sheet_of(survey, 3) != sheet_of(survey, 4)
