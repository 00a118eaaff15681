"""What a mail says of one interview to one recipient, in plain words.

It says which person (by code), how urgent, which kind of help, until when and
what was done already.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from instrument_specs.closing import NEEDS
from scorers.scoring.visits import Visit
from translations.catalogue import SOURCE_LANGUAGE

from .alerts import Alert, rank
from .letter import Entry, Need, Pairs, reference
from .office import deadline
from .phrases import PHRASES
from .speech import Speech


def entry(visit: Visit, alerts: Sequence[Alert], speech: Speech) -> Entry:
    """Tell of an interview what `alerts`, all of it and to one person, say."""
    ordered = gravest_first(alerts)
    outside = any(one.recipient.outside for one in alerts)
    return Entry(
        tuple(_marks(visit, alerts, speech)),
        facts(visit, speech, outside=outside),
        tuple(_needs(visit, ordered, speech)),
    )


def gravest_first(alerts: Sequence[Alert]) -> list[Alert]:
    return sorted(alerts, key=lambda one: rank(one.raised.severity))


def facts(visit: Visit, speech: Speech, *, outside: bool) -> Pairs:
    say = speech.say
    contact = visit.contact if visit.contact in {"yes", "no"} else "unknown"
    return (
        (say("code"), visit.respondent_code or say("no_code")),
        (say("interview"), _when(visit, speech)),
        (say("interviewer"), visit.interviewer_code or say("unknown")),
        (say("contact"), say(f"contact_{contact}")),
        (
            say("reference"),
            reference(visit.submission, outside=outside, key=speech.desk.key),
        ),
    )


def need_title(need: str, speech: Speech) -> str:
    return speech.say(f"need_{need}") if need in NEEDS else need


def _marks(visit: Visit, alerts: Sequence[Alert], speech: Speech) -> list[str]:
    outside = any(one.recipient.outside for one in alerts)
    stuck = any(one.stuck for one in alerts)
    marks = {
        "you_must_act" if outside else "must_act": stuck,
        "another": visit.another,
        "only_you": outside,
    }
    return [speech.say(key) for key, applies in marks.items() if applies]


def _when(visit: Visit, speech: Speech) -> str:
    day = visit.interview_date
    if day is None:
        return speech.say("unknown")
    return f"{speech.day(day)} ({speech.age(day)})"


def _needs(visit: Visit, ordered: Sequence[Alert], speech: Speech) -> list[Need]:
    """Merge the flags of one need, gravest first."""
    merged: dict[str, list[Alert]] = {}
    for alert in ordered:
        merged.setdefault(alert.raised.need, []).append(alert)
    return [_need(visit, need, found, speech) for need, found in merged.items()]


def _need(visit: Visit, need: str, found: Sequence[Alert], speech: Speech) -> Need:
    say, severity = speech.say, found[0].raised.severity
    limit = deadline(visit, severity, speech.desk.profile, speech.now)
    lines = [
        (say("severity"), say(f"severity_{severity}")),
        (say("deadline"), speech.until(limit if _is_dated(visit) else None)),
        (say("done"), _joined(_done(found, speech), speech)),
    ]
    if any(one.raised.again for one in found):
        lines.append((say("again"), say("again_yes")))
    step = _step(need, speech)
    if step:
        lines.append((say("step"), step))
    return Need(need_title(need, speech), tuple(lines))


def _joined(said: Sequence[str], speech: Speech) -> str:
    def both(first: str, second: str) -> str:
        return speech.say("joined", first=first, next=second)

    return reduce(both, said)


def _is_dated(visit: Visit) -> bool:
    return visit.interview_date is not None or visit.submitted_at is not None


def _step(need: str, speech: Speech) -> str:
    profile = speech.desk.profile
    steps = profile.steps.get(need, {})
    known = (speech.language, SOURCE_LANGUAGE, profile.languages[0])
    return next((steps[one] for one in known if steps.get(one)), "")


def _done(found: Sequence[Alert], speech: Speech) -> list[str]:
    codes = dict.fromkeys(one.raised.acknowledged for one in found)
    known = {code for code in codes if f"done_{code}" in PHRASES}
    return [speech.say(f"done_{c if c in known else 'unknown'}") for c in codes]
