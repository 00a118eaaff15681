"""The promise of the project: the phone and the scorer give the same score.

Random answer sheets, complete and broken off, are filled in on the engine of
the phones; what it would send is scored again from the answers alone.
"""

from __future__ import annotations

import random
from typing import Any

import pytest
from javarosa import Interview
from lxml import etree
from sheets import entered, walked

from builder.build import Built
from builder.case import Case
from scorers.reading.openrosa_xml import read_xml
from scorers.reading.submission import Submission
from scorers.scoring.score import score

SHEETS, AT_ONCE = 1_000, 100
FIRST_CODE = 41_000_023  # any eight digits whose value mod 97 is 1
# Questions that no score and no flag reads, answered shortly.
UNSCORED = {"q14_1": "no", "q14_3": "no", "q14_5": "none", "wording_changed": "no"}
PRIVATE = (5, 10, 13)
SUMS = ("economic", "social", "psychosocial")
TOTALS = (*SUMS, "determined", "score_low", "score_high", "score")


def sheet_of(survey: Built, seed: int) -> dict[str, Any]:
    """Give a random sheet; texts are left out as nothing is scored from them."""
    draw = random.Random(seed)
    goes_on = draw.choice((1.0, 1.0, 0.95, 0.8))
    course = {
        f"go_on_{number}": "continue" if draw.random() < goes_on else "stop"
        for number in range(15)
    }
    first = FIRST_CODE + (1 - FIRST_CODE) % 97
    sheet = walked(
        survey.form,
        seed,
        calm=draw.random(),
        blank=draw.choice((0, 0, 0.05, 0.3)),
        declines=draw.choice((0, 0, 0.1, 0.4)),
        respondent_code=str(first + 97 * seed),
        round=draw.choice((1, 2, 3)),
        keep_answers=draw.choice(["keep"] * 19 + ["discard"]),
        consent_agreed=draw.choice(["yes"] * 19 + ["no"]),
        mode="core",
        programme_involved="no",
        **UNSCORED,
        **{f"still_private_{n}": draw.choice(["yes"] * 9 + ["no"]) for n in PRIVATE},
        location_type=draw.choice(("urban", "urban", "semi_urban", "rural")),
        **course,
    )
    texts = {q.name for q in survey.form.questions() if q.type.xlsform == "text"}
    return {
        name: value
        for name, value in sheet.items()
        if name not in texts - {"respondent_code"}
    }


def sent(survey: Built, seed: int) -> bytes:
    talk = Interview(survey.xform)
    assert talk.fill(entered(sheet_of(survey, seed))) == []
    return etree.tostring(talk.submission())


def on_the_phone(xml: bytes, profile: str) -> dict[str, int | None]:
    nodes = {etree.QName(node).localname: node.text for node in etree.fromstring(xml)}
    names = [name for name in nodes if name.startswith(f"{profile}_")]
    return {
        name.removeprefix(f"{profile}_"): int(nodes[name]) if nodes[name] else None
        for name in names
    }


def flags_on_the_phone(xml: bytes) -> set[str]:
    root = etree.fromstring(xml)
    return {
        "RF-" + etree.QName(node).localname.removeprefix("flag_rf")
        for node in root.iter()
        if etree.QName(node).localname.startswith("flag_") and node.text == "1"
    }


@pytest.mark.parametrize("start", range(0, SHEETS, AT_ONCE))
def test_phone_and_scorer_agree(survey: Built, start: int) -> None:
    phones = [sent(survey, seed) for seed in range(start, start + AT_ONCE)]
    read = [read_xml(survey.form, xml) for xml in phones]
    submissions = [one for one in read if isinstance(one, Submission)]
    assert len(submissions) == AT_ONCE
    assert not [problem for one in submissions for problem in one.problems]

    for profile in ("toolkit", "printed"):
        rows = score(survey.form, submissions, profile).to_dicts()
        for xml, row in zip(phones, rows, strict=True):
            phone = on_the_phone(xml, profile)
            ours = {
                key.lower(): value
                for key, value in row.items()
                if key.lower() in phone or key in TOTALS
            }
            assert ours == {**dict.fromkeys(ours), **phone}
            assert set(row["red_flags"]) == flags_on_the_phone(xml)
            assert_within_bounds(row)


def test_the_sheets_are_of_every_kind(survey: Built) -> None:
    cases = [Case(survey.form, sheet_of(survey, seed)) for seed in range(AT_ONCE)]

    outcomes = {case.value("outcome") for case in cases}
    scores = {case.value("toolkit_score") for case in cases}
    assert outcomes == {"complete", "stopped", "discarded", "refused"}
    assert len(scores - {None}) > 2
    assert None in scores


def assert_within_bounds(row: dict[str, Any]) -> None:
    if row["score_low"] is None:
        assert row["score"] is row["score_high"] is row["determined"] is None
        return
    assert 0 <= row["score_low"] <= row["score_high"] <= 18
    assert row["score_high"] - row["score_low"] == 18 - row["determined"]
    assert row["score"] in {None, row["score_low"]}
