"""No form of any country takes a picture, a sound, a film or a position."""

from __future__ import annotations

import pytest
from toolkit.forms import COUNTRIES, TOOLS, form

from builder.form import Form
from builder.questions import Question

HARMLESS = {"integer", "text", "date", "note", "start", "end"}
CLOSED = {"select_one", "select_multiple"}
ALL = [(tool, country) for country in COUNTRIES for tool in TOOLS]


@pytest.mark.parametrize(("tool", "country"), ALL)
def test_types_take_words_and_numbers_only(tool: str, country: str) -> None:
    assert types(form(tool, country)) <= HARMLESS | CLOSED


@pytest.mark.parametrize(("tool", "country"), ALL)
def test_identities_are_asked_on_the_contact_card_only(tool: str, country: str) -> None:
    identifying = {q.name for q in form(tool, country).questions() if q.pii}

    assert bool(identifying) == (tool == "contact_card")


def types(whole: Form) -> set[str]:
    asked = (entry.node for entry in whole.entries)
    return {node.type.xlsform for node in asked if isinstance(node, Question)}
