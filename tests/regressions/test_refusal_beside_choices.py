"""A refusal beside other choices leaves a point of the score open (SCORING.md)."""

from __future__ import annotations

import pytest

from builder.case import Case
from instrument_specs.registry import Instruments

FORM = Instruments().form("NGA", "survey")
ALL = " ".join(Instruments().profile("NGA").amenities)
READY = {
    "screening": "met",
    **dict.fromkeys(
        (
            "confirm_taking_part",
            "confirm_data_use",
            "confirm_privacy",
            "confirm_withdrawal",
            "consent_agreed",
            "consent_documented",
        ),
        "yes",
    ),
    "consent_questions": "no",
    "location_type": "urban",
    "round": 1,
    "sitting": 1,
    "keep_answers": "keep",
    "still_private_5": "yes",
    **{f"go_on_{number}": "continue" for number in range(15)},
    "q2_6": "yes",
}


@pytest.mark.parametrize(
    ("name", "value", "component"),
    [("q2_7", "investment", "e5"), ("q5_6", ALL, "s4")],
)
def test_toolkit_leaves_it_open_and_printed_takes_the_letter(
    name: str, value: str, component: str
) -> None:
    alone = Case(FORM, {**READY, name: value})
    beside = Case(FORM, {**READY, name: f"{value} no_answer"})
    assert alone.value(f"toolkit_{component}") == 1
    assert beside.value(f"toolkit_{component}") is None
    printed = f"printed_{component}"
    assert alone.value(printed) == beside.value(printed)
