"""What the toolkit prints, read from its text: items, options and conditions.

The text has lost its columns and its tick boxes. An option is a line that begins
with one space, or what follows two spaces after the end of a question. Facts only
are taken: numbers, letters and counts, no sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit_text import lines

# The lines of each tool in the text, first and last.
DETAILS_1, SURVEY = range(3102, 3200), range(3222, 4012)
DETAILS_2, CASE_STUDY = range(4103, 4178), range(4180, 4454)
KEY_INFORMANT, ADVISORY_GROUP = range(4559, 4620), range(4745, 4803)
PAGE_HEAD = re.compile(r"\s*(.* )?Question Answer\s*|\s*Sociodemographic .*")
NUMBER = re.compile(r"\s?(\d{1,2}(?:\.\d{1,2}){1,3})\.?\s+(?=\S)")
ALONE = re.compile(r"\s?(\d{1,2})\.\s+(?=\S)")
LETTERED = re.compile(r"([a-e])\.\s+(?=\S)")
CONDITION = re.compile(r"\[(?:If|For each)[^\]]*\]")
FOR_ACTORS = re.compile(r"\b[Ff]or [^:.?]*?actors[^:.?]*:")
REFERENCE = re.compile(r"\d+\.\d+(?:\.\d+)?|(?<=question )[A-Z]\b")
TO_FILL_IN = re.compile(r"specify\)|specify:|Specify language|My gender is")
# "Follow up" may stand before "for ... actors only".
LEADING = len("Follow up ")
COLUMNS = ("Code", "Name", "Gender", "Age", "Link", "Profession", "Phone")
LABEL = r"(?!Specify)\S"
FEEDBACK = ("15", "16", "17", "18")


@dataclass(frozen=True, slots=True)
class Printed:
    """How many options and lines to fill in are printed at an item.

    `condition` tells whether the item begins with one, `after` the items it speaks
    of; `inner` counts the conditions in the middle of the item.
    """

    options: int = 0
    fill_in: int = 0
    condition: bool = False
    after: tuple[str, ...] = ()
    inner: int = 0


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


def parts() -> dict[str, dict[str, int]]:
    """Count what is printed without a number, for each tool and consent form."""
    return {
        "survey": {
            "gate": _ticks(3084, 3090),
            "questions": _of("Do you have any questions", 3092, 3092),
            "first_time": _of("[If this is the first time", 3096, 3096),
        },
        "case_study": {
            "gate": _ticks(4091, 4096),
            "proceed": _of("Is it okay to proceed", 4180, 4230),
        },
        "key_informant": {
            "gate": _ticks(4516, 4521),
            "facilitator": _rows(4527, 4544),
            "interpreter": _of(" Yes", 4536, 4540) + _of(" No", 4536, 4540),
            "participant": _rows(4546, 4558),
        },
        "advisory_group": {
            "gate": _ticks(4641, 4647),
            "facilitator": _rows(4652, 4664),
            "participants": sum(_of(column, 4670, 4676) for column in COLUMNS),
            "agrees": _of("Consent (yes or no)", 4693, 4693),
            "helpers": _of("•", 4726, 4738),
        },
        "consent_survivor": {
            "confirm": _of("•", 4838, 4857),
            "questions": _ticks(4863, 4864),
            "consented": _of("[If the participant has", 4866, 4867),
            "sign_participant": _to_sign(4868, 4874),
            "sign_witness": _to_sign(4875, 4888),
            "sign_researcher": _to_sign(4889, 4904),
        },
        "consent_stakeholder": {
            "confirm": _of("•", 4936, 4957),
            "kind_of_talk": _of("  A ", 4966, 4973),
            "questions": _ticks(4974, 4975),
            "sign_participant": _to_sign(4977, 4989),
            "sign_witness": _to_sign(4990, 5003),
            "sign_interpreter": _to_sign(5004, 5014),
            "sign_researcher": _to_sign(5015, 5030),
        },
    }


def _ticks(first: int, last: int) -> int:
    """Count the answers YES and NO of a gate."""
    text = "\n".join(_between(first, last))
    return len(re.findall(r"(?:^|\s)\s(?:YES|NO)\b", text))


def _to_sign(first: int, last: int) -> int:
    return sum("_____" in line for line in _between(first, last))


def _of(what: str, first: int, last: int) -> int:
    return "\n".join(_between(first, last)).count(what)


def _rows(first: int, last: int) -> int:
    """Count the labels of a table without answers; options begin with a space."""
    return sum(re.match(LABEL, line) is not None for line in _between(first, last))


def _between(first: int, last: int) -> list[str]:
    return lines(range(first, last))


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
        if PAGE_HEAD.fullmatch(line):
            continue
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


def _started(line: str, item: str, numbers: tuple[str, ...]) -> tuple[str, str] | None:
    if match := NUMBER.match(line):
        return match[1], line[match.end() :]
    if match := ALONE.match(line):
        return (match[1] if match[1] in numbers else ""), line[match.end() :]
    # The list of feelings in 4.2 of the case study.
    if (match := LETTERED.match(line)) and item.startswith("4.2"):
        return f"4.2.{match[1]}", line[match.end() :]
    return None


def _printed(part: list[str], *, ticked: bool) -> Printed:
    whole = " ".join(line.strip() for line in part).strip()
    conditions = [*CONDITION.finditer(whole), *FOR_ACTORS.finditer(whole)]
    leading = [one[0] for one in conditions if one.start() <= LEADING]
    return Printed(
        options=sum(map(_options, part)) if ticked else 0,
        fill_in=len(TO_FILL_IN.findall(whole)),
        condition=bool(leading),
        after=_after(" ".join(leading)),
        inner=len(conditions) - len(leading),
    )


def _after(condition: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(REFERENCE.findall(condition)))
    if "between" not in condition:
        return found
    section, first = found[0].split(".")
    last = found[-1].split(".")[1]
    return tuple(f"{section}.{n}" for n in range(int(first), int(last) + 1))


def _options(line: str) -> int:
    if line.startswith("•"):
        return 1
    if re.match(r" \S", line):
        return 1
    return int(re.search(r"\S {2,}\S", line) is not None)
