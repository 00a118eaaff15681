"""Lines that phones would lay out in the wrong direction carry a mark."""

from __future__ import annotations

import pytest

from builder.direction import TO_THE_LEFT, directed, direction
from builder.wording import language_name

MARK = TO_THE_LEFT


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("نص", "نص"),
        ("نص.", f"نص.{MARK}"),
        ("B. نص", f"{MARK}B. نص"),
        ("8.2 نص؟", "8.2 نص؟"),
        ('<span style="color:red">4.2.a</span> نص', None),
        ("${left_1} نص", "${left_1} نص"),
        ("نص ${left_1}", "نص ${left_1}"),
        ("نص\nA، نص.\n\nنص", f"نص\n{MARK}A، نص.{MARK}\n\nنص"),
        ("2026", f"{MARK}2026{MARK}"),
        ("", ""),
    ],
)
def test_marks_stand_where_a_line_would_turn(text: str, wanted: str | None) -> None:
    assert directed(text, "ar") == (f"{MARK}{text}" if wanted is None else wanted)


@pytest.mark.parametrize("language", ["en", "fr", "bn", "ro", "ru"])
def test_other_languages_stay_as_they_are(language: str) -> None:
    assert direction(language) == "ltr"
    assert directed("B. Text.", language) == "B. Text."


def test_a_language_of_one_country_is_known() -> None:
    assert direction("pt-BR") == "ltr"
    assert direction("ar-SY") == "rtl"
    assert language_name("pt-BR") == "Portuguese (Brazil) (pt-BR)"
