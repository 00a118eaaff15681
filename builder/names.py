"""What the nodes of a form may be called: each name once, and never another meaning."""

from __future__ import annotations

import re
from collections.abc import Container

from .errors import SpecError
from .expr import Answer

NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")


def node_name(item: str) -> str:
    """Give the node name of a toolkit item: 3.2.1 is q3_2_1."""
    return "q" + item.replace(".", "_").lower()


def take(name: str, taken: set[str]) -> None:
    """Add a name to those that are taken; refuse one that cannot be."""
    if not NAME.fullmatch(name):
        raise SpecError(
            f"{name!r} is no name: lower-case letters, digits and _, "
            "a letter first, 32 at most"
        )
    if name in taken:
        raise SpecError(f"{name} is taken: a name stands once in the whole form")
    taken.add(name)


def leave_to_exports(answer: Answer, nodes: Container[str]) -> None:
    """Keep `<multiple>_<choice>` free: exports make columns of that name."""
    if answer.kind != "many":
        return
    for choice in answer.choices:
        if f"{answer.name}_{choice}" in nodes:
            raise SpecError(
                f"{answer.name}_{choice} is the name exports give to choice "
                f"{choice!r} of {answer.name}: choose another"
            )
