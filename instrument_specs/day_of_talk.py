"""The day of the talk, from which all times are counted, asked alike in every form."""

from __future__ import annotations

import datetime as dt

from builder.expr import Answer
from builder.form import Form
from builder.questions import date

EARLIEST = dt.date(2023, 1, 1)


def ask(form: Form, label: str, item: str | None = None) -> Answer:
    return form.ask(
        item,
        date,
        label,
        name="interview_date",
        default="today()",
        constraint=lambda this: this >= EARLIEST,
        message="Check the year.",
    )
