"""Sittings of a round are joined; nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from small_form import CODE, OTHER_CODE, YES_NO, consenting

from builder.expr import points
from builder.form import Form
from builder.judgements import Flag, Level
from builder.questions import integer, select_one, text
from builder.verdict import Verdict
from scorers.reading.normalise import normalise
from scorers.reading.submission import Submission
from scorers.scoring.score import score

Made = Callable[..., dict[str, Any]]


def scored(form: Form, *rows: dict[str, Any]) -> list[dict[str, Any]]:
    read = [normalise(form, row) for row in rows]
    return score(
        form, [one for one in read if isinstance(one, Submission)], "toolkit"
    ).to_dicts()


def first(row: Made, **answers: Any) -> dict[str, Any]:
    return row(1, **consenting(q1_1="yes", q1_2="food", go_on_1="pause", **answers))


def second(row: Made, **answers: Any) -> dict[str, Any]:
    return row(
        2,
        **consenting(
            **{"sitting": "2", "go_on_1": "continue", "q2_1": "yes", **answers}
        ),
    )


def test_a_sitting_shows_what_is_known_after_it(form: Form, row: Made) -> None:
    before, after = scored(form, first(row), second(row))

    assert (before["E1"], before["S1"], before["P1"], before["score"]) == (
        1,
        1,
        None,
        None,
    )
    assert (after["E1"], after["S1"], after["P1"], after["score"]) == (1, 1, 1, 3)
    assert (before["outcome"], after["outcome"]) == ("stopped", "complete")


def test_the_order_of_arrival_does_not_matter(form: Form, row: Made) -> None:
    after, before = scored(form, second(row), first(row))

    assert (before["P1"], after["score"]) == (None, 3)


def test_the_latest_answered_value_wins(form: Form, row: Made) -> None:
    corrected = scored(form, first(row), second(row, q1_1="no"))[1]
    left_blank = scored(form, first(row), second(row, q1_1=None))[1]

    assert corrected["E1"] == 0
    assert left_blank["E1"] == 1


def test_what_a_correction_makes_irrelevant_no_longer_counts(
    form: Form, row: Made
) -> None:
    """1.2 (food) raised a flag; after 1.1 is "no" it is not asked any more."""
    before, after = scored(form, first(row), second(row, q1_1="no"))

    assert before["red_flags"] == ["RF-07"]
    assert after["red_flags"] == []


@pytest.mark.parametrize(
    "other",
    [
        {"respondent_code": OTHER_CODE},
        {"round": "2"},
        {"round": None},
        {"respondent_code": None},
        {"respondent_code": "12345678"},
        {"consent": "no"},
        {"keep_answers": "discard"},
    ],
)
def test_nothing_else_is_joined(form: Form, row: Made, other: dict[str, Any]) -> None:
    after = scored(form, first(row), second(row, **other))[1]

    assert after["E1"] is None


def test_a_discarded_sitting_adds_nothing_to_a_later_one(form: Form, row: Made) -> None:
    after = scored(form, first(row, keep_answers="discard"), second(row))[1]

    assert (after["E1"], after["P1"]) == (None, 1)


def test_debts_of_an_earlier_sitting_still_count(form: Form, row: Made) -> None:
    debts = {"b2/debts/debt": [{"b2/debts/debt/q2_2": "arranger"}]}
    before = row(1, **consenting(go_on_1="continue", q2_1="no"), **debts)
    after = row(2, **consenting(sitting="2", go_on_1="continue", q2_1="no"))

    rows = scored(form, before, after)

    assert [one["severity"] for one in rows] == ["critical", "critical"]
    assert rows[0]["respondent_code"] == CODE


def test_what_no_sitting_worked_out_is_not_worked_out_from_both(row: Made) -> None:
    """A count of a block that was never open stays unknown; it is not 0."""
    form = Form("counts", "Form A")
    for name in ("respondent_code", "round", "sitting"):
        form.ask(None, text if name == "respondent_code" else integer, name, name=name)
    gate = form.ask(None, select_one(YES_NO), "Open?", name="gate")
    with form.group("block", relevant=gate == "yes"):
        has = form.ask(None, select_one(YES_NO), "Has?", name="has")
        count = form.calculate("count", points(has == "yes", 1))
    level = Level("high", Verdict(count == 0, count == 1))
    form.flags.append(Flag("RF-01", "None", "health", (level,)))
    answers = {"respondent_code": CODE, "round": "1"}
    closed = [row(n, **answers, sitting=n, gate="no") for n in (1, 2)]
    opened = row(3, **answers, sitting=3, gate="yes")
    resumed = row(4, **answers, sitting=4, gate="no")

    rows = scored(form.finished(), *closed, opened, resumed)

    assert [one["red_flags"] for one in rows] == [[], [], ["RF-01"], ["RF-01"]]
