"""The code book to read: complete, in words, in every language."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from printed.bilingual import ARABIC, speak_arabic
from printed.reading import seen

from builder.codebook import codebook
from builder.codebook_page import codebook_page
from builder.wording import Wording, filled
from instrument_specs.registry import TOOLS, Instruments


@cache
def both(tool: str) -> tuple[str, Wording]:
    registry = Instruments()
    wording = registry.wording("NGA", registry.catalogues(tool))
    return codebook_page(registry.form("NGA", tool), wording), wording


def article(page: str, name: str) -> str:
    """Give what the page says about one entry."""
    found = re.search(rf'<article id="{name}">(.*?)</article>', page, re.DOTALL)
    assert found, name
    return seen(found[1])


@pytest.mark.parametrize("tool", TOOLS)
def test_every_item_stands_in_the_page_with_its_codes(tool: str) -> None:
    page, _ = both(tool)
    form = Instruments().form("NGA", tool)

    for question in form.questions():
        said = article(page, question.name)
        label = " ".join(filled(form, question.label, "en").split())
        assert re.sub(r"\$\{\w+\}", "_____", label) in said
        if question.item:
            assert said.startswith(f"{question.item} {question.name}")
        for option in question.type.choices.options if question.type.choices else ():
            offered = f"{option.name} {filled(form, option.label, 'en')}"
            assert (offered in said) is not option.retired
    for one in form.elsewhere:
        assert f"{one.name} in {one.form}" in seen(page)


def test_conditions_are_in_words_and_never_in_xpath() -> None:
    page, _ = both("survey")

    assert "Only if 1.1 is" in article(page, "q1_2")
    assert "1 (toolkit) if 1.1 is 'Yes'" in article(page, "E1")
    for sign in ("${", "selected(", "= &#39;yes&#39;"):
        assert sign not in page


def test_an_item_leads_to_the_points_and_flags_it_feeds() -> None:
    page, wording = both("survey")
    form = Instruments().form("NGA", "survey")
    asked = {question.name for question in form.questions()}
    fed = {
        entry["name"]: [*entry["scored_in"], *entry["red_flags"]]
        for entry in codebook(form, wording)
        if entry["name"] in asked
    }

    for name, ids in fed.items():
        for one in ids:
            assert one in article(page, name)
            assert f'<article id="{one}">' in page
    assert sum(map(len, fed.values())) > 40


def test_every_flag_says_its_status_also_one_that_is_off() -> None:
    page, _ = both("survey")
    form = Instruments().form("NGA", "survey")

    for flag in form.flags:
        said = article(page, flag.id)
        compared = "compared with the printed toolkit"
        assert flag.label in said
        assert (compared if flag.confirmed else f"not yet {compared}") in said
        assert "switched off" not in said
    for flag in form.flags_off:
        assert "switched off" in article(page, flag.id)
    assert len(form.flags) > 10


def test_no_link_leads_nowhere() -> None:
    page, _ = both("survey")
    places = re.findall(r'id="([^"]*)"', page)

    assert set(re.findall(r'href="#([^"]*)"', page)) <= set(places)
    assert len(set(places)) == len(places)


def test_what_the_toolkit_does_not_print_is_marked() -> None:
    page, _ = both("survey")

    assert "no_answer Does not know or does not wish to answer +" in article(
        page, "q1_1"
    )
    assert "yes Yes No" not in article(page, "q1_1")
    assert "+ not in the printed toolkit" in article(page, "go_on_1")


def test_each_language_stands_in_its_own_direction(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = speak_arabic(tmp_path, monkeypatch, "survey")
    catalogues = registry.catalogues("survey")
    page = codebook_page(
        registry.form("NGA", "survey"), registry.wording("NGA", catalogues)
    )

    assert catalogues.missing == []
    assert '<html lang="ar" dir="rtl">' in page
    asked = re.search(r'<article id="q1_1">(.*?)</article>', page, re.DOTALL)
    assert asked
    arabic, english = asked[1].split('<div class="side" lang="en" dir="ltr">')
    assert ARABIC in arabic
    assert '<div class="side" lang="ar" dir="rtl">' in arabic
    assert "did you earn any money" in english
