"""Where the tools and the consent forms stand in a copy of the toolkit.

Headings of annexes are looked for from the end, as the list of contents and
the chapters name them too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from instrument_specs.workspace import WorkspaceError

# Beginning of each part, in the order of print.
HEADINGS: Mapping[str, str] = {
    "survey": r"Tool 1\.",
    "case_study": r"Tool 2\.",
    "key_informant": r"Tool 3\.",
    "advisory_group": r"Tool 4\.",
    "consent_survivor": r"ANNEX 2:",
    "consent_stakeholder": r"Key Informant Interviewees and",
}
CONTENTS = re.compile(r"\.{4}")


def parts(lines: Sequence[str]) -> dict[str, Sequence[str]]:
    """Cut a copy into its parts; WorkspaceError when a part is not there."""
    places: dict[str, int] = {}
    end = len(lines)
    for name in reversed([*HEADINGS]):
        heading = re.compile(rf"\s*{HEADINGS[name]}")
        places[name] = _last(lines, heading, end, name)
        end = places[name]
    order = [*HEADINGS]
    ends = [*(places[name] for name in order[1:]), len(lines)]
    return {
        name: lines[places[name] + 1 : stop]
        for name, stop in zip(order, ends, strict=True)
    }


def _last(lines: Sequence[str], heading: re.Pattern[str], end: int, name: str) -> int:
    for number in range(end - 1, -1, -1):
        if heading.match(lines[number]) and not CONTENTS.search(lines[number]):
            return number
    raise WorkspaceError(
        f"this is no whole copy of the toolkit: {name} is not in it, or does not come "
        f"in the printed order (looked for the heading {heading.pattern[3:]!r})"
    )
