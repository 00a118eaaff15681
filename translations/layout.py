"""How a catalogue is laid out as text: as gettext's own tools do it.

Editors that rewrite a file then change only the lines that say something else.
Comments keep their lines, however long.
"""

from __future__ import annotations

import re
import unicodedata

import polib

WIDTH = 79  # columns with quotation marks, as in gettext
ESCAPED = {"\\": r"\\", '"': r"\"", "\n": r"\n", "\t": r"\t", "\r": r"\r"}
ESCAPED |= {"\v": r"\v", "\b": r"\b", "\f": r"\f"}


def rendered(file: polib.POFile) -> str:
    """Give the text of a catalogue, what is obsolete last."""
    live = [entry for entry in file if not entry.obsolete]
    gone = [entry for entry in file if entry.obsolete]
    header = [f"# {line}".rstrip() for line in file.header.splitlines()]
    first = [*header, *_lines_of(file.metadata_as_entry())]
    return (
        "\n\n".join(
            "\n".join(lines) for lines in (first, *map(_lines_of, [*live, *gone]))
        )
        + "\n"
    )


def _lines_of(entry: polib.POEntry) -> list[str]:
    prefix = "#~ " if entry.obsolete else ""
    lines = _comment("#", entry.tcomment)
    if not entry.obsolete:
        lines += _comment("#.", entry.comment)
        if entry.occurrences:
            lines.append("#: " + " ".join(place for place, _ in entry.occurrences))
    if entry.flags:
        lines.append("#, " + ", ".join(entry.flags))
    if entry.previous_msgid is not None and not entry.obsolete:
        lines += _field("#| ", "msgid", entry.previous_msgid)
    if entry.msgctxt is not None:
        lines += _field(prefix, "msgctxt", entry.msgctxt)
    lines += _field(prefix, "msgid", entry.msgid)
    if entry.msgid_plural:
        lines += _field(prefix, "msgid_plural", entry.msgid_plural)
        for number, text in sorted(entry.msgstr_plural.items()):
            lines += _field(prefix, f"msgstr[{number}]", text)
        return lines
    return lines + _field(prefix, "msgstr", entry.msgstr)


def _comment(mark: str, text: str) -> list[str]:
    return [f"{mark} {line}".rstrip() for line in text.split("\n")] if text else []


def _field(prefix: str, name: str, text: str) -> list[str]:
    """Give a field on one line, or on several after an empty one."""
    room = WIDTH - len(prefix) - 2
    parts = [_escaped(part) for part in text.split("\n")]
    whole = r"\n".join(parts)
    inner_break = "\n" in text[:-1]
    if not inner_break and _width(whole) + len(name) + 1 <= room:
        return [f'{prefix}{name} "{whole}"']
    lines = [f'{prefix}{name} ""']
    for number, part in enumerate(parts):
        ended = part + (r"\n" if number < len(parts) - 1 else "")
        lines += [f'{prefix}"{line}"' for line in _wrapped(ended, room) if line]
    return lines


def _wrapped(text: str, room: int) -> list[str]:
    lines = [""]
    for piece in re.findall(r"[^ ]*[ ]+|[^ ]+$", text):
        if lines[-1] and _width(lines[-1]) + _width(piece) > room:
            lines.append("")
        lines[-1] += piece
    return lines


def _escaped(text: str) -> str:
    return "".join(ESCAPED.get(sign, sign) for sign in text)


def _width(text: str) -> int:
    """Count columns: marks that combine with a letter take none, some signs two."""
    return sum(
        0
        if unicodedata.category(sign) in {"Mn", "Me", "Cf"}
        else 2
        if unicodedata.east_asian_width(sign) in {"W", "F"}
        else 1
        for sign in text
    )
