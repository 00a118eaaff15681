"""A small shelf of catalogues, and texts that break careless programs."""

from __future__ import annotations

from pathlib import Path

import polib
from hypothesis import strategies as st

from translations import files
from translations.shelf import Said, Shelf
from translations.sources import Source

SOURCES = {
    "talk": (
        Source("hello:label", "Good day", "opening", "Opening", about=("A note.",)),
        Source("agree:label", "Do you agree?", "consent", "Consent", 2, room=40),
        Source("yes_no:yes", "Yes", "consent", "Consent", 2, among="yes_no"),
        Source("yes_no:no", "No", "consent", "Consent", 2, among="yes_no"),
    ),
    "pages": (Source("print:entry", "Entry {number}", "print"),),
}
GERMAN = {
    "hello:label": "Guten Tag",
    "agree:label": "Sind Sie einverstanden?",
    "yes_no:yes": "Ja",
    "yes_no:no": "Nein",
}
NASTY = (
    "=1+1",
    "+33",
    "-",
    "@SUM(A1)",
    "'quoted",
    '"',
    "\\",
    "\\n",
    '\\"',
    "#, fuzzy",
    "a\n\nb\n",
    "\n",
    " leading and trailing ",
    "tab\there",
    "_x0041_ _x005F_",
    "\u2028\u2029\x85\x1c",
    "\x00\x01\x1f\x7f",
    "\u200f\u2066\ufeff",
    "e\u0301 ö",
    "নাম عربي 😀",
    "word " * 400,
    "unbroken" * 300,
    "hyphen-ated " * 20,
    "${ref} {name} <b>**",
)
# A carriage return is no part of any text: spreadsheets make a line break of it.
HOSTILE = st.one_of(
    st.sampled_from(NASTY),
    st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=60
    ),
    st.lists(st.sampled_from(NASTY), min_size=2, max_size=3).map(" ".join),
)
SAID = HOSTILE.filter(bool)


def shelf(*folders: Path) -> Shelf:
    return Shelf(folders, SOURCES)


def spoken(folder: Path, said: dict[str, str] = GERMAN, language: str = "de") -> Shelf:
    """Give a shelf whose talk is translated."""
    made = shelf(folder)
    for name in SOURCES:
        made.merge(name, language)
    made.put("talk", language, {key: Said(text) for key, text in said.items()})
    return made


def entry(folder: Path, key: str, language: str = "de") -> polib.POEntry:
    """Find an entry as it stands in the file, also when it is obsolete."""
    file = files.read(files.path_of(folder, "talk", language))
    return next(one for one in file if one.msgctxt == key)
