"""The numbered and lettered items of one printed tool.

The text of a copy has lost its columns and its boxes. An option is a line that
begins with a space, a bullet or a box, or what follows two spaces after the end
of a question. What is not understood is left open, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from .printed_copy import Joining

PAGE_HEAD = re.compile(r"\s*(.* )?Question Answer\s*|\s*Sociodemographic .*")
NUMBER = re.compile(r"\s?(\d{1,2}(?:\.\d{1,2}){1,3})\.?\s+(?=\S)")
ALONE = re.compile(r"\s?(\d{1,2})\.\s+(?=\S)")
LETTER = re.compile(r"\s?([A-Z])\s+(?=\S)")
LETTERED = re.compile(r"\s?([a-z])\.\s+(?=\S)")
# What ends an item: a heading in capitals, an instruction, a length of time.
BREAK = re.compile(
    r"\s*(?:[A-Z]{2,}[A-Z ]{3,}|[A-Z][A-Z ]{5,}:.*|[A-Z].*\(\d+ minutes\))\s*"
)
BOXES = r"\N{BULLET}\u2400-\u25ff\u2610-\u2612\ue000-\uf8ff"
BOX = re.compile(rf"(?: |\s*[{BOXES}]\s*)(?=\S)")
SIDE_BY_SIDE = re.compile(r"(?<=\S) {2,}(?=\S)")
NOTE = re.compile(r"\((?:Note: |Probe: )?([A-Z][^()]*(?:\([^()]*\)[^()]*)*[.?!])\s*\)")
CONDITION = re.compile(r"\[(?:If|For each)\b[^\]]*\]")
TO_FILL_IN = re.compile(
    r"\((?:please )?specify:?[\s_]*\)|\bSpecify [a-z]+:[\s_]*|_{2,}", re.IGNORECASE
)
INSTRUCTION = re.compile(r"(?:List each\.|For each:)\s*$|\bList each\.(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Printed:
    """What is printed at an item, without conditions and lines to fill in.

    `unclear` says why the text or an option could not be read with certainty.
    """

    text: str = ""
    notes: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    unclear: str = ""


@dataclass(slots=True)
class _Raw:
    item: str
    lines: list[str] = field(default_factory=list)


def printed_items(
    lines: Sequence[str],
    joining: Joining,
    *,
    alone: Collection[str] = (),
    parents: Collection[str] = (),
    ticked: bool = False,
) -> dict[str, Printed]:
    """Read the items of a tool.

    `alone` are the whole numbers that are items, not headings; `parents` the
    items with lines lettered a, b, c; `ticked` says that numbered items have
    boxes. Lettered items always may.
    """
    found: dict[str, Printed] = {}
    for raw in _cut(lines, alone, parents):
        boxes = ticked or raw.item.isalpha()
        read = _read(raw.lines, joining, boxes=boxes)
        if raw.item in found:
            read = Printed(unclear="the number stands there twice")
        found[raw.item] = read
    return found


def _cut(
    lines: Sequence[str], alone: Collection[str], parents: Collection[str]
) -> Iterator[_Raw]:
    """Cut the text at each item; a heading ends the item before it."""
    letter, current, last = "A", _Raw(""), ()
    numbers: tuple[int, ...] = last
    for line in lines:
        if PAGE_HEAD.fullmatch(line):
            continue
        started = _started(line, current, letter, numbers, alone, parents)
        if started is not None:
            yield from (current,) if current.item else ()
            item, rest = started
            current = _Raw(item, [rest])
            if item.isalpha():
                letter = chr(ord(item) + 1)
            elif item:
                numbers = _ordinal(item)
        elif BREAK.fullmatch(line):
            yield from (current,) if current.item else ()
            current = _Raw("")
        else:
            current.lines.append(line)
    if current.item:
        yield current


def _started(
    line: str,
    current: _Raw,
    letter: str,
    numbers: tuple[int, ...],
    alone: Collection[str],
    parents: Collection[str],
) -> tuple[str, str] | None:
    """Give the item that a line begins and the rest of it; "" for a heading."""
    before = " ".join(current.lines)
    if before.count("[") > before.count("]"):
        return None  # a reference to another item, broken over two lines
    if match := NUMBER.match(line):
        item = match[1]
        return (item, line[match.end() :]) if _ordinal(item) >= numbers else None
    if match := ALONE.match(line):
        return (match[1] if match[1] in alone else ""), line[match.end() :]
    if not numbers and (match := LETTER.match(line)) and match[1] == letter:
        return letter, line[match.end() :]
    parent = current.item.rpartition(".")[0] or current.item
    parent = parent if parent in parents else current.item
    if (match := LETTERED.match(line)) and parent in parents:
        return f"{parent}.{match[1]}", line[match.end() :]
    return None


def _ordinal(item: str) -> tuple[int, ...]:
    return tuple(int(part) for part in item.split(".") if part.isdigit())


def _read(lines: Sequence[str], joining: Joining, *, boxes: bool) -> Printed:
    asked, options = _columns(lines) if boxes else (list(lines), [])
    whole = joining.joined(asked)
    picked = [joining.joined(one) for one in options]
    if whole is None or None in picked:
        return Printed(unclear="a word is cut in two at the end of a line")
    whole = CONDITION.sub(" ", whole)
    notes = tuple(_plain(note) for note in NOTE.findall(whole))
    text = _plain(INSTRUCTION.sub(" ", NOTE.sub(" ", whole)))
    labels = tuple(_plain(CONDITION.sub(" ", one or "")) for one in picked)
    unclear = "its brackets do not close" if _open(whole) else ""
    return Printed(text, notes, tuple(filter(None, labels)), unclear)


def _columns(lines: Sequence[str]) -> tuple[list[str], list[list[str]]]:
    """Take the question and its options apart."""
    asked: list[str] = []
    options: list[list[str]] = []
    inside = False
    for number, line in enumerate(lines):
        if not line.strip():
            inside = False
        elif number and BOX.match(line):
            options.append([line[BOX.match(line).end() :]])  # type: ignore[union-attr]
            inside = True
        elif inside:
            options[-1].append(line)
        elif (parts := SIDE_BY_SIDE.split(line, maxsplit=1))[1:]:
            asked.append(parts[0])
            options.append([parts[1]])
            inside = True
        else:
            asked.append(line)
    return asked, options


def _plain(text: str) -> str:
    return " ".join(TO_FILL_IN.sub(" ", text).split()).strip()


def _open(text: str) -> bool:
    return any(text.count(a) != text.count(b) for a, b in ("()", "[]"))
