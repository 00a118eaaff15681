"""The frozen counts are what the printed toolkit says, where its text lies near."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from toolkit import printed
from toolkit.facts import PARTS, TOOLS
from toolkit.printed import Printed

READINGS: Mapping[str, Callable[[], Mapping[str, Printed]]] = {
    "survey": printed.survey,
    "case_study": printed.case_study,
    "key_informant": printed.key_informant,
    "advisory_group": printed.advisory_group,
}


@pytest.mark.parametrize("tool", TOOLS)
def test_every_item_is_counted_as_printed(tool: str) -> None:
    assert dict(READINGS[tool]()) == dict(TOOLS[tool])


def test_items_come_in_the_printed_order() -> None:
    for tool, items in TOOLS.items():
        assert list(READINGS[tool]()) == list(items), tool


def test_what_has_no_number_is_counted_as_printed() -> None:
    assert printed.parts() == PARTS
