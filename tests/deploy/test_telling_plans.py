"""What the person who deploys reads of a plan."""

from __future__ import annotations

import pytest

from deploy.comparing.differences import Difference
from deploy.comparing.effects import Effect, Judged
from deploy.comparing.known import Known
from deploy.publishing.telling_plans import described

LONG = "Nothing of what was said is kept, and no one is told. " * 3


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (LONG + "Call 100.", LONG + "Call 200."),
        (LONG + "Call 100." + LONG, LONG + "Call 200." + LONG),
        ("Call 100. " + LONG, "Call 200. " + LONG),
        (LONG, LONG + "Call 200."),
        ("Call 100.", "Call 200."),
    ],
)
def test_the_part_that_differs_is_shown(before: str, after: str) -> None:
    found = Difference("item", "changed", "duty", "label", "en", before, after)

    said = described(Judged(found, Effect.HARMLESS), Known({}))

    shown_before, _, shown_after = said.partition(" -> ")
    assert shown_before.rpartition(": ")[2] != shown_after
    assert "200" in shown_after
    assert len(said) < 250


def test_a_text_that_goes_is_told_in_words() -> None:
    found = Difference("item", "changed", "duty", "hint", "en", "Call 100.", "")

    said = described(Judged(found, Effect.HARMLESS), Known({}))

    assert said.endswith('"Call 100." -> nothing')
