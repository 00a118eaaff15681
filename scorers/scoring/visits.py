"""The interviews with news, and all that alerts and mails may know of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from builder.form import Form
from builder.judgements import Severity
from scorers.reading.needed import ACKNOWLEDGED, DONE, INTERVIEWER_CODE, contact_again

from .interviews import Interviews
from .involvement import involved
from .news import News, news

Known: TypeAlias = Mapping[str, Any]
UNKNOWN_NEED = "protection"


@dataclass(frozen=True, slots=True)
class Raised:
    """A flag that is up; `again` when an earlier round of the person had it too.

    `acknowledged` is the code of what the interviewer did, "" when unknown;
    `context` marks a flag that never alerts alone.
    """

    flag: str
    need: str
    severity: Severity
    acknowledged: str
    again: bool
    context: bool = False


@dataclass(frozen=True, slots=True)
class Visit:
    """One sitting with news.

    `contact` is the code of the answer whether the person may be contacted
    again, "" when not asked; `involved` says that somebody of the programme
    could be, `another` that gender or age do not fit earlier interviews under
    this code. Sittings of one round of a person share a `group`.
    """

    submission: str
    respondent_code: str | None
    interview_date: date | None
    submitted_at: datetime | None
    interviewer_code: str
    contact: str
    involved: bool
    raised: tuple[Raised, ...]
    another: bool = False
    group: str = ""


def visits(interviews: Interviews) -> list[Visit]:
    """Find the interviews with news, whatever the server's reviewers think of them."""
    hidden = involved(interviews)
    rows = zip(
        news(interviews, hidden),
        interviews.joined.iter_rows(named=True),
        strict=True,
    )
    return [
        _visit(interviews, number, fresh, known, hidden)
        for number, (fresh, known) in enumerate(rows)
        if fresh.flags
    ]


def _visit(
    interviews: Interviews,
    number: int,
    fresh: News,
    known: Known,
    hidden: set[str],
) -> Visit:
    sitting = interviews.sittings[number]
    return Visit(
        submission=sitting.submission,
        respondent_code=sitting.respondent_code,
        interview_date=sitting.interview_date,
        submitted_at=sitting.submitted_at,
        interviewer_code=_code(known, INTERVIEWER_CODE),
        contact=_code(known, contact_again(interviews.form)),
        involved=sitting.submission in hidden,
        raised=tuple(_raised(interviews.form, fresh, known)),
        another=sitting.other,
        group=sitting.group,
    )


def _raised(form: Form, fresh: News, known: Known) -> list[Raised]:
    flags = {flag.id: flag for flag in form.flags}
    found = []
    for name, severity in fresh.flags.items():
        flag = flags.get(name)
        node = flag.name.replace("flag_", ACKNOWLEDGED, 1) if flag else DONE
        found.append(
            Raised(
                name,
                flag.need if flag else UNKNOWN_NEED,
                severity,
                _code(known, node) or _code(known, DONE),
                name in fresh.again,
                context=flag is not None and flag.tier == "context",
            )
        )
    return found


def _code(known: Known, name: str | None) -> str:
    found = known.get(name) if name else None
    return "" if found is None else str(found)
