"""Recordings of a form's texts: which file says which text, and the cells for it.

A file is called `<question>.<language>.<kind>` or `<list>.<choice>.<language>.<kind>`.
In the form its name also tells its content, so that another recording makes
another version of the form: phones fetch files only along with one.
"""

from __future__ import annotations

import hashlib
import io
import re
import wave
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TypeAlias

from .form import Form

KINDS = ("mp3", "m4a", "ogg", "wav")
MARK = 10
# A recording as forms name it; other files on a server are somebody else's.
OURS = re.compile(
    r"(?:[a-z][a-z0-9_]*(?:\.[^./]+)?\.[A-Za-z0-9-]{2,12}|no_recording)"
    rf"-[0-9a-f]{{{MARK}}}\.(?:{'|'.join(KINDS)})"
)
TONE = "no_recording"
TONE_RATE, TONE_SAMPLES, TONE_HALF, TONE_LOUD = 8000, 2000, 9, 2500

# Which file says a text: by the text's name and the language.
Chosen: TypeAlias = Mapping[tuple[str, str], "MediaFile"]


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file that phones get along with a form.

    One of a country's folder may stand in a folder of its form: `survey/q2.fr.mp3`.
    """

    name: str
    content: bytes = field(repr=False)

    @property
    def md5(self) -> str:
        """Tell the content as servers and phones do, 32 hex digits."""
        return hashlib.md5(self.content, usedforsecurity=False).hexdigest()


@dataclass(frozen=True, slots=True)
class Named:
    """What the name of a recording says: its form ("" for all), text, language."""

    tool: str
    text: str
    language: str
    kind: str


def named(path: str) -> Named | None:
    """Read the name of a recording; None when it is not called like one."""
    tool, _, name = path.rpartition("/")
    text, *rest = name.split(".")
    match rest:
        case [language, kind]:
            found = Named(tool, text, language, kind.lower())
        case [choice, language, kind]:
            found = Named(tool, f"{text}.{choice}", language, kind.lower())
        case _:
            return None
    return found if all((text, found.language, "/" not in tool)) else None


def is_recording(name: str) -> bool:
    """Whether a file that a form names says a text: the tone says none."""
    return bool(name) and not name.startswith(f"{TONE}-")


def texts(form: Form) -> dict[str, str]:
    """Give what can be recorded: questions and notes, and choices as `list.choice`.

    Not what holds an answer: a recording says the same to everybody.
    """
    return {name: said for name, said in _all_texts(form).items() if "${" not in said}


def answering(form: Form) -> frozenset[str]:
    """Name the texts that hold an answer."""
    return frozenset(_all_texts(form)) - frozenset(texts(form))


def _all_texts(form: Form) -> dict[str, str]:
    found = {}
    for question in form.questions():
        if question.label:
            found[question.name] = question.label
        if choices := question.type.choices:
            names = {f"{choices.name}.{one.name}": one for one in choices.options}
            found |= {name: one.label for name, one in names.items()}
    return found


def chosen(
    form: Form, tool: str, languages: Sequence[str], files: Sequence[MediaFile]
) -> Chosen:
    """Choose the recordings of a form; one in the form's own folder goes first."""
    known, found = texts(form), dict[tuple[str, str], MediaFile]()
    for file in sorted(files, key=lambda one: ("/" in one.name, one.name)):
        said = named(file.name)
        if said is None or said.kind not in KINDS or said.tool not in ("", tool):
            continue
        if said.text in known and said.language in languages:
            name = f"{said.text}.{said.language}-{file.md5[:MARK]}.{said.kind}"
            found[said.text, said.language] = MediaFile(name, file.content)
    return found


def attached(chosen: Chosen, languages: Sequence[str]) -> tuple[MediaFile, ...]:
    """List the files that a form names, each once."""
    files = {one.name: one for one in chosen.values()}
    if any((text, one) not in chosen for text, _ in chosen for one in languages):
        files[tone().name] = tone()
    return tuple(files[name] for name in sorted(files))


def aloud(
    rows: Sequence[Mapping[str, str]], chosen: Chosen, languages: Mapping[str, str]
) -> Iterator[dict[str, str]]:
    """Add the cells of recordings to rows of the survey or the choices sheet.

    `languages` gives each code its name in the headings. JavaRosa opens no language
    with a recording that the default language lacks, and plays the default's where
    a language has none: so a text recorded in one language sounds in each, with
    a short tone where there is no recording.
    """
    recorded = {text for text, _ in chosen}
    for row in rows:
        parts = (row.get("list_name"), row.get("name"))
        text = ".".join(part for part in parts if part)
        cells = {
            f"media::audio::{name}": chosen.get((text, code), tone()).name
            for code, name in languages.items()
            if text in recorded
        }
        yield {**row, **cells}


@cache
def tone() -> MediaFile:
    """Give a quarter of a second that tells: no recording in this language."""
    loud = TONE_LOUD.to_bytes(2, "little", signed=True)
    low = (-TONE_LOUD).to_bytes(2, "little", signed=True)
    wanted = ((place // TONE_HALF) % 2 for place in range(TONE_SAMPLES))
    sink = io.BytesIO()
    with wave.open(sink, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(TONE_RATE)
        made.writeframes(b"".join(loud if up else low for up in wanted))
    content = sink.getvalue()
    mark = MediaFile(TONE, content).md5[:MARK]
    return MediaFile(f"{TONE}-{mark}.wav", content)
