"""Answer sheets for tests: scripted talks, and sheets as a phone takes them."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date

from builder.form import Form
from builder.one_case import Value
from builder.rehearsal import Walk
from instrument_specs.consent import CONFIRMATIONS

CODE = "41000058"
BLOCKS = range(16)
CONSENTING: Mapping[str, Value] = {
    "interview_date": date(2026, 1, 15),
    "interviewer_code": 7,
    "respondent_code": CODE,
    "round": 1,
    "sitting": 1,
    "screening": "met",
    **dict.fromkeys(CONFIRMATIONS, "yes"),
    "consent_questions": "no",
    "consent_agreed": "yes",
    "consent_documented": "yes",
    "keep_answers": "keep",
    **{f"go_on_{number}": "continue" for number in BLOCKS},
}

Entered = dict[str, "str | Sequence[Mapping[str, str]]"]


def walked(
    form: Form,
    seed: int,
    *,
    calm: float = 0.4,
    blank: float = 0.04,
    declines: float = 0.06,
    **script: Value,
) -> dict[str, object]:
    """Give the sheet of a rehearsal interview that consents, unless scripted."""
    draw, known = random.Random(seed), {**CONSENTING, **script}
    walk = Walk(form, draw, known, calm=calm, blank=blank, declines=declines)
    return dict(walk.sheet())


def entered(sheet: Mapping[str, object]) -> Entered:
    """Give a sheet as what is tapped and typed on a phone."""
    return {
        name: [_row(row) for row in value] if isinstance(value, list) else str(value)
        for name, value in sheet.items()
        if value is not None
    }


def _row(row: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in row.items() if value is not None}
