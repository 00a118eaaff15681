"""The table of scores: its columns, what is left blank, what is left out."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from javarosa import Interview
from lxml import etree
from small_form import MADE_WITH, consenting

from builder.build import Built
from builder.errors import SpecError
from builder.form import Form
from builder.wording import Wording
from builder.workbook import workbook
from builder.xform import compiled
from builder.xlsform import sheets
from instrument_specs.registry import Instruments
from scorers.reading.normalise import normalise
from scorers.reading.openrosa_xml import read_xml
from scorers.reading.submission import NOT_APPROVED, Submission
from scorers.scoring.agreement import Disagreement, MadeWith, compare
from scorers.scoring.interviews import work_out
from scorers.scoring.score import score

Made = Callable[..., dict[str, Any]]
HERE = MadeWith(**MADE_WITH)
COLUMNS = [
    *("submission", "outcome", "respondent_code", "round", "sitting"),
    *(f"E{number}" for number in range(1, 8)),
    *(f"S{number}" for number in range(1, 7)),
    *(f"P{number}" for number in range(1, 6)),
    *("economic", "social", "psychosocial"),
    *("determined", "score_low", "score_high", "score"),
    *("red_flags", "severity", "scoring_profile", "form_version"),
]
COMPLETE = {"q1_1": "no", "go_on_1": "continue", "q2_1": "yes"}


def read(form: Form, *rows: dict[str, Any]) -> list[Submission]:
    found = [normalise(form, row) for row in rows]
    return [one for one in found if isinstance(one, Submission)]


def test_the_columns_of_the_survey_are_those_promised(survey: Built) -> None:
    assert score(survey.form, [], "toolkit").columns == COLUMNS


def test_a_complete_talk_has_a_score(form: Form, row: Made) -> None:
    (found,) = score(
        form, read(form, row(1, **consenting(**COMPLETE))), "toolkit"
    ).to_dicts()

    assert found == {
        "submission": "row-1",
        "outcome": "complete",
        "respondent_code": "10000022",
        "round": 1,
        "sitting": 1,
        "E1": 0,
        "S1": 1,
        "P1": 1,
        "economic": 0,
        "social": 1,
        "psychosocial": 1,
        "determined": 3,
        "score_low": 2,
        "score_high": 2,
        "score": 2,
        "red_flags": [],
        "severity": None,
        "scoring_profile": "toolkit",
        "form_version": "v1",
    }


def test_a_declined_answer_is_undetermined_or_not_earned(form: Form, row: Made) -> None:
    declined = read(form, row(1, **consenting(**{**COMPLETE, "q1_1": "no_answer"})))

    toolkit = score(form, declined, "toolkit").to_dicts()[0]
    printed = score(form, declined, "printed").to_dicts()[0]

    assert (toolkit["E1"], toolkit["economic"], toolkit["score"]) == (None, None, None)
    assert (toolkit["score_low"], toolkit["score_high"], toolkit["determined"]) == (
        1,
        3,
        1,
    )
    assert (printed["E1"], printed["score"]) == (0, 1)


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ({"consent": "no"}, "refused"),
        ({"keep_answers": "discard"}, "discarded"),
        ({"consent": None}, "stopped"),
    ],
)
def test_without_consent_or_when_discarded_nothing_is_judged(
    form: Form, row: Made, answers: dict[str, Any], outcome: str
) -> None:
    sheet = {**consenting(**COMPLETE, q1_2="food"), **answers}

    for profile in ("toolkit", "printed"):
        (found,) = score(form, read(form, row(1, **sheet)), profile).to_dicts()
        assert found["outcome"] == outcome
        judged = (
            "E1",
            "S1",
            "P1",
            "determined",
            "score_low",
            "score_high",
            "score",
            "severity",
        )
        assert [found[name] for name in judged] == [None] * len(judged)
        assert found["red_flags"] == []


def test_answers_of_closed_blocks_do_not_count(form: Form, row: Made) -> None:
    (found,) = score(
        form,
        read(
            form,
            row(1, **consenting(q1_1="no", q1_2="food", go_on_1="stop", q2_1="no")),
        ),
        "toolkit",
    ).to_dicts()

    assert (found["P1"], found["red_flags"]) == (None, [])


def test_what_is_not_approved_leaves_the_figures(form: Form, row: Made) -> None:
    rows = [
        row(1, **consenting(**COMPLETE), _validation_status={"uid": NOT_APPROVED}),
        row(2, **consenting(**COMPLETE)),
    ]

    assert score(form, read(form, *rows), "toolkit")["submission"].to_list() == [
        "row-2"
    ]
    assert len(score(form, read(form, *rows), "toolkit", figures=False)) == 2


def test_flags_and_the_gravest_severity(form: Form, row: Made) -> None:
    debts = {"b2/debts/debt": [{"b2/debts/debt/q2_2": "arranger"}]}
    sheet = consenting(**{**COMPLETE, "q1_1": "yes", "q1_2": "food", "q2_1": "no"})

    (found,) = score(form, read(form, row(1, **sheet, **debts)), "toolkit").to_dicts()

    assert (found["red_flags"], found["severity"]) == (["RF-01", "RF-07"], "critical")


def test_an_unknown_scoring_profile_is_refused(form: Form) -> None:
    with pytest.raises(
        SpecError, match="'mine' is no scoring profile of survey, only toolkit, printed"
    ):
        score(form, [], "mine")


def test_a_form_without_points_has_flags_only() -> None:
    urgent = Instruments().form("NGA", "urgent")
    row = {"_uuid": "u", "page/kind": "danger", "page/interview_date": "2026-01-08"}

    (found,) = score(urgent, read(urgent, row), "toolkit").to_dicts()

    assert "score" not in found
    assert (found["red_flags"], found["severity"]) == (["RF-22"], "critical")


def from_phones(form: Form) -> list[Submission]:
    xform = compiled(
        workbook(sheets(form, Wording(("en",), lambda _, text, __: text)))
    ).xform
    draw = random.Random(7)
    found = []
    for _ in range(150):
        talk = Interview(xform)
        talk.fill(
            consenting(
                q1_1=draw.choice(("yes", "no", "no_answer", "")),
                q1_2=draw.choice(("food", "loan food", "loan_bank", "none", "")),
                q1_4=draw.choice(("words", "")),
                q1_5=draw.choice(("2025-09-30", "2025-11-30", "")),
                go_on_1=draw.choice(("continue", "stop", "")),
                q2_1=draw.choice(("yes", "no", "no", "")),
                consent=draw.choice(("yes", "yes", "yes", "no", "")),
                keep_answers=draw.choice(("keep", "keep", "discard", "")),
                debt=[
                    {"q2_2": draw.choice(("family", "arranger"))}
                    for _ in range(draw.randint(0, 2))
                ],
            )
        )
        read_back = read_xml(form, etree.tostring(talk.submission()))
        assert isinstance(read_back, Submission)
        found.append(read_back)
    return found


def test_phone_and_scorer_agree_node_by_node(form: Form) -> None:
    submissions = from_phones(form)

    (made_with,) = {one.content_hash for one in submissions}
    here = replace(HERE, content_hash=made_with)
    agreement = compare(work_out(form, submissions), here)

    assert agreement.compared == len(submissions)
    assert agreement.disagreements == ()


def test_a_disagreement_is_reported_without_its_values(form: Form, row: Made) -> None:
    stored = {
        "toolkit_e1": "1",
        "content_hash": HERE.content_hash,
        "country_hash": HERE.country_hash,
        "scoring_version": HERE.scoring_version,
    }
    (found,) = read(form, row(1, consent="no", **stored))
    agreement = compare(
        work_out(
            form,
            [found, replace(found, submission="old", content_hash="content_hash-0")],
        ),
        HERE,
    )

    assert agreement.disagreements == (Disagreement("row-1", "toolkit_e1"),)
    assert agreement.made_with_another_version == ("old",)


def test_flags_of_a_talk_that_someone_of_the_programme_may_figure_in_are_hidden(
    form: Form, row: Made
) -> None:
    raising = consenting(**{**COMPLETE, "q2_1": "no"})
    open_talk = row(1, **raising, programme_involved="no")
    other = {**raising, "respondent_code": "10000119"}
    hidden = row(2, **other, programme_involved="not_sure")

    shown = score(form, read(form, open_talk, hidden), "toolkit").to_dicts()

    assert [bool(one["red_flags"]) for one in shown] == [True, False]
    assert shown[1]["severity"] is None
    assert shown[0]["score_low"] == shown[1]["score_low"]
