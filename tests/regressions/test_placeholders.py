"""A translation fills in what its original does: no number to call goes missing."""

from __future__ import annotations

import pytest

from builder.wording import Wording
from builder.xlsform import sheets
from instrument_specs.registry import Instruments
from translations.errors import CatalogueError


@pytest.mark.parametrize("slip", ["", "{duty_nummer}", "{duty_number} ${kind}", "{"])
def test_a_translation_with_other_placeholders_is_refused(slip: str) -> None:
    form = Instruments().form("NGA", "urgent")
    key = "duty:label"

    def text(asked: str, source: str, language: str) -> str:
        return f"ع {slip}" if (asked, language) == (key, "ar") else source

    with pytest.raises(CatalogueError, match=rf"urgent\.ar\.po, {key}"):
        sheets(form, Wording(("en", "ar"), text))


def test_a_translation_may_repeat_a_placeholder() -> None:
    form = Instruments().form("NGA", "urgent")
    form.fill.update(dict.fromkeys(form.fill, "42"))

    def text(_: str, source: str, language: str) -> str:
        return source if language == "en" else f"{source} ع {source}"

    found = sheets(form, Wording(("en", "ar"), text))
    duty = next(row for row in found["survey"] if row["name"] == "duty")
    assert duty["label::Arabic (ar)"].count("42") == 2
