"""The catalogues that ship: up to date, whole, and free of slips."""

from __future__ import annotations

from io import BytesIO

import polib
import pytest
from babel.messages.pofile import read_po

from builder.extraction import extracted
from instrument_specs.registry import OWN_CATALOGUES, Instruments
from scorers.commands import texts
from translations import files
from translations.checks import checked
from translations.merging import merge
from translations.shelf import Shelf
from translations.sources import Source
from translations.stats import progress

LANGUAGES = ("ar", "bn", "fr", "ro", "ru")
OWN = (OWN_CATALOGUES,)


@pytest.fixture(scope="module")
def sources() -> dict[str, list[Source]]:
    return extracted(Instruments(), texts())


def test_five_languages_ship_beside_english(sources: dict[str, list[Source]]) -> None:
    assert tuple(Shelf(OWN, sources).languages()) == LANGUAGES


def test_every_text_is_translated(sources: dict[str, list[Source]]) -> None:
    counted = progress(OWN, sources, ["en", *LANGUAGES])

    open_ = {
        (one.language, one.catalogue): one.texts - one.translated
        for one in counted
        if one.percent < 100
    }

    assert open_ == {}


def test_nothing_is_found_in_any_language(sources: dict[str, list[Source]]) -> None:
    found = [
        f"{one.file} {one.key} [{one.rule}] {one.problem}"
        for one in checked(OWN, sources, LANGUAGES)
    ]

    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogues_are_up_to_date_and_laid_out_as_merge_writes_them(
    language: str, sources: dict[str, list[Source]]
) -> None:
    """After a change of words run: remon i18n merge --own."""
    for name, wanted in sources.items():
        path = files.path_of(OWN_CATALOGUES, name, language)
        file = files.read(path)

        assert not merge(file, wanted), name
        assert files.rendered(file) == path.read_text(encoding="utf-8"), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_library_reads_the_same(language: str) -> None:
    path = files.path_of(OWN_CATALOGUES, "urgent", language)

    babel = {
        (one.context, one.id): one.string
        for one in read_po(BytesIO(path.read_bytes()))
        if one.id
    }

    own = {(one.msgctxt, one.msgid): one.msgstr for one in polib.pofile(str(path))}
    assert own == babel
