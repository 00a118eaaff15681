"""What is extracted is what forms and pages ask for, in every country."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from builder.codebook_page import codebook_page
from builder.errors import SpecError
from builder.extraction import extracted
from builder.form import Form
from builder.papers import printed_paper
from builder.printed import printed_form
from builder.questions import text
from builder.saying import Saying
from builder.wording import Wording
from builder.xlsform import sheets
from instrument_specs.registry import TOOLS, Instruments
from scorers.commands import texts
from translations.catalogue import holder, speaks_for_itself
from translations.sources import Source

REGISTRY = Instruments()


@pytest.fixture(scope="module")
def sources() -> dict[str, list[Source]]:
    return extracted(REGISTRY, texts())


def asked_for(form: Form, *, pages: bool) -> Iterator[tuple[str, str]]:
    """Give every key and source that a form and its pages look up."""
    found: dict[str, str] = {}

    def noted(key: str, source: str, _language: str) -> str:
        found[key] = source
        return source

    wording = Wording(("en",), noted)
    sheets(form, wording)
    if pages:
        saying = Saying(form, noted, "en")
        codebook_page(form, wording)
        printed_form(saying, "1", REGISTRY.on_paper(form.name))
        for paper in REGISTRY.papers().values():
            if {sheet.tool for sheet in paper.sheets} == {form.name}:
                printed_paper(paper, [saying])
    yield from found.items()


@pytest.mark.parametrize("tool", TOOLS)
def test_nothing_that_is_shown_is_left_out(
    tool: str, sources: dict[str, list[Source]]
) -> None:
    known = {
        name: {one.key: one.text for one in some} for name, some in sources.items()
    }
    for country in REGISTRY.countries():
        form = REGISTRY.form(country, tool)
        for key, source in asked_for(form, pages=country == "NGA"):
            if not speaks_for_itself(source):
                assert known[holder(tool, key)].get(key) == source


def test_a_country_added_later_lacks_nothing(sources: dict[str, list[Source]]) -> None:
    """Another school age, other flags, no local words for feelings."""
    profile = replace(
        REGISTRY.profile("NGA"),
        school_age=(4, 11),
        flags_on=("RF-13", "RF-24"),
        feelings={},
    )
    known = {one.key: one.text for one in sources["survey"]}

    for key, source in asked_for(TOOLS["survey"](profile), pages=False):
        if not speaks_for_itself(source):
            assert known.get(key) == source


def test_a_key_that_says_two_things_is_refused() -> None:
    class TwoTexts(Instruments):
        def forms(self, tool: str) -> list[Form]:
            made = []
            for label in ("One way", "Another way"):
                form = Form("survey", "Form A")
                form.ask("1.1", text, label)
                made.append(form.finished())
            return made

    with pytest.raises(SpecError, match="q1_1:label says 'One way' in one place"):
        extracted(TwoTexts())


def test_translators_are_told_what_they_need(sources: dict[str, list[Source]]) -> None:
    by_key = {one.key: one for one in sources["survey"]}

    asked = by_key["q8_5:label"].comment()
    message = by_key["interview_date:constraint_message"]

    assert "Section b8" in asked
    assert "Item 8.5, one choice" in asked
    assert "Only if " in asked
    assert "Room: " in asked
    assert message.room < by_key["q8_5:label"].room
    assert (
        by_key["wording_used:label"].about[0].startswith("A question, free text, sen")
    )


def test_what_weighs_most_needs_two_reviewers(sources: dict[str, list[Source]]) -> None:
    needed = {one.key: one.reviewers for one in sources["survey"]}

    for key in (
        "consent_intro:label",
        "limits_5:label",
        "duty:label",
        "flag_rf01:label",
        "q4_2:label",
        "not_now:label",
    ):
        assert needed[key] == 2, key
    for key in ("q12_2:label", "country:label"):
        assert needed[key] == 1, key


def test_texts_that_differ_by_country_are_filled_in(
    sources: dict[str, list[Source]],
) -> None:
    by_key = {one.key: one.text for one in sources["survey"]}

    assert "{school_from}" in by_key["school_age_again:label"]
    assert "q13_1:hint" in by_key
    assert not [key for key, said in by_key.items() if speaks_for_itself(said)]
