"""In which letters a language is written."""

from __future__ import annotations

import re
import unicodedata

from babel import Locale

# Languages whose letters babel's own code does not tell; Latin otherwise.
SCRIPTS = {
    "ar": "ARABIC",
    "fa": "ARABIC",
    "ps": "ARABIC",
    "ur": "ARABIC",
    "bn": "BENGALI",
    "hi": "DEVANAGARI",
    "ne": "DEVANAGARI",
    "am": "ETHIOPIC",
    "ti": "ETHIOPIC",
    "ka": "GEORGIAN",
    "hy": "ARMENIAN",
    "bg": "CYRILLIC",
    "kk": "CYRILLIC",
    "ky": "CYRILLIC",
    "ru": "CYRILLIC",
    "uk": "CYRILLIC",
    "my": "MYANMAR",
    "th": "THAI",
    "km": "KHMER",
    "si": "SINHALA",
    "ta": "TAMIL",
}
WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f]|[^\W\d_])*")
# Written with a cedilla where the language has a comma below.
LOOKALIKES = {"ro": "\u015e\u015f\u0162\u0163"}
KNOWN = frozenset({*SCRIPTS.values(), "LATIN", "GREEK", "HEBREW"})
CODE = 2  # letters of a code such as A or NGA, or more in capitals


def right_to_left(language: str) -> bool:
    order = Locale.parse(language, sep="-").character_order
    return str(order) == "right-to-left"


def mixed(text: str) -> str:
    """Give the first word whose letters come from two scripts, or nothing."""
    for word in WORD.findall(text):
        if len({_script(letter) for letter in word} - {""}) > 1:
            return str(word)
    return ""


def foreign(text: str, language: str, source: str) -> str:
    """Give the first word in other letters than the language's, or nothing.

    Codes in capitals and words that the source has as well, as names do, are
    allowed.
    """
    own = SCRIPTS.get(language.partition("-")[0], "LATIN")
    lookalikes = LOOKALIKES.get(language, "")
    for word in WORD.findall(text):
        if any(letter in lookalikes for letter in word):
            return str(word)
        code = word.isupper() or len(word) < CODE
        if _script(word[0]) not in {own, ""} and not code and word not in source:
            return str(word)
    return ""


def _script(letter: str) -> str:
    """Name the script of a letter; nothing where several share it."""
    name = unicodedata.name(letter, "").partition(" ")[0]
    return name if name in KNOWN else ""
