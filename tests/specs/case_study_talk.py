"""The case study of one country, and talks held with it on the phone's engine."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from javarosa import Answers, Interview
from sheets import CONSENTING

from builder.form import Form
from builder.questions import Question
from builder.wording import Wording
from builder.workbook import Sheets, workbook
from builder.xform import compiled
from builder.xlsform import sheets
from instrument_specs.case_study import case_study
from instrument_specs.profiles import profile

# Every question whether to go on, in the order of the talk.
GATES = ("1", "1_2", "2", "3", "4", "5")
WITHIN = ("2a", "2b", "2c", "3a", "3b", "3c", "3d", "4a", "5a", "5b")
GO_ON = (
    *("1", "1_2", "2", "2a", "2b", "2c", "3", "3a", "3b", "3c", "3d"),
    *("4", "4a", "5", "5a", "5b"),
)
WORDING = Wording(("en",), lambda _key, source, _language: source)
SCRIPT: Mapping[str, str] = {
    **{name: str(value) for name, value in CONSENTING.items()},
    **{f"go_on_{number}": "continue" for number in GO_ON},
    **{f"still_private_{number}": "yes" for number in ("3b", "4b")},
}


@functools.cache
def form() -> Form:
    return case_study(profile("NGA", None))


@functools.cache
def content() -> Sheets:
    return sheets(form(), WORDING)


@functools.cache
def xform() -> str:
    return compiled(workbook(content())).xform


def questions() -> dict[str, Question]:
    return {question.name: question for question in form().questions()}


def of_the_talk() -> dict[str, Question]:
    """Give the questions of the talk itself, without opening and closing."""
    return {
        entry.node.name: entry.node
        for entry in form().entries
        if isinstance(entry.node, Question)
        and entry.within
        and entry.within[0].name.startswith("b")
    }


def talk_with(answers: Answers) -> Interview:
    """Hold a talk that agrees to every part, with these answers."""
    interview = Interview(xform())
    assert interview.fill({**SCRIPT, **answers}) == []
    return interview


def shown_with(answers: Mapping[str, str]) -> frozenset[str]:
    return _shown(tuple(sorted(answers.items())))


@functools.cache
def _shown(answers: tuple[tuple[str, str], ...]) -> frozenset[str]:
    return frozenset(talk_with(dict(answers)).shown())
