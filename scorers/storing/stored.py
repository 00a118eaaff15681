"""Values as text for the database, and back: submissions, visits, score rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

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


def answers_of(text: str) -> Mapping[str, AnswerValue]:
    """Read answers; repeats come back as tuples."""
    return {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in load(text).items()
    }


def problems_of(text: str) -> tuple[Problem, ...]:
    return tuple(Problem(**one) for one in load(text))


def visit_of(text: str) -> Visit:
    fields = load(text)
    fields["raised"] = tuple(Raised(**one) for one in fields["raised"])
    return Visit(**fields)


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
