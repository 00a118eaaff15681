"""What holds for the informant's talk, the group's and the contact card alike."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime

import pytest
from javarosa import Interview
from lxml import etree
from sheets import CODE, CONSENTING, entered
from specs.stakeholders import (
    CONFIRMED,
    ENGLISH,
    TOOLS,
    content,
    form,
    questions,
    xform,
)
from specs.test_survey_wording import runs
from toolkit_text import lines

from builder.case import Case
from builder.checks import findings
from builder.questions import Question
from builder.rehearsal import Walk
from builder.xform import validated
from deploy.rehearsal import Sitting, submission
from instrument_specs.open_question import NO_NAMES
from instrument_specs.words import AVOIDED

MOMENT = datetime(2026, 1, 15, 10, tzinfo=UTC)
CLOCKED = {"instanceID", "start_time", "end_time"}
TOOLS_AND_CONSENT = range(4458, 5031)
LONGEST = 200
TALKS = ("key_informant", "advisory_group")
every_form = pytest.mark.parametrize("tool", TOOLS)


def sheet_of(tool: str, seed: int) -> dict[str, object]:
    """Give talks of every course: most go on, some stop, some are refused."""
    draw = random.Random(seed)
    course = {"go_on_0_helpers": "continue"}
    if seed % 4 == 0:
        part = draw.choice(["0", "0_helpers", "1", "2", "3"])
        course[f"go_on_{part}"] = draw.choice(["stop", "pause", "safety"])
    script = {
        **CONSENTING,
        **course,
        "consent_agreed": "no" if seed % 9 == 0 else "yes",
        "consent_translated": "yes",
        "contact_agreed": "no" if seed % 7 == 0 else "yes",
        "participant_code": CODE,
        "participant_confirmed": CONFIRMED,
    }
    if seed % 5 == 0:
        # Left to chance: asked after what hangs on it, so not known beforehand.
        del script["consent_documented"]
    return dict(Walk(form(tool), draw, script).sheet())


def leaves(xml: bytes) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for node in etree.fromstring(xml).iter():
        if len(node) == 0 and (node.text or "").strip():
            found.setdefault(etree.QName(node).localname, []).append(node.text)
    return found


@every_form
@pytest.mark.parametrize("seed", range(30))
def test_a_rehearsal_sends_what_the_phone_sends(tool: str, seed: int) -> None:
    sheet = sheet_of(tool, seed)
    talk = Interview(xform(tool))

    refused = talk.fill(entered(sheet))
    sitting = Sitting("00000000-0000-4000-8000-000000000000", MOMENT, MOMENT)
    ours = leaves(submission(xform(tool).encode(), Case(form(tool), sheet), sitting))

    assert refused == []
    assert talk.finish() == []
    theirs = talk.sent()
    for name in CLOCKED:
        ours.pop(name, None)
        theirs.pop(name, None)
    assert ours == theirs


@every_form
def test_rehearsals_reach_every_question_and_pass_every_one_by(tool: str) -> None:
    asked: Counter[str] = Counter()
    passed_by: Counter[str] = Counter()
    for seed in range(150):
        sheet = sheet_of(tool, seed)
        case = Case(form(tool), sheet)
        for entry in form(tool).entries:
            rows = sheet.get(entry.repeat.name) if entry.repeat else None
            for instance in range(len(rows) if isinstance(rows, list) else 1):
                reached = asked if case.relevant(entry, instance) else passed_by
                reached[entry.node.name] += 1
    conditional = {
        entry.node.name
        for entry in form(tool).entries
        if isinstance(entry.node, Question) and entry.relevant is not None
    }

    assert set(questions(tool)) - set(asked) == set()
    assert conditional - set(passed_by) == set()


@every_form
def test_checks_and_odk_validate_find_nothing(tool: str) -> None:
    assert findings(form(tool), content(tool), ENGLISH, AVOIDED) == []
    assert "Xform is valid" in validated([xform(tool)])


@every_form
def test_the_title_is_neutral(tool: str) -> None:
    letters = {"key_informant": "C", "advisory_group": "D", "contact_card": "E"}

    assert form(tool).title == f"Form {letters[tool]} NGA"
    assert form(tool).name == tool


@every_form
def test_no_sentence_is_the_toolkits(tool: str) -> None:
    printed = runs(" ".join(lines(TOOLS_AND_CONSENT)))
    said = {
        f"{name}:{column}": getattr(one, column)
        for name, one in questions(tool).items()
        for column in ("label", "hint", "guidance", "message")
    }
    said |= {
        f"{name}:{option.name}": option.label
        for name, one in questions(tool).items()
        for option in (one.type.choices.options if one.type.choices else ())
    }
    said |= {g.name: g.label for entry in form(tool).entries for g in entry.within}

    borrowed = {place: runs(text) & printed for place, text in said.items()}

    assert {place: found for place, found in borrowed.items() if found} == {}


@every_form
def test_a_question_is_short_enough_to_be_read_aloud(tool: str) -> None:
    long = {
        name
        for name, one in questions(tool).items()
        if one.asked and len(one.label) > LONGEST
    }

    assert long <= {"confirm_privacy"}


@pytest.mark.parametrize("tool", TALKS)
def test_long_answers_name_nobody(tool: str) -> None:
    long = [
        one
        for one in questions(tool).values()
        if one.appearance == "multiline" and one.name != "wording_used"
    ]

    assert len(long) == {"key_informant": 12, "advisory_group": 17}[tool]
    assert all(one.hint.endswith(NO_NAMES) and one.sensitive for one in long)


@pytest.mark.parametrize("tool", TALKS)
def test_the_talks_hold_no_identities(tool: str) -> None:
    assert not [one for one in questions(tool).values() if one.pii]
    assert not form(tool).flags
    assert not form(tool).components


@pytest.mark.parametrize("tool", TALKS)
def test_the_limits_are_told_before_the_consent(tool: str) -> None:
    names = list(questions(tool))
    gate = "consent_agreed" if tool == "key_informant" else "participant_consent"

    assert names.index("consent_limits") < names.index(gate)


@pytest.mark.parametrize(
    ("tool", "length"),
    [("key_informant", "60 to 90 minutes"), ("advisory_group", "two to three hours")],
)
def test_people_are_told_how_long_it_takes(tool: str, length: str) -> None:
    assert length in questions(tool)["consent_course"].label
