"""Which questions interviewers put in other words, from submissions."""

from __future__ import annotations

import pytest
from sheets import CONSENTING
from toolkit.forms import form

from scorers.reading.heard_codes import item_code, language_code
from scorers.reading.normalise import normalise
from scorers.reading.submission import Submission
from scorers.scoring.heard import Heard, heard
from scorers.storing.stored import answers_of, dump

CANARY = "Blessing, 0803 555 1234"


def submission(number: int, *noted: tuple[str, str], **others: object) -> Submission:
    row = {
        **{name: str(value) for name, value in CONSENTING.items()},
        "_id": number,
        "meta/instanceID": f"uuid:{number}",
        "wording_page/wording_changed": "yes",
        "wordings/wording": [
            {
                "wordings/wording/wording_item": item,
                "wordings/wording/wording_used": CANARY,
                "wordings/wording/wording_language": language,
            }
            for item, language in noted
        ],
        **others,
    }
    read = normalise(form("survey"), row)
    assert isinstance(read, Submission)
    return read


def counted(*submissions: Submission) -> dict[str, Heard]:
    return {one.item: one for one in heard(form("survey"), submissions)}


def test_words_are_never_kept_and_codes_are() -> None:
    one = submission(1, ("Q 5.3", "anglais"), (CANARY, CANARY))

    stored = dump(one.answers)

    assert "Blessing" not in stored
    assert "0803" not in stored
    assert not one.problems
    assert answers_of(stored)["wording"] == (
        {"wording_item": "5.3", "wording_language": "en"},
        {"wording_item": "x", "wording_language": "x"},
    )


def test_each_talk_counts_once_for_an_item() -> None:
    talks = [submission(n, ("5.3", "Hausa"), ("5,3.", "ha")) for n in range(6)]

    found = counted(*talks)["5.3"]

    assert found.interviews == 6
    assert found.languages == {"ha": 6}
    assert found.rounds == {"1": 6}


def test_fewer_than_five_are_not_told() -> None:
    talks = [submission(n, ("5.3", "Hausa")) for n in range(5)]
    talks += [submission(n + 10, ("5.3", "English"), round="2") for n in range(2)]

    found = counted(*talks)["5.3"]

    assert found.interviews == 7
    assert found.languages == {"en": None, "ha": 5}
    assert found.rounds == {"1": 5, "2": None}


def test_a_number_that_no_item_has_is_counted_apart() -> None:
    found = counted(submission(1, ("99.9", "English")), submission(2, (CANARY, "")))

    assert set(found) == {""}


@pytest.mark.parametrize(
    "others",
    [
        {"keep_answers": "discard"},
        {"consent_agreed": "no"},
        {"wording_page/wording_changed": "no"},
        {"programme_involved": "yes"},
        {"programme_involved": "not_sure"},
        {"_validation_status": {"uid": "validation_status_not_approved"}},
    ],
)
def test_what_is_not_to_be_counted_is_left_out(others: dict[str, object]) -> None:
    assert not counted(submission(1, ("5.3", "English"), **others))


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("5.3", "5.3"),
        ("q13_1", "13.1"),
        ("Question 14.5.1.", "14.5.1"),
        ("4.2.A", "4.2.a"),
        ("T", "T"),
        ("0803 555 1234", ""),
        ("08035551234", ""),
        ("Mary", ""),
        ("", ""),
        ("5.3 and 5.4", ""),
    ],
)
def test_a_number_is_read_as_people_type_it(written: str, code: str) -> None:
    assert item_code(written) == code


def test_a_language_is_known_by_its_name_anywhere() -> None:
    names = ("English", "anglais", "YORUBA", "বাংলা", "русский", "fr", "Mary")

    assert [language_code(one) for one in names] == [
        "en", "en", "yo", "bn", "ru", "fr", "",
    ]  # fmt: skip
