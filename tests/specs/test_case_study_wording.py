"""What the case study says: every printed item, in our own, short, neutral words."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Iterator

from specs.case_study_talk import WORDING, content, form, of_the_talk
from toolkit_text import lines

from builder.codebook import codebook
from instrument_specs import words as neutral

TOOL_2 = range(4013, 4458)
QUESTIONS = range(4180, 4458)
NEVER = ("traffick", "abus", "victim", "flag", "exploit", "suicid", "survivor")
RUN = 6
LONGEST_LABEL = 200
# Numbers the toolkit prints over others, with no question of their own.
HEADINGS = {"1.2", "2.3.1", "4.2.1"}
# How many items each number holds, level by level.
COUNTS = {
    "1": 2, "1.2": 6,
    "2": 7, "2.2": 2, "2.3": 2, "2.3.1": 3, "2.4": 2, "2.5": 5, "2.5.3": 1,
    "2.6": 2, "2.7": 2,
    "3": 14, "3.5": 1, "3.6": 2, "3.6.1": 1, "3.6.2": 1, "3.7": 3, "3.7.2": 2,
    "3.7.3": 2, "3.10": 2, "3.12": 2, "3.14": 2, "3.14.2": 5,
    "4": 4, "4.1": 2, "4.2": 1, "4.2.1": 2, "4.3": 2,
    "5": 3, "5.1": 2, "5.2": 2, "5.3": 5,
    "6": 4,
}  # fmt: skip
NUMBERED = {
    f"{above}.{number}"
    for above, count in COUNTS.items()
    for number in range(1, count + 1)
}
LETTERED = {f"4.2.{letter}" for letter in "abcde"}
LETTERS = set(string.ascii_uppercase[: string.ascii_uppercase.index("W") + 1])

LETTERED_FACTS = {
    "A": "interviewer_code", "B": "interview_date", "C": "country", "D": "area",
    "E": "site", "F": "location_type", "G": "respondent_code", "H": "phone",
    "I": "age", "J": "gender", "K": "marital_status", "L": "education",
    "M": "birth_country", "N": "countries_abroad", "O": "departure_date",
    "P": "return_date", "Q": "age_left", "R": "age_returned", "S": "same_community",
    "T": "start_time", "U": "end_time", "V": "languages_spoken", "W": "interpreter",
}  # fmt: skip


def said() -> Iterator[tuple[str, str]]:
    """Give every sentence a phone can show in the talk, with where it stands."""
    for name, question in of_the_talk().items():
        for column in ("label", "hint", "guidance", "message"):
            yield f"{name}:{column}", getattr(question, column)
        for option in question.type.choices.options if question.type.choices else ():
            yield f"{name}:{option.name}", option.label
    for entry in form().entries:
        for group in entry.within:
            yield f"{group.name}:label", group.label


def runs(text: str) -> set[tuple[str, ...]]:
    """Give every run of words as long as would make a borrowed sentence."""
    found = re.findall(r"[a-z]+", text.lower())
    return {tuple(found[at : at + RUN]) for at in range(len(found) - RUN + 1)}


def test_every_letter_and_number_is_there_and_none_is_invented() -> None:
    items = {entry["item"] for entry in codebook(form(), WORDING)} - {None}

    assert items == LETTERS | (NUMBERED - HEADINGS) | LETTERED


def test_the_list_of_numbers_is_the_toolkits() -> None:
    printed = {
        match[1]
        for line in lines(QUESTIONS)
        if (match := re.match(r"\s*(\d\.\d+(?:\.\d+)*)\.?\s", line))
    }

    assert printed == NUMBERED


def test_the_letters_are_the_toolkits() -> None:
    details = lines(range(4099, 4180))
    printed = {m[1] for line in details if (m := re.match(r"([A-Z]) [A-Z]", line))}

    assert printed == LETTERS


def test_letters_stand_for_what_they_stand_for_in_this_tool() -> None:
    names = {
        entry["item"]: entry["name"]
        for entry in codebook(form(), WORDING)
        if entry["item"] in LETTERS and entry["name"] in LETTERED_FACTS.values()
    }

    assert names == LETTERED_FACTS


def test_no_sentence_is_the_toolkits() -> None:
    printed = runs(" ".join(lines(TOOL_2)))

    borrowed = {
        place: [" ".join(run) for run in runs(text) & printed]
        for place, text in said()
        if runs(text) & printed
    }

    assert borrowed == {}
    assert ("have", "you", "received", "any", "money", "other") in printed


def test_nothing_on_the_screen_gives_the_person_away() -> None:
    avoided = (*NEVER, *neutral.AVOIDED["en"])

    told = [
        (place, text)
        for place, text in said()
        if any(word in text.lower() for word in avoided)
    ]

    assert told == []


def test_a_question_is_short_enough_to_be_read_aloud() -> None:
    long = {n for n, one in of_the_talk().items() if len(one.label) > LONGEST_LABEL}

    assert long <= {"limits_3b", "limits_4b", "intro_first"}


def test_every_question_has_words_and_every_number_is_read_once() -> None:
    labels = [
        row["label::English (en)"]
        for row in content()["survey"]
        if row["type"].startswith(("text", "integer", "date", "note", "select"))
    ]
    read = Counter(
        match[1]
        for label in labels
        if (match := re.match(r"(?:<span[^>]*>)?([1-6](?:\.\w+)+)[ <]", label))
    )

    assert all(label.strip() for label in labels)
    # The line and its stories; how much is owed, to whom, by when.
    several = {"1.1": 2, "2.6.1": 3, "2.7.1": 3}
    assert {item: times for item, times in read.items() if times > 1} == several
    assert set(read) == (NUMBERED - HEADINGS) | LETTERED | {"4.2"}
