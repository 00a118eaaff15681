"""Sounds of a second, made here: silence in each kind of file that phones play."""

from __future__ import annotations

import io
import struct
import wave
from typing import Any

from mutagen.id3 import ID3, TIT2, TSSE
from mutagen.ogg import OggPage

FRAME = bytes.fromhex("fffb9000") + bytes(413)  # MPEG 1 layer 3, 128 kbit/s, 44.1 kHz


def wav(loudness: int = 0, *chunks: tuple[bytes, bytes]) -> bytes:
    """Give a second of one level; another level is another recording."""
    sink = io.BytesIO()
    with wave.open(sink, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(8000)
        made.writeframes(struct.pack("<h", loudness) * 8000)
    body = sink.getvalue()[8:]
    for name, inside in chunks:
        body += (
            name + struct.pack("<I", len(inside)) + inside + b"\0" * (len(inside) % 2)
        )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def info(**fields: str) -> tuple[bytes, bytes]:
    """Give the chunk in which WAV files keep notes."""
    inside = b"INFO"
    for name, text in fields.items():
        inside += name.encode() + struct.pack("<I", len(text)) + text.encode()
        inside += b"\0" * (len(text) % 2)
    return b"LIST", inside


def mp3(title: str = "", program: str = "") -> bytes:
    sink = io.BytesIO(FRAME * 40)
    tags = ID3()
    if title:
        tags.add(TIT2(text=title))
    if program:
        tags.add(TSSE(text=program))
    if title or program:
        tags.save(sink)
    return sink.getvalue()


def ogg(*comments: str, head: bytes = b"OpusHead") -> bytes:
    """Give an Ogg file with Opus sound, or what calls itself otherwise."""
    notes = b"OpusTags" + struct.pack("<I", 1) + b"x" + struct.pack("<I", len(comments))
    for one in comments:
        notes += struct.pack("<I", len(one)) + one.encode()
    opening = head + struct.pack("<BBHIHB", 1, 1, 0, 48000, 0, 0)
    written = b""
    for number, packet in enumerate((opening, notes, b"\xf8\xff\xfe")):
        page: Any = OggPage()
        page.serial, page.sequence, page.packets = 1, number, [packet]
        page.first, page.last = number == 0, number == 2
        page.position = 48000 if number == 2 else 0
        written += page.write()
    return written


def box(name: str, *inside: bytes) -> bytes:
    body = b"".join(inside)
    return struct.pack(">I", len(body) + 8) + name.encode("latin-1") + body


def m4a(*more: bytes, made: int = 0, codec: str = "mp4a") -> bytes:
    """Give an MP4 file with a track of sound; `made` in seconds since 1904."""
    entry = box(codec, bytes(6) + b"\0\1" + bytes(8) + struct.pack(">HHI", 1, 16, 0)
                + struct.pack(">I", 44100 << 16) + box("free"))  # fmt: skip
    stsd = box("stsd", bytes(4) + struct.pack(">I", 1), entry)
    mdhd = box("mdhd", bytes(12) + struct.pack(">III", 44100, 44100, 0))
    hdlr = box("hdlr", bytes(8) + b"soun" + bytes(13))
    track = box("trak", box("mdia", mdhd, hdlr, box("minf", box("stbl", stsd))))
    mvhd = box("mvhd", bytes(4) + struct.pack(">I", made) + bytes(92))
    return box("ftyp", b"M4A \0\0\0\0") + box("moov", mvhd, track, *more)
