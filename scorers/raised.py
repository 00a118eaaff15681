"""Which red flags an interview brings as news, and what an alert may say of it.

News of a sitting is what its own answers raise, and what only the joined
answers of the round show. A flag that an earlier sitting has raised and this
one did not ask about is no news. In a later round it is news again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from builder.form import Form
from builder.judgements import SEVERITIES, Severity

from .interviews import KEPT_COLUMN, Interviews
from .judge import judged, severity_of
from .needed import ACKNOWLEDGED, DONE, INTERVIEWER_CODE, INVOLVED
from .needed import contact_again, profiles
from .sittings import Sitting
from .submission import Submission

Judgement: TypeAlias = Mapping[str, Any]
Severities: TypeAlias = Mapping[str, Severity]
POSSIBLY_INVOLVED = ("yes", "not_sure")
URGENT = "urgent"
URGENT_FLAG, URGENT_NEED = "URGENT", "protection"


@dataclass(frozen=True, slots=True)
class Raised:
    """A flag that is up; `again` when an earlier round of the person had it too.

    `acknowledged` is the code of what the interviewer did, "" when unknown.
    """

    flag: str
    need: str
    severity: Severity
    acknowledged: str
    again: bool


@dataclass(frozen=True, slots=True)
class Visit:
    """One sitting with news; all that alerts and mails know about it.

    `contact` is the code of the answer whether the person may be contacted
    again, "" when not asked. `involved` when somebody of the programme could be.
    """

    submission: str
    respondent_code: str | None
    interview_date: date | None
    submitted_at: datetime | None
    interviewer_code: str
    contact: str
    involved: bool
    raised: tuple[Raised, ...]


def visits(interviews: Interviews) -> list[Visit]:
    """Find the interviews with news, whatever the server thinks of them."""
    news = _news(interviews)
    joined = interviews.joined.iter_rows(named=True)
    involved = _involved(interviews)
    found = []
    for number, (sitting, known) in enumerate(
        zip(interviews.sittings, joined, strict=True)
    ):
        if news[number]:
            raised = _raised(interviews, number, known, news[number])
            found.append(
                _visit(interviews, number, known, raised, sitting.group in involved)
            )
    return found


def _visit(
    interviews: Interviews,
    number: int,
    known: Judgement,
    raised: tuple[Raised, ...],
    involved: bool,  # noqa: FBT001 - private, called once
) -> Visit:
    sitting = interviews.sittings[number]
    again = contact_again(interviews.form)
    return Visit(
        sitting.submission,
        sitting.respondent_code,
        sitting.interview_date,
        sitting.submitted_at,
        str(known.get(INTERVIEWER_CODE) or ""),
        str(known.get(again) or "") if again else "",
        involved,
        raised,
    )


def _news(interviews: Interviews) -> list[dict[str, Severity]]:
    """Give, for each sitting, its news: flags and their severities."""
    form = interviews.form
    own = _up(form, interviews, joined=False)
    joined = _up(form, interviews, joined=True)
    news: list[dict[str, Severity]] = [{} for _ in own]
    known: dict[str, dict[str, Severity]] = {}
    sittings = interviews.sittings
    for number in sorted(range(len(own)), key=lambda n: sittings[n].order):
        before = known.setdefault(sittings[number].group, {})
        for flag, severity in {**own[number], **joined[number]}.items():
            if flag in own[number] or _graver(severity, before.get(flag)):
                news[number][flag] = severity
            if _graver(severity, before.get(flag)):
                before[flag] = severity
    return news


def _up(form: Form, interviews: Interviews, *, joined: bool) -> list[Severities]:
    frame = interviews.joined if joined else interviews.alone
    scoring = next(iter(profiles(form)), "")
    table = judged(form, frame, scoring, KEPT_COLUMN)
    found = [
        {
            flag.id: known[severity_of(flag)]
            for flag in form.flags
            if known[severity_of(flag)] is not None
        }
        for known in table.iter_rows(named=True)
    ]
    if form.name != URGENT:
        return found
    # It was sent because somebody is worried, whether or not we can read why.
    return [dict.fromkeys(up or {URGENT_FLAG: ""}, SEVERITIES[0]) for up in found]


def _graver(severity: Severity, known: Severity | None) -> bool:
    return known is None or SEVERITIES.index(severity) < SEVERITIES.index(known)


def _raised(
    interviews: Interviews, number: int, known: Judgement, news: Severities
) -> tuple[Raised, ...]:
    form = interviews.form
    needs = {flag.id: flag.need for flag in form.flags}
    nodes = {
        flag.id: flag.name.replace("flag_", ACKNOWLEDGED, 1) for flag in form.flags
    }
    earlier = _earlier(interviews, interviews.sittings[number])
    return tuple(
        Raised(
            flag,
            needs.get(flag, URGENT_NEED),
            severity,
            str(known.get(nodes.get(flag, DONE)) or known.get(DONE) or ""),
            flag in earlier,
        )
        for flag, severity in news.items()
    )


def _earlier(interviews: Interviews, sitting: Sitting) -> set[str]:
    """Name the flags that were up in earlier rounds of the same person."""
    raise NotImplementedError


def _involved(interviews: Interviews) -> set[str]:
    """Name the rounds in which somebody of the programme could be involved.

    What was entered counts, whether relevant or not, and an answer that cannot
    be read counts as "not sure": a wrong guess here would tell the wrong person.
    """
    pairs = zip(interviews.sittings, interviews.submissions, strict=True)
    return {sitting.group for sitting, one in pairs if _possibly(one)}


def _possibly(one: Submission) -> bool:
    unread = any(problem.name == INVOLVED for problem in one.problems)
    return unread or one.value(INVOLVED) in POSSIBLY_INVOLVED


def _nothing() -> Iterator[None]:
    return iter(())
