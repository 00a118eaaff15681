"""Find words in a text that a stranger must not see."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

# A word is found where one begins. Arabic writes "the", "and" or "for" together
# with the next word, and Bangla makes one word of several.
BEGINS = r"(?<![^\W\u0600-\u06ff\u0980-\u09ff])"
# Vowel signs that Arabic may leave out, its letter stretcher, and signs that
# nobody sees.
UNWRITTEN = re.compile("[\u0640\u064b-\u0652\u00ad\u200b-\u200f\u2060]")


def named(text: str, words: Sequence[str]) -> str:
    """Give the first of these words that a text shows, as it shows it; or nothing."""
    if not words:
        return ""
    wanted = "|".join(re.escape(_plain(word)) for word in words)
    match = re.search(f"{BEGINS}(?:{wanted})", _plain(text), re.IGNORECASE)
    return match[0] if match else ""


def _plain(text: str) -> str:
    straight = unicodedata.normalize("NFC", text).replace(
        "\N{RIGHT SINGLE QUOTATION MARK}", "'"
    )
    return UNWRITTEN.sub("", straight)
