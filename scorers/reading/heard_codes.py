"""What an interviewer typed about other words, as codes: a number, a language.

Both are typed freely, so only what is plainly one of the two is kept; what else
was typed is forgotten.
"""

from __future__ import annotations

import re
from functools import cache

from babel import Locale

# 5.3, q5_3, "5,3.", "Question 14.5.1", or the letter of an item.
_NUMBER = re.compile(
    r"(?:q|no|nr|question|item)?[ .:_]*"
    r"(\d{1,2}(?:[.,_]\d{1,2}){0,3}(?:[.,_][a-e])?)\.?",
    re.IGNORECASE | re.ASCII,
)
SPEAKERS = ("ru", "ro", "ar", "fr", "bn", "en")
_LETTER = re.compile(r"(?:question|item)? ?([A-Z])\.?", re.ASCII)


def item_code(written: str) -> str:
    """Give an item's number or letter as our forms write it; "" for anything else."""
    if match := _NUMBER.fullmatch(written.strip()):
        return re.sub("[,_]", ".", match[1]).lower()
    match = _LETTER.fullmatch(written.strip())
    return match[1] if match else ""


def language_code(written: str) -> str:
    """Give a language's code for its name in any of our languages; "" otherwise."""
    return _names().get(" ".join(written.split()).casefold(), "")


@cache
def _names() -> dict[str, str]:
    """Give codes by names in the languages of interviews, English last."""
    found: dict[str, str] = {}
    for speaker in SPEAKERS:
        for code, name in Locale.parse(speaker).languages.items():
            found[str(name).casefold()] = str(code)
    return found | {code: code for code in found.values()}
