"""A form as people read it: questions in sections, sections in sections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

from .entries import Entry
from .form import Form
from .questions import Group


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """A group of the form with what stands in it, in the order of the talk."""

    group: Group
    parts: tuple[Part, ...]


Part: TypeAlias = "Section | Entry"


def outline(form: Form) -> tuple[Part, ...]:
    """Give the form's entries, nested as its groups are."""
    return tuple(_nested(form.entries, 0))


def _nested(entries: Sequence[Entry], depth: int) -> Iterator[Part]:
    def group_at(entry: Entry) -> int:
        return id(entry.within[depth]) if len(entry.within) > depth else 0

    for key, run in groupby(entries, group_at):
        together = list(run)
        if key:
            group = together[0].within[depth]
            yield Section(group, tuple(_nested(together, depth + 1)))
        else:
            yield from together
