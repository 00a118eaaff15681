"""Every numbered and lettered item of the four tools is asked as it is printed.

Items, options, conditions and lines to fill in: what a form does not have must
stand in docs/decisions.md, and what stands there must be so.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import replace

import pytest
from toolkit.differences import differences, instead, tools
from toolkit.facts import PARTS, TOOLS
from toolkit.forms import COUNTRIES, form
from toolkit.printed import Printed
from toolkit.shortfalls import Shortfall, shortfalls

from builder.entries import Entry
from builder.form import Form
from builder.questions import Choices, Question
from instrument_specs.registry import Instruments


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("tool", TOOLS)
def test_a_form_lacks_only_what_the_decisions_name(tool: str, country: str) -> None:
    found = sorted(shortfalls(form(tool, country), TOOLS[tool]))

    assert found == sorted({*differences_of_items(tool), *own_list(country, tool)})


@pytest.mark.parametrize("tool", TOOLS)
def test_where_a_condition_differs_it_is_the_one_the_decisions_name(tool: str) -> None:
    left = shortfalls(form(tool), TOOLS[tool], instead(tool))
    other = [one for one in differences_of_items(tool) if one.aspect != "condition"]

    assert sorted(left) == other


def test_the_decisions_name_known_tools_and_items() -> None:
    known = {**TOOLS, **PARTS}

    assert tools() <= set(known)
    for tool in tools():
        items = {one.item for one in differences(tool)}
        assert items <= set(TOOLS.get(tool, {})) | set(PARTS.get(tool, {})), tool


@pytest.mark.parametrize("tool", TOOLS)
def test_items_are_asked_in_the_printed_order(tool: str) -> None:
    asked = dict.fromkeys(e.node.item for e in form(tool).entries)
    numbered = [item for item in asked if item is not None and item[0].isdigit()]
    printed = [item for item in TOOLS[tool] if item in numbered]

    assert numbered == printed


@pytest.mark.parametrize("tool", TOOLS)
def test_an_item_that_is_taken_out_is_missed(tool: str) -> None:
    whole = form(tool)
    for item, facts in TOOLS[tool].items():
        gone = with_entries(whole, [e for e in whole.entries if not under(e, item)])
        gone.elsewhere = [one for one in whole.elsewhere if one.item != item]
        assert Shortfall(item, "item") in shortfalls(gone, {item: facts})


@pytest.mark.parametrize("tool", TOOLS)
def test_a_choice_that_is_taken_out_is_missed(tool: str) -> None:
    whole = form(tool)
    for item, facts in TOOLS[tool].items():
        for shorter in without_a_choice(whole, item) if facts.options else ():
            assert Shortfall(item, "choices") in shortfalls(shorter, {item: facts})


@pytest.mark.parametrize("tool", TOOLS)
def test_a_condition_that_is_taken_out_is_missed(tool: str) -> None:
    whole = form(tool)
    for item, facts in TOOLS[tool].items():
        if facts.condition or facts.inner:
            always = with_entries(
                whole,
                [unconditional(e) if under(e, item) else e for e in whole.entries],
            )
            left = shortfalls(always, {item: facts}, instead(tool))
            assert Shortfall(item, "condition") in left, item


@pytest.mark.parametrize("tool", TOOLS)
def test_a_line_to_fill_in_that_is_taken_out_is_missed(tool: str) -> None:
    whole = form(tool)
    for item, facts in TOOLS[tool].items():
        if facts.fill_in:
            closed = with_entries(
                whole, [e for e in whole.entries if not (under(e, item) and text(e))]
            )
            assert Shortfall(item, "line") in shortfalls(closed, {item: facts})


def test_a_condition_on_something_else_is_no_replacement() -> None:
    whole = form("survey")
    other = whole.entry("q8_2").relevant
    swapped = [
        replace(e, node=replace(e.node, relevant=whole.q("8.1") == "poor"))
        if e.node.name == "q8_3"
        else e
        for e in whole.entries
    ]
    facts: dict[str, Printed] = {"8.3": TOOLS["survey"]["8.3"]}

    assert other is not None
    assert list(shortfalls(with_entries(whole, swapped), facts)) == [
        Shortfall("8.3", "condition")
    ]


def test_choices_for_several_children_only_are_missed_when_offered_to_all() -> None:
    whole = form("survey")
    entries = [
        replace(unconditional(e), within=e.within) if e.node.item == "9.4" else e
        for e in whole.entries
    ]
    kept = [
        replace(
            e, node=replace(e.node, relevant=whole.entry(e.node.name).node.relevant)
        )
        for e in entries
    ]
    facts = {"9.4": TOOLS["survey"]["9.4"]}

    assert list(shortfalls(with_entries(whole, kept), facts, instead("survey"))) == [
        Shortfall("9.4", "condition")
    ]


def own_list(country: str, tool: str) -> list[Shortfall]:
    """Give what differs where a country describes homes in its own list (5.6)."""
    described = len(Instruments().profile(country).amenities)
    differs = tool == "survey" and described != TOOLS["survey"]["5.6"].options
    return [Shortfall("5.6", "choices")] if differs else []


def differences_of_items(tool: str) -> list[Shortfall]:
    return [one for one in differences(tool) if one.item in TOOLS[tool]]


def under(entry: Entry, item: str) -> bool:
    return f"{entry.node.item}.".startswith(f"{item}.")


def text(entry: Entry) -> bool:
    return isinstance(entry.node, Question) and entry.node.type.kind == "text"


def with_entries(whole: Form, entries: list[Entry]) -> Form:
    other = copy(whole)
    other.entries = entries
    return other


def unconditional(entry: Entry) -> Entry:
    """Take away a question's condition, those around it and those of its choices."""
    node = replace(entry.node, relevant=None)
    if isinstance(node, Question) and node.type.choices is not None:
        options = tuple(replace(one, when=None) for one in node.type.choices.options)
        choices = Choices(node.type.choices.name, options)
        node = replace(node, type=replace(node.type, choices=choices))
    return Entry(node, tuple(replace(group, relevant=None) for group in entry.within))


def without_a_choice(whole: Form, item: str) -> Iterator[Form]:
    """Give the form without one printed choice, for each choice of the item."""
    for place, entry in enumerate(whole.entries):
        node = entry.node
        if node.item != item or not isinstance(node, Question):
            continue
        choices = node.type.choices
        for option in choices.options if choices else ():
            if choices is None or option.added:
                continue
            left = tuple(one for one in choices.options if one is not option)
            shorter = replace(node.type, choices=Choices(choices.name, left))
            entries = list(whole.entries)
            entries[place] = replace(entry, node=replace(node, type=shorter))
            yield with_entries(whole, entries)
