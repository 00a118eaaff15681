"""Tell whether phones play a recording, and whether it tells more than its words.

Programs that record write into the file who, where and when. None of that may
reach a phone, so all but the name of the program is refused.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from mutagen import MutagenError
from mutagen.apev2 import APENoHeaderError, APEv2
from mutagen.mp3 import MP3
from mutagen.mp4 import MP4
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis
from mutagen.wave import WAVE

Told: TypeAlias = Iterator[str]
# What only names the program, by its name in ID3, MP4 and Ogg.
PROGRAM = frozenset({"TSSE", "TENC", "TLEN", "\xa9too", "encoder", "encoding"})
PCM = 1
# The library tells no types of these.
READ: Mapping[str, Any] = {
    "mp3": MP3,
    "ape": APEv2,
    "m4a": MP4,
    "vorbis": OggVorbis,
    "opus": OggOpus,
    "wav": WAVE,
}
SHORTEST = 0.05
APART = frozenset({"uuid", "meta"})


@dataclass(frozen=True, slots=True)
class Sound:
    """Seconds of sound, and what the file tells beside it, by the names of tags."""

    seconds: float
    tags: tuple[str, ...]


def listened(content: bytes, kind: str) -> Sound | None:
    """Read a file of this kind (mp3, m4a, ogg, wav); None when phones play it not."""
    try:
        made, told = READERS[kind](content)
        seconds = float(made.info.length)
        tags = tuple(dict.fromkeys([*_tags(made.tags), *told]))
    except Exception:  # noqa: BLE001 - whatever a spoilt file does to its reader
        return None
    return Sound(seconds, tags) if seconds >= SHORTEST else None


def _mp3(content: bytes) -> tuple[Any, Told]:
    return READ["mp3"](io.BytesIO(content)), _ape(content)


def _m4a(content: bytes) -> tuple[Any, Told]:
    made = READ["m4a"](io.BytesIO(content))
    if not str(made.info.codec).startswith("mp4a"):
        raise ValueError(made.info.codec)
    return made, _boxes(memoryview(content), "")


def _ogg(content: bytes) -> tuple[Any, Told]:
    try:
        return READ["vorbis"](io.BytesIO(content)), iter(())
    except MutagenError:
        return READ["opus"](io.BytesIO(content)), iter(())


def _wav(content: bytes) -> tuple[Any, Told]:
    made = READ["wav"](io.BytesIO(content))
    if made.info.audio_format != PCM or _number(content[4:8]) + 8 > len(content):
        raise ValueError(made.info.audio_format)
    return made, _chunks(content)


READERS: Mapping[str, Callable[[bytes], tuple[Any, Told]]] = {
    "mp3": _mp3,
    "m4a": _m4a,
    "ogg": _ogg,
    "wav": _wav,
}


def _tags(tags: Any) -> Told:
    """Name the tags that tell more than the program."""
    for name in tags.keys() if tags else ():
        plain = str(name).partition(":")[0]
        if plain not in PROGRAM and plain.lower() not in PROGRAM:
            yield plain


def _ape(content: bytes) -> Told:
    try:
        yield from _tags(READ["ape"](io.BytesIO(content)))
    except APENoHeaderError:
        return


def _chunks(content: bytes) -> Told:
    """Name the parts of a WAV file that are neither sound nor its description."""
    place = 12
    while place + 8 <= len(content):
        name, size = content[place : place + 4], _number(content[place + 4 : place + 8])
        inside = content[place + 8 : place + 8 + size]
        program = name == b"LIST" and inside[:8] == b"INFOISFT" and _only_one(inside)
        if name not in {b"fmt ", b"data", b"fact", b"JUNK", b"PAD "} and not program:
            yield name.decode("ascii", "replace").strip()
        place += 8 + size + size % 2


def _only_one(inside: bytes) -> bool:
    size = _number(inside[8:12])
    return 12 + size + size % 2 >= len(inside)


def _number(four: bytes) -> int:
    return int.from_bytes(four, "little")


def _boxes(content: memoryview, within: str) -> Told:
    """Name what an MP4 file tells outside the tags of iTunes: place and time."""
    for name, inside in _opened(content):
        if name == "mvhd" and any(inside[4 : 12 if inside[0] else 8]):
            yield "creation time"
        elif name in {"moov", "trak", "udta"}:
            yield from _boxes(inside, name)
        elif name not in {"meta", "free"} if within == "udta" else name in APART:
            yield name


def _opened(content: memoryview) -> Iterator[tuple[str, memoryview]]:
    """Go through the boxes on one level; a size of 1 stands for a longer size."""
    place = 0
    while place + 8 <= len(content):
        size, head = int.from_bytes(content[place : place + 4], "big"), 8
        if size == 1:
            size, head = int.from_bytes(content[place + 8 : place + 16], "big"), 16
        end = place + size if size else len(content)
        if not place + head <= end <= len(content):
            raise ValueError(end)
        name = bytes(content[place + 4 : place + 8]).decode("latin-1")
        yield name, content[place + head : end]
        place = end
