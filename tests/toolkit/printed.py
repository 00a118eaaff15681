"""What the toolkit prints, read from its text: items, options and conditions.

The text has lost its columns and its tick boxes. An option is a line that begins
with one space, or what follows two spaces after the end of a question. Facts only
are taken: numbers, letters and counts, no sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from toolkit_text import lines

DETAILS_1, SURVEY = range(3114, 3201), range(3222, 4013)
DETAILS_2, CASE_STUDY = range(4095, 4180), range(4175, 4455)
KEY_INFORMANT, ADVISORY_GROUP = range(4559, 4623), range(4709, 4805)
PAGE_HEAD = re.compile(r"\s*(.* )?Question Answer\s*|\s*Sociodemographic .*")
NUMBER = re.compile(r"\s?(\d{1,2}(?:\.\d{1,2}){1,3})\.?\s+(?=\S)")
ALONE = re.compile(r"\s?(\d{1,2})\.\s+(?=\S)")
LETTERED = re.compile(r"([a-e])\.\s+(?=\S)")
CONDITION = re.compile(r"\[(?:If|For each)[^\]]*\]")
FOR_ACTORS = re.compile(r"\b[Ff]or [^:.?]*?actors[^:.?]*:")
REFERENCE = re.compile(r"\d+\.\d+(?:\.\d+)?|(?<=question )[A-Z]\b")
TO_FILL_IN = re.compile(r"specify\)|specify:|Specify language|My gender is")
FEEDBACK = ("15", "16", "17", "18")


@dataclass(frozen=True, slots=True)
class Printed:
    """How many options, conditions and lines to fill in are printed at an item.

    `after` names the items that its conditions speak of.
    """

    options: int = 0
    conditions: int = 0
    after: tuple[str, ...] = ()
    fill_in: int = 0


def survey() -> dict[str, Printed]:
    items = _items(lines(SURVEY), numbers=FEEDBACK)
    return _letters(lines(DETAILS_1), "Z") | items


def case_study() -> dict[str, Printed]:
    items = _items(lines(CASE_STUDY), ticked=False)
    return _letters(lines(DETAILS_2), "W") | items


def key_informant() -> dict[str, Printed]:
    numbers = tuple(str(number) for number in range(1, 13))
    return _items(lines(KEY_INFORMANT), numbers=numbers, ticked=False)


def advisory_group() -> dict[str, Printed]:
    return _items(lines(ADVISORY_GROUP), ticked=False)


def ticks(numbers: range) -> int:
    """Count the lines "YES" and "NO" of a gate, wherever they stand in a line."""
    return sum(len(re.findall(r"\b(?:YES|NO)\b(?! c)", line)) for line in lines(numbers))


def bullets(numbers: range) -> int:
    return sum(line.lstrip().startswith("•") for line in lines(numbers))


def to_sign(numbers: range) -> int:
    """Count the lines to fill in: a label, and a row of underscores."""
    return sum("______" in line for line in lines(numbers))


def rows(numbers: range) -> int:
    """Count the rows of a table without answers: one label in a line."""
    return sum(bool(line.strip()) for line in lines(numbers))


def _items(
    text: list[str], *, numbers: tuple[str, ...] = (), ticked: bool = True
) -> dict[str, Printed]:
    parts = dict(_parts(text, numbers))
    return {item: _printed(part, ticked=ticked) for item, part in parts.items()}


def _letters(text: list[str], last: str) -> dict[str, Printed]:
    """Read a table of items A, B, C and so on, each beginning a line."""
    found: dict[str, list[str]] = {}
    following = "A"
    for line in text:
        if following <= last and line.startswith(f"{following} "):
            found[following] = [line.removeprefix(following)[1:]]
            following = chr(ord(following) + 1)
        elif found:
            found[max(found)].append(line)
    return {item: _printed(part, ticked=True) for item, part in found.items()}


def _parts(
    text: list[str], numbers: tuple[str, ...]
) -> Iterator[tuple[str, list[str]]]:
    """Cut the text at each number; a heading ends the item before it."""
    item, part = "", list[str]()
    for line in text:
        if PAGE_HEAD.fullmatch(line):
            continue
        started = _started(line, item, numbers)
        if started is None:
            part.append(line)
            continue
        if item:
            yield item, part
        item, rest = started
        part = [rest]
    if item:
        yield item, part


def _started(
    line: str, item: str, numbers: tuple[str, ...]
) -> tuple[str, str] | None:
    if match := NUMBER.match(line):
        return match[1], line[match.end() :]
    if match := ALONE.match(line):
        return (match[1] if match[1] in numbers else ""), line[match.end() :]
    # The list of feelings in 4.2 of the case study.
    if (match := LETTERED.match(line)) and item.startswith("4.2"):
        return f"4.2.{match[1]}", line[match.end() :]
    return None


def _printed(part: list[str], *, ticked: bool) -> Printed:
    whole = " ".join(line.strip() for line in part)
    conditions = [*CONDITION.findall(whole), *FOR_ACTORS.findall(whole)]
    after = [one for text in conditions for one in REFERENCE.findall(text)]
    return Printed(
        options=sum(map(_options, part)) if ticked else 0,
        conditions=len(conditions),
        after=tuple(dict.fromkeys(after)),
        fill_in=len(TO_FILL_IN.findall(whole)),
    )


def _options(line: str) -> int:
    if line.startswith("•"):
        return 1
    if re.match(r" \S", line):
        return 1
    return int(re.search(r"\S {2,}\S", line) is not None)


READ: Mapping[str, object] = {}
