"""The pages on requirements and readings leave nothing out and name what is there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import cache

import pytest
import typer
from toolkit.forms import TOOLS, form
from toolkit_text import TEXT, lines

from docs.make_traceability import HERE, STATES, readings, traceability, traces
from instrument_specs.profile import Profile
from remon import app

ROOT = HERE.parent
PAPERS = TEXT.parent
# How many of each the study has, by our reading of it.
KINDS: Mapping[str, int] = {
    "requirements": 182,
    "safeguarding": 34,
    "eligibility": 14,
    "discrepancies": 106,
}
ANSWERED = [name for name in KINDS if name != "discrepancies"]
IN_A_ROW = 6


@pytest.mark.parametrize("name", KINDS)
def test_there_is_an_answer_to_each(name: str) -> None:
    assert len(traces(name)) == KINDS[name]


@pytest.mark.parametrize(
    ("name", "paper", "row"),
    [
        ("requirements", "REQUIREMENTS.md", r"^\| (R-\d+) \|.*\| must \|"),
        ("safeguarding", "REQUIREMENTS.md", r"^\| (SG-\d+) \|"),
        ("eligibility", "REQUIREMENTS.md", r"^\| (EL-\d+) \|"),
        ("discrepancies", "DISCREPANCIES.md", r"^### (D-\d+) "),
    ],
)
def test_each_number_of_the_list_is_answered(name: str, paper: str, row: str) -> None:
    if not (PAPERS / paper).is_file():
        pytest.skip("the list of requirements does not lie beside the project")
    listed = (PAPERS / paper).read_text(encoding="utf-8")

    assert set(traces(name)) == set(re.findall(row, listed, re.MULTILINE))


@pytest.mark.parametrize("name", KINDS)
def test_everything_named_exists(name: str) -> None:
    named = {
        (id_, reference)
        for id_, one in traces(name).items()
        for reference in one.get("by", one.get("where", ()))
    }

    assert not sorted(pair for pair in named if not exists(pair[1]))


@pytest.mark.parametrize(
    "reference",
    [
        "survey.q99_1",
        "surveys.q1_1",
        "profile.nothing",
        "remon nothing",
        "docs/nothing.md",
        "tests/toolkit/test_traceability.py::test_nothing",
    ],
)
def test_a_wrong_name_would_be_found(reference: str) -> None:
    assert not exists(reference)


@pytest.mark.parametrize("name", ANSWERED)
def test_an_answer_names_what_meets_it_or_says_why_not(name: str) -> None:
    for id_, one in traces(name).items():
        assert set(one) <= {"asks", "state", "by", "note"}, id_
        assert one["asks"], id_
        assert one["state"] in STATES, id_
        if one["state"] in {"met", "partly", "otherwise"}:
            assert one["by"], id_
        if one["state"] != "met":
            assert one["note"], id_


def test_a_reading_says_what_where_and_how_to_change_it() -> None:
    for id_, one in traces("discrepancies").items():
        assert set(one) == {"about", "reading", "where", "change"}, id_
        assert all(one.values()), id_


def test_the_pages_are_up_to_date() -> None:
    remedy = "run: python docs/make_traceability.py"

    assert (HERE / "traceability.md").read_text("utf-8") == traceability(), remedy
    assert (HERE / "readings.md").read_text("utf-8") == readings(), remedy


def test_nothing_is_copied_from_the_toolkit() -> None:
    printed = set(runs("\n".join(lines(range(1, 5136)))))
    ours = {name: set(runs(" ".join(said(name)))) for name in KINDS}

    assert not {
        name: found & printed for name, found in ours.items() if found & printed
    }


def said(name: str) -> Iterator[str]:
    for one in traces(name).values():
        yield from (text + " ." for text in one.values() if isinstance(text, str))


def runs(text: str) -> Iterator[tuple[str, ...]]:
    """Give every run of six words, not across the full stops we put between texts."""
    for sentence in re.split(r" \.(?: |$)", text.lower()):
        words = re.findall(r"\w+", sentence)
        for start in range(len(words) - IN_A_ROW + 1):
            yield tuple(words[start : start + IN_A_ROW])


def exists(reference: str) -> bool:
    """Look up a field, a command, a field of the profile, a file or a test."""
    if reference.startswith("remon "):
        return reference.removeprefix("remon ") in commands()
    first, _, name = reference.partition(".")
    if first == "profile":
        return name in {one.name for one in fields(Profile)}
    if first in TOOLS:
        return name in names(first)
    path, _, test = reference.partition("::")
    if not (ROOT / path).is_file():
        return False
    return not test or f"def {test}(" in (ROOT / path).read_text(encoding="utf-8")


@cache
def names(tool: str) -> set[str]:
    asked = {entry.node.name for entry in form(tool).entries}
    return asked | {one.name for one in form(tool).elsewhere}


@cache
def commands() -> set[str]:
    click = typer.main.get_command(app())
    return set(getattr(click, "commands", {}))
