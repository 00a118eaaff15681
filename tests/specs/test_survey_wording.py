"""What sections 1 to 18 say: our own words, neutral, and short."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from specs.sections import form, questions

TOOLKIT = Path(__file__).parents[3] / "shared/toolkit/toolkit.txt"
SURVEY_LINES = slice(2999, 4012)
NEVER = ("traffick", "abus", "victim", "flag", "exploit", "suicid", "survivor")
RUN = 6
LONGEST_LABEL = 200


def said() -> Iterator[tuple[str, str]]:
    """Give every sentence a phone can show, with where it stands."""
    for name, question in questions().items():
        for column in ("label", "hint", "guidance", "message"):
            yield f"{name}:{column}", getattr(question, column)
    for entry in form().entries:
        for group in entry.within:
            yield f"{group.name}:label", group.label


def choice_labels() -> Iterator[tuple[str, str]]:
    for name, question in questions().items():
        for option in question.type.choices.options if question.type.choices else ():
            yield f"{name}:{option.name}", option.label


def words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower())


def runs(text: str) -> set[tuple[str, ...]]:
    """Give every run of words as long as would make a borrowed sentence."""
    found = words(text)
    return {tuple(found[at : at + RUN]) for at in range(len(found) - RUN + 1)}


@pytest.mark.skipif(not TOOLKIT.is_file(), reason="the toolkit's text is not at hand")
def test_no_sentence_is_the_toolkits() -> None:
    lines = TOOLKIT.read_text(encoding="utf-8").splitlines()[SURVEY_LINES]
    printed = runs(" ".join(lines))

    borrowed = {
        place: [" ".join(run) for run in runs(text) & printed]
        for place, text in said()
        if runs(text) & printed
    }

    assert borrowed == {}
    assert tuple(words("do you owe anyone money related")) in printed


def test_nothing_on_the_screen_gives_the_person_away() -> None:
    told = [
        (place, text)
        for place, text in (*said(), *choice_labels())
        if any(word in text.lower() for word in NEVER)
    ]

    assert told == []


def test_a_question_is_short_enough_to_be_read_aloud() -> None:
    long = {name for name, one in questions().items() if len(one.label) > LONGEST_LABEL}

    assert long <= {"limits_5", "limits_10", "limits_13"}


def test_every_question_and_choice_has_words() -> None:
    assert all(one.label.strip() for one in questions().values())
    assert all(label.strip() for _, label in choice_labels())


def test_open_answers_are_marked_sensitive() -> None:
    texts = {n: one for n, one in questions().items() if one.type.xlsform == "text"}

    assert all(one.sensitive for one in texts.values())
