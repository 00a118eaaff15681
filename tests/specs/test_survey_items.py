"""Every item of the toolkit's survey is in the code book, with its place."""

from __future__ import annotations

import string

import pytest
from toolkit_text import numbered_items

from builder.build import Built
from builder.codebook import Description, codebook

# Sections of the survey and how many items each numbers.
SECTIONS = {1: 5, 2: 8, 3: 8, 4: 5, 5: 6, 6: 4, 7: 11, 8: 10, 9: 5, 10: 2, 11: 4, 12: 2}
SECTIONS |= {13: 9, 14: 5}
NESTED = {
    "3.2": (1, 2, 3, 4),
    "3.5": (1, 2, 3, 4),
    "3.7": (1, 2, 3, 4, 5),
    "14.2": (1, 2, 3),
    "14.4": (1, 2, 3),
    "14.5": (1, 2, 3, 4, 6, 7),  # the toolkit prints no 14.5.5
}
NUMBERED = {
    *(
        f"{section}.{n}"
        for section, count in SECTIONS.items()
        for n in range(1, count + 1)
    ),
    *(f"{item}.{n}" for item, numbers in NESTED.items() for n in numbers),
}
FEEDBACK = {"15", "16", "17", "18"}
SCORED = {
    "1.1": ["E1"], "1.3": ["E2"], "1.5": ["E3"], "2.2": ["E4"], "2.6": ["E5"],
    "2.7": ["E5"], "3.1": ["E6"], "3.4": ["E6"], "3.6": ["E6"], "3.8": ["E7"],
    "4.2": ["S1"], "5.3": ["S2"], "5.4": ["S3"], "5.6": ["S4"], "F": ["S4"],
    "8.1": ["S5"], "8.2": ["S6"], "8.3": ["S6"], "6.4": ["P1"], "11.1": ["P2"],
    "12.1": ["P3"], "13.1": ["P4"], "13.2": ["P4"], "13.3": ["P4"], "13.4": ["P4"],
    "6.2": ["P5"],
}  # fmt: skip


@pytest.fixture(scope="module")
def described(survey: Built) -> list[Description]:
    return codebook(survey.form, survey.wording)


def test_every_letter_and_number_is_there(described: list[Description]) -> None:
    items = {entry["item"] for entry in described}

    assert set(string.ascii_uppercase) | NUMBERED | FEEDBACK <= items


def test_no_item_is_invented(described: list[Description]) -> None:
    items = {entry["item"] for entry in described} - {None}

    assert items <= set(string.ascii_uppercase) | NUMBERED | FEEDBACK


def test_the_list_of_items_is_the_toolkit_s() -> None:
    printed = numbered_items(range(3225, 3981))

    assert printed == NUMBERED


def test_identity_items_are_asked_on_the_contact_card(
    described: list[Description],
) -> None:
    identities = [entry for entry in described if entry["path"] is None]

    assert {entry["item"] for entry in identities} == {"H", None}
    assert {entry["form"] for entry in identities} == {"contact_card"}
    assert all(entry["pii"] for entry in identities)
    assert not [entry for entry in described if entry["pii"] and entry["path"]]


def test_the_code_book_says_what_each_item_is_scored_in(
    described: list[Description],
) -> None:
    scored: dict[str, list[str]] = {}
    for entry in described:
        if entry["item"] and entry["scored_in"] and entry["type"] != "calculate":
            scored.setdefault(entry["item"], []).extend(entry["scored_in"])

    assert scored == SCORED


def test_every_entry_has_the_same_keys(described: list[Description]) -> None:
    assert len({tuple(sorted(entry)) for entry in described}) == 1
