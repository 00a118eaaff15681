"""Whether a printed text may stand in place of one of ours.

Protection goes before fidelity: what would tell a stranger what the talk is
about, or promise what nobody can keep, is not taken over.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from builder.checks import MARKDOWN
from builder.neutral import named
from builder.wording import BRACED
from instrument_specs.words import AVOIDED

LONGEST = 700  # characters; a text that is longer has swallowed its neighbours
# The abbreviation says what it stands for to whoever has heard it once.
SHORT = re.compile(r"\bVoTs?\b")
WORDS = re.compile(r"[^\W\d_]{3,}")
STEM = 5
RARE = 12  # a word that more than one item in twelve has tells nothing
ALIKE = 4  # rarer words that two texts about the same thing share
END = re.compile(r"(?<=[.?!])\s+(?=[A-Z\N{LEFT DOUBLE QUOTATION MARK}\[])")
# What the code of a choice says about the beginning of its printed label.
ANCHORS = {
    "yes": r"yes\b",
    "no": r"no\b",
    "no_answer": r"(?:do not know|do not wish|prefer not)\b",
    "other": r"other\b",
    "none": r"none\b",
}


def objection(printed: str, source: str) -> str:
    """Say why our text stays; "" when the printed one may stand for it."""
    if BRACED.search(source):
        return "ours fills in words of the country profile"
    short = SHORT.search(printed)
    if word := named(printed, AVOIDED["en"]) or (short[0] if short else ""):
        return f"the word {word!r} would tell a stranger what the talk is about"
    if BRACED.search(printed) or MARKDOWN.search(printed):
        return "holds signs that phones take as formatting"
    return ""


def unreadable(printed: str) -> str:
    """Say why a text cannot have been read rightly; "" when it can."""
    if not any(sign.isalpha() for sign in printed):
        return "no words were found"
    if len(printed) > LONGEST:
        return "it is too long: its end was not found"
    if any(unicodedata.category(sign) in {"Cc", "Co", "Cn"} for sign in printed):
        return "it holds signs that are no letters"
    return "" if "\N{REPLACEMENT CHARACTER}" not in printed else "letters are lost"


def in_our_order(
    codes: tuple[str, ...], ours: tuple[str, ...], found: tuple[str, ...]
) -> bool:
    """Tell whether printed options stand in the order of our choices.

    Each begins as its code says, and none looks more like another of ours than
    like its own.
    """
    anchored = all(
        bool(re.match(ANCHORS[code], label, re.IGNORECASE)) == (code == own)
        for own, label in zip(codes, found, strict=True)
        for code in ANCHORS
        # "Yes, all of them" begins like "Yes".
        if code in codes and (own == code or not own.startswith(f"{code}_"))
    )
    return anchored and not strangers(
        [f"{code} {label}" for code, label in zip(codes, ours, strict=True)], found
    )


def strangers(ours: Sequence[str], found: Sequence[str]) -> list[int]:
    """Give the places whose text shares nothing with ours there, and more elsewhere."""
    own = [stems(one) for one in ours]
    theirs = [stems(one) for one in found]
    return [
        place
        for place, words in enumerate(theirs)
        if not words & own[place] and any(words & other for other in own)
    ]


@dataclass(frozen=True, slots=True)
class Likeness:
    """Our texts by item, to notice a copy that is numbered in another way."""

    ours: Mapping[str, set[str]]

    @classmethod
    def of(cls, texts: Mapping[str, str]) -> Likeness:
        """Compare by the rarer words: those that few of our items have."""
        whole = {item: stems(text) for item, text in texts.items()}
        counts = Counter(stem for words in whole.values() for stem in words)
        limit = max(1, len(whole) // RARE)
        return cls(
            {
                item: {stem for stem in words if counts[stem] <= limit}
                for item, words in whole.items()
            }
        )

    def other(self, item: str, printed: str) -> str:
        """Name the item that a printed text looks like instead; "" mostly."""
        words = stems(printed)
        if words & self.ours.get(item, set()):
            return ""
        shared = {one: len(words & own) for one, own in self.ours.items()}
        like = max(shared, key=lambda one: shared[one], default="")
        most = shared.get(like, 0)
        return like if most >= ALIKE and 2 * most >= len(self.ours[like]) else ""


def sentences(text: str) -> list[str]:
    """Cut a text at the ends of its sentences."""
    return [one for one in END.split(text) if one]


def stems(text: str) -> set[str]:
    return {word.lower()[:STEM] for word in WORDS.findall(text.replace("_", " "))}
