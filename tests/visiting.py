"""Interviews with news, made by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from small_form import CODE

from builder.judgements import Severity
from scorers.scoring.visits import Raised, Visit

NOW = datetime(2026, 1, 9, 8, tzinfo=UTC)  # a Friday
FOCAL, DEPUTY = "protection@office.example", "protection.deputy@office.example"
HEAD, OFFICE_HEAD = "programme@office.example", "head@office.example"
OUTSIDE = "safeguarding@regional.example"


def raised(
    flag: str = "RF-01",
    need: str = "protection",
    severity: Severity = "critical",
    acknowledged: str = "called_duty",
    *,
    again: bool = False,
) -> Raised:
    return Raised(flag, need, severity, acknowledged, again)


def visit(*flags: Raised, **facts: Any) -> Visit:
    known: dict[str, Any] = {
        "submission": "row-1",
        "respondent_code": CODE,
        "interview_date": date(2026, 1, 8),
        "submitted_at": datetime(2026, 1, 8, 15, tzinfo=UTC),
        "interviewer_code": "17",
        "contact": "yes",
        "involved": False,
        "raised": flags,
    }
    return Visit(**{**known, **facts})
