"""The forms that are no talks with survivors, as a phone runs them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping

from javarosa import Answers, Interview
from sheets import CODE, CONSENTING, entered

from builder.form import Form
from builder.questions import Question
from builder.wording import Wording
from builder.workbook import Sheets, workbook
from builder.xform import compiled
from builder.xlsform import sheets
from instrument_specs.advisory_group import advisory_group
from instrument_specs.consent_stakeholder import CONFIRMATIONS
from instrument_specs.contact_card import contact_card
from instrument_specs.key_informant import key_informant
from instrument_specs.profile import Profile
from instrument_specs.profiles import profile

TOOLS: Mapping[str, Callable[[Profile], Form]] = {
    "key_informant": key_informant,
    "advisory_group": advisory_group,
    "contact_card": contact_card,
}
ENGLISH = Wording(("en",), lambda _key, source, _code: source)
# What a refusal may leave behind besides its gates.
LEFT_BEHIND = {
    "country",
    "interview_date",
    "start_time",
    "end_time",
    "content_hash",
    "country_hash",
    "scoring_version",
    "instanceID",
    "outcome",
}
BOOKKEEPING = ("open_", "blank_", "any_")
CONFIRMED = " ".join(name.removeprefix("confirm_") for name in CONFIRMATIONS)
MEMBER = {
    "participant_adult": "yes",
    "participant_confirmed": CONFIRMED,
    "participant_consent": "yes",
    "participant_code": CODE,
}
THROUGH: Mapping[str, Answers] = {
    "key_informant": entered(CONSENTING),
    "advisory_group": {
        **entered(CONSENTING),
        "go_on_0_helpers": "continue",
        "participant": [MEMBER, MEMBER],
    },
    "contact_card": {"interview_date": "2026-01-15", "contact_agreed": "yes"},
}
# What opens a question; what closes it. (An untouched form closes them all.)
Conditions = list[tuple[str, list[str], list[str]]]


@functools.cache
def form(tool: str) -> Form:
    return TOOLS[tool](profile("NGA", None))


@functools.cache
def content(tool: str) -> Sheets:
    return sheets(form(tool), ENGLISH)


@functools.cache
def xform(tool: str) -> str:
    return compiled(workbook(content(tool))).xform


def questions(tool: str) -> dict[str, Question]:
    return {question.name: question for question in form(tool).questions()}


def talk_with(tool: str, answers: Answers) -> Interview:
    """Hold a talk with these answers, consent given and gone on to the end."""
    talk = Interview(xform(tool))
    assert talk.fill({**THROUGH[tool], **answers}) == []
    return talk


def kept(talk: Interview) -> set[str]:
    """Name what would be sent besides what a refusal may leave behind."""
    return {
        name
        for name in talk.sent()
        if name not in LEFT_BEHIND and not name.startswith(BOOKKEEPING)
    }


def told(case: str) -> dict[str, str]:
    """Read `a=yes b=x+y` as answers; an empty text as none."""
    pairs = (pair.split("=") for pair in case.split())
    return {name: codes.replace("+", " ") for name, codes in pairs}


def each(conditions: Conditions) -> Iterable[tuple[str, str, bool]]:
    """Give every case of a table: the question, the answers, whether it is asked."""
    for name, opens, closes in conditions:
        yield from ((name, case, True) for case in opens)
        yield from ((name, case, False) for case in closes)
