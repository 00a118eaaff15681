"""Sections 1 to 18 of the survey behind the smallest opening that carries them."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from javarosa import Answers, Interview

from builder.form import Form
from builder.questions import Choices, Question, integer, select_one
from builder.wording import Wording
from builder.workbook import workbook
from builder.xform import compiled
from builder.xlsform import sheets
from instrument_specs.choices import NO_ANSWER_ADDED, YES_NO_ONLY, YES_NO_PRINTED
from instrument_specs.profile import Profile, Standard
from instrument_specs.profiles import profile
from instrument_specs.survey import (
    assistance,
    economic,
    feedback,
    psychosocial,
    social,
)
from instrument_specs.talk import Talk

DECIDED = date(2026, 1, 1)
PLACES = Choices.of(
    "place", {"urban": "Urban", "semi_urban": "Semi-urban", "rural": "Rural"}
).adding(NO_ANSWER_ADDED)
MODES = Choices.of("mode", {"full": "Full", "core": "Core"})
THROUGH = {
    "kept": "yes",
    "mode": "full",
    **{f"go_on_{number}": "continue" for number in range(1, 15)},
    **{f"still_private_{number}": "yes" for number in (5, 10, 13)},
}


def country() -> Profile:
    """Give the shipped profile with standards and feelings of our own."""
    return replace(
        profile("NGA", None),
        standards=(
            Standard("urban", ("water", "toilet"), DECIDED, "us"),
            Standard("semi_urban", ("water",), DECIDED, "us"),
        ),
        feelings={"13.1": {"en": "Do you feel your blood pressure?"}},
    )


def sections(of: Profile) -> Form:
    form = Form("survey", "Form A", of.fill())
    kept = form.ask(None, select_one(YES_NO_ONLY), "Kept?", name="kept")
    mode = form.ask(None, select_one(MODES), "Mode?", name="mode")
    form.ask("F", select_one(PLACES), "Where?", name="location_type")
    form.ask("T", select_one(YES_NO_PRINTED), "Children?", name="children")
    count = form.ask(None, integer, "Of school age?", name="count")
    form.calculate("n_school_age", count + 0, item="U")
    talk = Talk(form, kept == "yes", mode == "full")
    for part in (economic, social, psychosocial, assistance, feedback):
        part.ask(talk, of)
    return form.finished()


@functools.cache
def form() -> Form:
    return sections(country())


@functools.cache
def xform() -> str:
    content = sheets(form(), Wording(("en",), lambda _key, source, _code: source))
    return compiled(workbook(content)).xform


def answers(written: str) -> dict[str, str]:
    """Read "q1_1=yes q1_2=a+b" as answers."""
    pairs = (part.split("=") for part in written.split())
    return {name: value.replace("+", " ") for name, value in pairs}


def questions() -> dict[str, Question]:
    """Give the questions of the sections, by name."""
    asked = [entry for entry in form().entries if entry.within]
    return {e.node.name: e.node for e in asked if isinstance(e.node, Question)}


def talk_with(answers: Answers) -> Interview:
    """Hold a talk that goes through every section, with these answers."""
    interview = Interview(xform())
    refused = interview.fill({**THROUGH, **answers}, again=False)
    assert refused == []
    return interview


def shown_with(answers: Mapping[str, str]) -> frozenset[str]:
    return _shown(tuple(sorted(answers.items())))


@functools.cache
def _shown(answers: tuple[tuple[str, str], ...]) -> frozenset[str]:
    return frozenset(talk_with(dict(answers)).shown())
