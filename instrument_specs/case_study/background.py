"""Items I to V of the case study, about the person.

The letters differ from the survey's, as this tool prints neither literacy nor
children; the node names are the same where the meaning is.
"""

from __future__ import annotations

from builder.questions import Choice, Choices
from instrument_specs import person, time_abroad
from instrument_specs.choices import YES_NO_UNPRINTED
from instrument_specs.opening import Opening
from instrument_specs.talk import Talk

LETTERS = person.Letters(
    phone="H",
    age="I",
    gender="J",
    marital="K",
    education="L",
    birth="M",
    abroad="N",
    departure="O",
    back="P",
    age_left="Q",
    age_back="R",
    community="S",
    began="T",
    ended="U",
    languages="V",
)
# This tool prints no answers to S; they are those of the survey.
COMMUNITY = Choices(
    "yes_no_s",
    (
        *YES_NO_UNPRINTED.options[:2],
        Choice(person.PREFER_NOT.name, person.PREFER_NOT.label, added=True),
    ),
)


def ask(talk: Talk, opening: Opening) -> None:
    form = talk.form
    person.ask_elsewhere(form, LETTERS)
    with talk.block(0, "About the person", hands_over=True):
        person.greet(form, opening)
        person.describe(form, LETTERS)
        time_abroad.ask(form, LETTERS, opening)
        person.now(form, LETTERS, COMMUNITY)
