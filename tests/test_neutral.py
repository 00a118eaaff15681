"""A word that must not be seen is found in whatever way a language writes it."""

from __future__ import annotations

import pytest

from builder.neutral import named
from instrument_specs.words import AVOIDED


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "A red flag"),
        ("fr", "Les Victimes"),
        ("fr", "la traite d\N{RIGHT SINGLE QUOTATION MARK}enfants"),
        ("ar", "الضحايا"),  # the
        ("ar", "وللضحيّة"),  # and for the; with a vowel sign
        ("ar", "بالاتجـــار"),  # stretched
        ("bn", "মানবপাচার"),  # one word of two
        ("bn", "নির্\u200cযাতন"),
        ("bn", "নিপীড়ন"),
        ("ro", "Supraviețuitoare"),
        ("ru", "изнасилование"),
    ],
)
def test_a_word_is_found(language: str, text: str) -> None:
    assert named(f"8.2 {text}?", AVOIDED[language])


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "grapes, a drape"), ("fr", "les gens vous traitent"), ("ru", "работа")],
)
def test_a_word_that_only_looks_like_it_is_left_in_peace(
    language: str, text: str
) -> None:
    assert not named(text, AVOIDED[language])


def test_a_language_without_a_list_shows_nothing() -> None:
    assert named("anything", ()) == ""
