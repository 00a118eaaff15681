"""The letters there are: alert, reminder, correction, list of a day, of a week.

Subject and first sentence of each are neutral and hold no code of a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scorers.scoring.visits import Visit

from .alerts import Alert, Standing
from .entries import entry, facts, gravest_first, need_title
from .figures import Figures, Open
from .letter import Entry, Letter, Need, Pairs, reference
from .phrases import PHRASES
from .speech import Speech


@dataclass(frozen=True, slots=True)
class Correction:
    """A critical flag of which an interview now says something else."""

    need: str
    now: Standing


def alert(visit: Visit, alerts: Sequence[Alert], speech: Speech) -> Letter:
    """Tell one person of one interview; `alerts` all belong to both."""
    first = gravest_first(alerts)[0]
    outside = first.recipient.outside
    confirm = "confirm_alone" if outside else "confirm"
    now = any(one.pace == "now" for one in alerts)
    return _letter(
        speech,
        _subject(visit, alerts, speech),
        "opening",
        rules=(confirm,) if now else (),
        entries=(entry(visit, alerts, speech),),
    )


def reminder(
    visit: Visit, alerts: Sequence[Alert], speech: Speech, *, passed_on: bool
) -> Letter:
    """Recall what nobody has taken up; `passed_on` to who was not told before."""
    outside = alerts[0].recipient.outside
    leading = ["passed_on"] if passed_on else []
    leading.append("you_not_yet" if outside else "nobody_yet")
    return _letter(
        speech,
        f"Re: {_subject(visit, alerts, speech)}",
        "opening_reminder",
        leading=leading,
        entries=(entry(visit, alerts, speech),),
    )


def correction(
    visit: Visit, found: Sequence[Correction], speech: Speech, *, outside: bool
) -> Letter:
    """Tell that an interview takes back, or lowers, what was critical."""
    say = speech.say
    needs = {}
    for one in found:
        lower = f"severity_{one.now}"
        lines = ((say("severity"), say(lower)),) if lower in PHRASES else ()
        needs[one.need, one.now] = Need(need_title(one.need, speech), lines)
    marks = tuple(dict.fromkeys(say(_changed(one)) for one in found))
    told = Entry(marks, facts(visit, speech, outside=outside), tuple(needs.values()))
    number = _number(visit, speech, outside=outside)
    return _letter(
        speech,
        speech.line("subject_correction", number=number),
        "opening_correction",
        leading=("corrected_check_alone" if outside else "corrected_check",),
        entries=(told,),
    )


def day(found: Sequence[tuple[Visit, Sequence[Alert]]], speech: Speech) -> Letter:
    """Gather for one person what was raised since the last such mail."""
    return _letter(
        speech,
        speech.line("subject_day"),
        "opening_day",
        entries=[entry(visit, alerts, speech) for visit, alerts in found],
    )


def week(
    found: Sequence[tuple[Visit, Sequence[Alert]]],
    figures: Figures,
    own: Sequence[Open],
    speech: Speech,
    *,
    outside: bool,
) -> Letter:
    """Say that nothing is lost: how much is open, also when nothing is."""
    say = speech.say
    weekday = say(f"day_{speech.desk.profile.mail_day}")
    leading = [say("only_outside")] if outside else []
    numbers = (
        (say("open"), str(figures.open)),
        (say("unconfirmed"), str(figures.not_taken_up)),
        (say("overdue"), str(figures.overdue)),
        (say("reported"), str(figures.reported)),
    )
    return _letter(
        speech,
        speech.line("subject_week"),
        "opening_week",
        said=[*leading, say("silence", day=weekday)],
        entries=[entry(visit, alerts, speech) for visit, alerts in found],
        figures=numbers,
        listed_title=say("yours") if own else f"{say('yours')}: {say('none_yours')}",
        listed=tuple(_open(one, speech) for one in own),
    )


def _letter(
    speech: Speech,
    subject: str,
    opening: str,
    *,
    leading: Sequence[str] = (),
    rules: Sequence[str] = (),
    said: Sequence[str] = (),
    entries: Sequence[Entry] = (),
    figures: Pairs = (),
    listed_title: str = "",
    listed: Pairs = (),
) -> Letter:
    return Letter(
        subject=subject,
        opening=speech.say(opening),
        leading=(*(speech.say(key) for key in leading), *said),
        figures=figures,
        entries=tuple(entries),
        listed_title=listed_title,
        listed=listed,
        rules=tuple(speech.say(key) for key in (*rules, "no_visit", "inside")),
        link_label=speech.say("link"),
        link=speech.desk.link,
        colon=speech.say("labelled", label=""),
    )


def _subject(visit: Visit, alerts: Sequence[Alert], speech: Speech) -> str:
    """Name the matter by part of its reference, so that threads stay apart."""
    first = gravest_first(alerts)[0]
    stuck = any(one.stuck for one in alerts)
    pace = "critical" if stuck else first.raised.severity
    number = _number(visit, speech, outside=first.recipient.outside)
    return speech.line(f"subject_{pace}", number=number)


def _number(visit: Visit, speech: Speech, *, outside: bool) -> str:
    whole = reference(visit.submission, outside=outside, key=speech.desk.key)
    return whole.partition("-")[0]


def _changed(one: Correction) -> str:
    known = {"gone", "mistake"}
    return f"corrected_{one.now if one.now in known else 'lower'}"


def _open(one: Open, speech: Speech) -> tuple[str, str]:
    taken = speech.say("taken_up" if one.taken_up else "not_taken_up")
    said = speech.say(
        "listed",
        need=need_title(one.need, speech),
        severity=speech.say(f"severity_{one.severity}"),
        when=speech.until(one.act_before),
    )
    return one.reference, f"{said}; {taken}"
