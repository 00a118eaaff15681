"""Rehearsal interviews of the survey and the urgent form: who says what when.

People and answers are drawn from a seed. Some refuse, some stop and go on in a
second sitting, some discard what they said; most come back for a second round.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from builder.case import Sheet
from builder.form import Form
from builder.one_case import Value
from builder.rehearsal import Walk

from . import codes
from .consent import CONFIRMATIONS

LAST_BLOCK = 15
BLOCKS = range(LAST_BLOCK)
CONSENTING: Mapping[str, Value] = {
    "screening": "met",
    **dict.fromkeys(CONFIRMATIONS, "yes"),
    "consent_questions": "no",
    "consent_agreed": "yes",
    "consent_documented": "yes",
    "keep_answers": "keep",
    **{f"go_on_{number}": "continue" for number in BLOCKS},
}
ROUND_APART = timedelta(days=182)
SITTING_APART = timedelta(days=2)
# Answers that most people give, and how often; the others are drawn.
LIKELY: Mapping[str, tuple[Value, float]] = {
    "concern": ("none", 0.95),
    "q11_1": ("yes", 0.85),
    "q8_3": ("yes", 0.8),
    "q9_5_child_work": ("no", 0.9),
    "q13_6": ("yes", 0.7),
    "q13_8": ("no", 0.9),
    "q12_1": ("no", 0.8),
}
# How often, of a hundred people, a first talk takes each course.
COURSES = {"complete": 74, "stopped": 12, "refused": 6, "not_met": 4, "discarded": 4}
COMES_BACK = 0.8


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """One sitting: which form, when, and what was entered."""

    tool: str
    day: date
    sheet: Sheet


def interviews(
    forms: Mapping[str, Form], people: int, seed: int, begin: date
) -> Iterator[Rehearsal]:
    """Give the talks with so many people, in the order of their days for each."""
    draw = Random(seed)  # noqa: S311 - the same seed, the same interviews
    for code in codes.draw(people, (), draw.randrange):
        first = begin + timedelta(days=draw.randrange(60))
        course = draw.choices(list(COURSES), list(COURSES.values()))[0]
        person: dict[str, Value] = {
            "respondent_code": code,
            "interviewer_code": draw.randrange(1, 9),
            "age": draw.randrange(19, 58),
            "gender": draw.choice(("woman", "woman", "man")),
        }
        yield from _round(forms["survey"], draw, person, 1, first, course)
        if course in {"complete", "stopped"} and draw.random() < COMES_BACK:
            again = first + ROUND_APART
            yield from _round(forms["survey"], draw, person, 2, again, "complete")
    yield from _urgent(forms["urgent"], draw, begin)


def _round(
    form: Form,
    draw: Random,
    person: Mapping[str, Value],
    number: int,
    day: date,
    course: str,
) -> Iterator[Rehearsal]:
    known: dict[str, Value] = {**CONSENTING, **person, "round": number, "sitting": 1}
    known["mode"] = None
    if number > 1:
        known["last_interview_date"] = day - ROUND_APART
    if course != "stopped":
        yield _talk(form, draw, known | _ending(course), day)
        return
    stop = draw.randrange(2, LAST_BLOCK)
    yield _talk(form, draw, known | {f"go_on_{stop}": "pause"}, day)
    if draw.random() < COMES_BACK:
        resumed = known | {"sitting": 2, "resume_at": f"b{stop + 1}"}
        yield _talk(form, draw, resumed, day + SITTING_APART)


def _ending(course: str) -> dict[str, Value]:
    endings: dict[str, dict[str, Value]] = {
        "refused": {"consent_agreed": "no"},
        "not_met": {"screening": "not_met"},
        "discarded": {"keep_answers": "discard"},
    }
    return endings.get(course, {})


def _talk(
    form: Form, draw: Random, script: Mapping[str, Value], day: date
) -> Rehearsal:
    likely = {name: v for name, (v, often) in LIKELY.items() if draw.random() < often}
    script = {**likely, **script, "interview_date": day}
    return Rehearsal(form.name, day, Walk(form, draw, script, day, calm=0.93).sheet())


def _urgent(form: Form, draw: Random, begin: date) -> Iterator[Rehearsal]:
    for number, kind in enumerate(("danger", "health", "child")):
        day = begin + timedelta(days=20 * number)
        script: dict[str, Value] = {
            "interview_date": day,
            "kind": kind,
            "respondent_code": None,
            "programme_involved": "not_sure" if number == 1 else "no",
        }
        yield Rehearsal(form.name, day, Walk(form, draw, script, day).sheet())
