"""Talks are counted in screens, and a transcript reads like the phone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import remon
from builder.case import Case
from builder.expr import Constant
from builder.form import Form
from builder.proofs import proved
from builder.questions import Choices, note, select_one, text
from builder.talks import Length, length, rehearsed, talks
from builder.transcript import transcript
from builder.wording import Wording
from instrument_specs.registry import TOOLS, Instruments

YES_NO = Choices.of("yes_no", {"yes": "Yes", "no": "No"})
ALWAYS = Constant(value=True)


@pytest.fixture
def trial() -> Form:
    """Two pages, one of them in a repeat, and a question on its own."""
    form = Form("trial", "Trial", {"office": "the office"})
    with form.group("start_page", "Start", page=True):
        form.ask(None, note, "Welcome to {office}.", name="welcome")
        well = form.ask("1", select_one(YES_NO), "Are you well?", hint="Wait.")
        form.ask(None, text, "What hurts?", name="hurts", relevant=well == "no")
    with (
        form.group("visit", "Visits", relevant=well == "yes", repeat=True),
        form.group("visit_page", "A visit", page=True),
    ):
        form.ask("2", text, "Who came?")
        form.ask("3", text, "What for?")
    form.ask(None, text, "Anything else?", name="else")
    return form.finished()


def test_a_page_is_one_screen_and_each_entry_of_a_repeat_its_own(trial: Form) -> None:
    visits = [{"q2": "A", "q3": "B"}, {"q2": "C", "q3": "D"}]

    assert length(Case(trial, {"q1": "yes", "visit": visits})) == Length(4, 6, 1)
    assert length(Case(trial, {"q1": "no"})) == Length(2, 3, 1)


def test_the_shortest_and_the_longest_talk_are_found(trial: Form) -> None:
    three = talks(trial, ALWAYS)

    assert three is not None
    assert length(three.shortest).questions == length(Case(trial, {})).questions
    assert (
        length(three.longest).screens
        == length(Case(trial, {"q1": "yes", "visit": [{}]})).screens
    )


def test_there_is_no_talk_where_there_can_be_none(trial: Form) -> None:
    assert talks(trial, Constant(value=False)) is None


def test_a_transcript_shows_screens_choices_and_what_stayed_open(trial: Form) -> None:
    wording = Wording(("en",), lambda _key, source, _language: source)

    lines = list(transcript(Case(trial, {"q1": "no", "hurts": "Feet"}), wording, "en"))

    assert lines == [
        "--- 1. Start",
        "Welcome to the office.",
        "1 Are you well?",
        "    (Wait.)",
        "    > No",
        "What hurts?",
        "    > Feet",
        "",
        "--- 2.",
        "Anything else?",
        "    > (left open)",
        "",
    ]


@pytest.mark.parametrize("tool", TOOLS)
def test_forty_rehearsals_ask_everything(tool: str) -> None:
    form = Instruments().form("NGA", tool)

    asked = rehearsed(form, proved(form), 40)

    assert asked == {question.name for question in form.questions()}


def command(*words: str) -> str:
    result = CliRunner().invoke(remon.app(), ["walk", "--country", "NGA", *words])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(autouse=True)
def _no_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_walk_prints_the_talk_and_its_length() -> None:
    printed = command("--tool", "key_informant", "--show", "longest")

    assert printed.startswith("--- 1. ")
    assert "longest" in printed


def test_walk_answers_programs() -> None:
    report = json.loads(command("--tool", "key_informant", "--format", "json"))

    assert report["reached"] == report["questions"]
    assert report["not_reached"] == []
    sizes = {row["talk"]: row["screens"] for row in report["talks"]}
    assert sizes["shortest"] <= sizes["typical"] <= sizes["longest"]
