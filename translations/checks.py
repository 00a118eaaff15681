"""What can be known of a translation without speaking its language.

A finding says in which file, under which key, what is wrong and what to do.
Errors are sure; a warning is for a person to judge.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import polib

from .catalogue import effective
from .glossary import Term, glossary, unused
from .scripts import foreign, mixed, right_to_left
from .sources import Source, Sources

# A translator who means it writes this into the comment of an entry.
SAME = "same as in English"
FILLED = re.compile(r"\$?\{[^{}]*\}|[{}]")
MARKUP = re.compile(r"\*\*|<[^<>]*>|(?m:^- |^#+ )|`")
MOJIBAKE = re.compile("[ÃÂÐÑØÙ][\u0080-\u00bf]|â€|à¦|à§|\ufffd")
OPENING, CLOSING = "\u202a\u202b\u202d\u202e", "\u202c"
ISOLATING, ISOLATED = "\u2066\u2067\u2068", "\u2069"
MARKS = "\u200e\u200f\u061c"
HIDDEN = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b\u2060\ufeff]")
WORD = re.compile(r"[^\W\d_]{4,}")
BRIEF = 2  # words; "Date" or "Documents" may well be the same in two languages


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at in a catalogue."""

    rule: str
    severity: Literal["error", "warning"]
    file: str
    key: str
    problem: str
    remedy: str

    def told(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Pair:
    """A source and what a language makes of it."""

    source: Source
    said: str
    comment: str
    language: str


Found = Iterator[tuple[str, Literal["error", "warning"], str, str]]
"""Rule, severity, problem and remedy."""


def checked(
    folders: Sequence[Path], sources: Sources, languages: Sequence[str]
) -> Iterator[Finding]:
    """Check what is said in these languages, in the order of the talk."""
    for language in languages:
        terms = glossary(folders, language)
        for catalogue, wanted in sources.items():
            entries = effective(tuple(folders), catalogue, language)
            file = f"{catalogue}.{language}.po"
            pairs = []
            for source in wanted:
                entry = entries.get(source.key)
                gap = _gap(entry, source)
                if gap is not None:
                    yield Finding("missing", "error", file, source.key, *gap)
                elif entry is not None:
                    pair = Pair(source, entry.msgstr, entry.tcomment, language)
                    pairs.append(pair)
                    for found in _of_one(pair, terms):
                        yield Finding(found[0], found[1], file, source.key, *found[2:])
            yield from _alike(file, pairs)


def _gap(entry: polib.POEntry | None, source: Source) -> tuple[str, str] | None:
    """Say why a text cannot be used at all."""
    if entry is None:
        return "is not in the catalogue", "Run: remon i18n merge; then translate it"
    if entry.msgid != source.text:
        return (
            f"translates another text, {_cut(entry.msgid)}",
            "Run: remon i18n merge; then look at what changed",
        )
    if entry.fuzzy:
        return (
            "is marked as fuzzy",
            "Compare it with the English text, correct it and take the mark off",
        )
    if entry.msgstr.strip() in {"", "-"}:
        return f"says {entry.msgstr!r}", "Translate it"
    return None


def _of_one(pair: Pair, terms: Sequence[Term]) -> Found:
    yield from _kept(pair)
    yield from _signs(pair)
    yield from _letters(pair)
    yield from _length(pair)
    for term in unused(terms, pair.source.text, pair.said):
        yield (
            "glossary",
            "warning",
            f"does not say {' or '.join(term.forms)} for {term.english!r}",
            f"Use the glossary's word, or add this one to glossary.{pair.language}.csv",
        )


def _kept(pair: Pair) -> Found:
    """Find what was not taken over as it stands."""
    text, said = pair.source.text, pair.said
    for rule, pattern, what in (
        ("placeholder", FILLED, "what stands in braces"),
        ("markup", MARKUP, "the signs for emphasis and lists"),
    ):
        wanted, given = (Counter(pattern.findall(one)) for one in (text, said))
        # A sentence may need a name twice where English says it once.
        if wanted.keys() != given.keys() or (rule == "markup" and wanted != given):
            yield (
                rule,
                "error",
                f"has {_listed(given)}, the English text has {_listed(wanted)}",
                f"Copy {what} from the English text, unchanged",
            )
    if said.count("\n") != text.count("\n"):
        yield "lines", "error", "breaks lines elsewhere", "Keep the lines"
    if said != said.strip():
        yield "space", "error", "begins or ends with a space", "Take the space away"
    if said == text and SAME not in pair.comment and _translatable(text):
        yield (
            "untranslated",
            "error",
            "is still English",
            f"Translate it, or write {SAME!r} into the comment of the entry",
        )


def _translatable(text: str) -> bool:
    return WORD.search(FILLED.sub(" ", text)) is not None


def _signs(pair: Pair) -> Found:
    said = pair.said
    if unicodedata.normalize("NFC", said) != said:
        yield "nfc", "error", "holds letters made of loose parts", "Normalize it to NFC"
    if match := MOJIBAKE.search(said):
        yield (
            "mojibake",
            "error",
            f"holds broken letters, {_codes(match[0])}",
            "Type it again; the file was once read in the wrong encoding",
        )
    if match := HIDDEN.search(said):
        problem = f"holds a sign that nobody sees, {_codes(match[0])}"
        yield "hidden", "error", problem, "Delete it"
    if digits := [one for one in said if one.isdecimal() and not one.isascii()]:
        problem = f"holds digits that phones do not type, {''.join(digits)}"
        yield "digits", "error", problem, "Write digits as 0 to 9"
    yield from _directions(pair)


def _directions(pair: Pair) -> Found:
    said = pair.said
    for opening, closing in ((OPENING, CLOSING), (ISOLATING, ISOLATED)):
        depth = 0
        for sign in said:
            depth += (sign in opening) - (sign == closing)
            if depth < 0:
                break
        if depth:
            yield (
                "direction",
                "error",
                "opens a change of direction and does not close it, or the reverse",
                "Delete the invisible signs, or close each",
            )
    if not right_to_left(pair.language) and any(sign in MARKS for sign in said):
        yield "direction", "error", "holds a direction mark", "Delete it"


def _letters(pair: Pair) -> Found:
    bare = MARKUP.sub(" ", FILLED.sub(" ", pair.said))
    if word := mixed(bare):
        yield (
            "script",
            "error",
            f"mixes letters of two scripts in one word, {word}",
            "Type the word again on one keyboard",
        )
    if word := foreign(bare, pair.language, pair.source.text):
        problem = f"holds a word in another script, {word}"
        yield "script", "warning", problem, "Write it in the script of the language"


def _length(pair: Pair) -> Found:
    room, length = pair.source.room, len(FILLED.sub("", pair.said))
    if room and length > room:
        yield (
            "length",
            "warning",
            f"has {length} characters, a phone has room for {room}",
            "Say it in fewer words",
        )


def _alike(file: str, pairs: Sequence[Pair]) -> Iterator[Finding]:
    """Find choices of one list, or phrases, that read the same."""
    seen: dict[tuple[str, str], Source] = {}
    for pair in pairs:
        if not pair.source.among:
            continue
        first = seen.setdefault((pair.source.among, pair.said), pair.source)
        if first.text != pair.source.text:
            yield Finding(
                "alike",
                "error",
                file,
                pair.source.key,
                f"reads the same as {first.key}",
                "Say it so that the two can be told apart",
            )


def _listed(found: Counter[str]) -> str:
    return " ".join(sorted(found.elements())) or "nothing"


def _cut(text: str) -> str:
    return repr(text if len(text) <= BRIEF * 20 else f"{text[: BRIEF * 20]}…")


def _codes(signs: str) -> str:
    return " ".join(f"U+{ord(sign):04X}" for sign in signs)
