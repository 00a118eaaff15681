"""The table of what counts is the phone's own reading, for every sheet."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from sheets import walked

from builder.build import Built
from builder.case import Case
from builder.form import Form
from builder.questions import Question
from scorers.reading.needed import needed
from scorers.reading.submission import Submission
from scorers.reading.values import SOMETHING
from scorers.scoring.effective import effective
from scorers.scoring.table import tables

SHEETS = 400
# Otherwise hardly any sheet would get past the first gates.
LIKELY = {"consent": "yes", "keep_answers": "keep", "go_on_1": "continue", "q2_1": "no"}


def any_value(question: Question, draw: random.Random) -> Any:
    """Give any value the type can hold, relevant or not, or nothing."""
    if question.name in LIKELY and draw.random() < 0.8:
        return LIKELY[question.name]
    codes = question.answer.choices or (SOMETHING,)
    values = {
        "one": draw.choice(codes),
        "many": " ".join(draw.sample(codes, draw.randint(1, len(codes)))),
        "integer": draw.choice((0, 1, 2, 12, -3)),
        "date": date(2026, 1, 31) + timedelta(days=draw.randint(-200, 40)),
        "text": SOMETHING,
    }
    return None if draw.random() < 0.3 else values[question.type.kind]


def any_sheet(form: Form, draw: random.Random) -> dict[str, Any]:
    sheet: dict[str, Any] = {"debt": []}
    for entry in form.entries:
        if isinstance(entry.node, Question) and entry.repeat is None:
            sheet[entry.node.name] = any_value(entry.node, draw)
    inside = [e.node for e in form.entries if isinstance(e.node, Question) and e.repeat]
    for _ in range(draw.randint(0, 3)):
        sheet["debt"].append({q.name: any_value(q, draw) for q in inside})
    return sheet


def submission(form: Form, number: int, sheet: dict[str, Any]) -> Submission:
    """Give the sheet as if it had been read from a row."""
    taken = needed(form).taken
    answers: dict[str, Any] = {}
    for name, value in sheet.items():
        if isinstance(value, list):
            answers[name] = tuple(
                {k: v for k, v in one.items() if k in taken and v is not None}
                for one in value
            )
        elif name in taken and value is not None:
            answers[name] = value
    return Submission(f"s{number}", number, None, "", "", "", "", "", answers)


def differences(form: Form, sheets: list[dict[str, Any]]) -> list[tuple[int, str]]:
    entries = needed(form).entries
    table = effective(
        entries, tables(entries, [submission(form, n, s) for n, s in enumerate(sheets)])
    )
    cases = [Case(form, sheet) for sheet in sheets]
    return [
        (number, entry.node.name)
        for entry in entries
        if entry.repeat is None
        for number, value in enumerate(table[entry.node.name].to_list())
        if value != _told(form, entry.node.name, cases[number])
    ]


def _told(form: Form, name: str, case: Case) -> Any:
    value = case.value(name)
    node = form.entry(name).node
    is_free = isinstance(node, Question) and node.type.kind == "text"
    return (
        SOMETHING
        if is_free and value is not None and name != "respondent_code"
        else value
    )


def test_every_node_of_the_small_form_counts_as_on_the_phone(form: Form) -> None:
    draw = random.Random(20260109)
    sheets = [any_sheet(form, draw) for _ in range(SHEETS)]

    assert differences(form, sheets) == []
    assert any(
        Case(form, sheet).value("any_q2_2") == "family arranger" for sheet in sheets
    )


def test_every_node_of_the_survey_counts_as_on_the_phone(survey: Built) -> None:
    sheets = [walked(survey.form, seed, calm=0.1) for seed in range(60)]

    assert differences(survey.form, [dict(sheet) for sheet in sheets]) == []
