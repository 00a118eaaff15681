"""In which direction a language is written, and how a text tells phones so.

Phones and browsers guess a line's direction from its first letter. A question
that begins with a Latin item letter would be laid out from left to right, and
a full stop at the end would stand on the wrong side.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from translations.scripts import right_to_left

TO_THE_LEFT = "\u200f"  # an invisible right-to-left letter
MARKUP = re.compile(r"<[^>]*>|\$\{\w+\}")
RIGHT_TO_LEFT = ("R", "AL")


def direction(language: str) -> Literal["ltr", "rtl"]:
    """Tell in which direction a language is written."""
    return "rtl" if right_to_left(language) else "ltr"


def directed(text: str, language: str) -> str:
    """Mark the lines of a text that phones would take for left to right."""
    if direction(language) == "ltr":
        return text
    return "\n".join(map(_marked, text.split("\n")))


def _marked(line: str) -> str:
    said = MARKUP.sub("", line).strip()
    if not said:
        return line
    kinds = [unicodedata.bidirectional(sign) for sign in said]
    strong = [kind for kind in kinds if kind in {"L", *RIGHT_TO_LEFT}]
    before = "" if strong[:1] and strong[0] in RIGHT_TO_LEFT else TO_THE_LEFT
    after = "" if kinds[-1] in RIGHT_TO_LEFT else TO_THE_LEFT
    return f"{before}{line}{after}"
