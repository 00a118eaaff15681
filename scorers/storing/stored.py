"""Values as text for the database, and back: submissions, visits, score rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from scorers.reading.needed import RESPONDENT_CODE
from scorers.reading.submission import AnswerValue, Problem, Submission
from scorers.scoring.visits import Raised, Visit

DAY, MOMENT = "$date", "$datetime"


def dump(value: Any) -> str:
    """Write a value so that the same value is always the same text."""
    return json.dumps(value, default=_written, sort_keys=True, ensure_ascii=False)


def load(text: str) -> Any:
    return json.loads(text, object_hook=_read)


def fingerprint(submission: Submission) -> str:
    """Give a hash that changes when anything we keep of a submission changes."""
    return hashlib.sha256(dump(asdict(submission)).encode()).hexdigest()


def columns_of(project: str, one: Submission) -> dict[str, Any]:
    """Give the row of a submission; `submission_of` reads it back."""
    moment = one.submitted_at
    return {
        "project": project,
        "submission": one.submission,
        "person": _person_of(one),
        "server_id": one.server_id,
        "fingerprint": fingerprint(one),
        "submitted_at": moment.isoformat() if moment else None,
        "validation_status": one.validation_status,
        "form_version": one.form_version,
        "content_hash": one.content_hash,
        "country_hash": one.country_hash,
        "scoring_version": one.scoring_version,
        "answers": dump(one.answers),
        "problems": dump([{"name": p.name, "rule": p.rule} for p in one.problems]),
    }


def submission_of(row: Row[Any]) -> Submission:
    moment = row.submitted_at
    return Submission(
        submission=row.submission,
        server_id=row.server_id,
        submitted_at=datetime.fromisoformat(moment) if moment else None,
        validation_status=row.validation_status,
        form_version=row.form_version,
        content_hash=row.content_hash,
        country_hash=row.country_hash,
        scoring_version=row.scoring_version,
        answers=answers_of(row.answers),
        problems=tuple(Problem(**one) for one in load(row.problems)),
    )


def answers_of(text: str) -> Mapping[str, AnswerValue]:
    """Read answers; repeats come back as tuples."""
    return {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in load(text).items()
    }


def visit_of(text: str) -> Visit:
    fields = load(text)
    fields["raised"] = tuple(Raised(**one) for one in fields["raised"])
    return Visit(**fields)


def _person_of(one: Submission) -> str:
    """Name whose submissions are worked out together: a code, or one submission."""
    return one.text(RESPONDENT_CODE) or one.submission


def _written(value: object) -> dict[str, str]:
    match value:
        case datetime():
            return {MOMENT: value.isoformat()}
        case date():
            return {DAY: value.isoformat()}
        case _:
            raise TypeError(f"a {type(value).__name__} cannot be stored")


def _read(found: dict[str, Any]) -> Any:
    match found:
        case {"$datetime": str(moment)}:
            return datetime.fromisoformat(moment)
        case {"$date": str(day)}:
            return date.fromisoformat(day)
        case _:
            return found
