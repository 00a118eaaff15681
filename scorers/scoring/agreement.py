"""Whether the form says the same as the scorer.

The phone stores the score and the flags it worked out. They are compared with
ours, sitting by sitting, where phone and scorer worked with the same form,
country profile and scoring profiles; other sittings are listed as such.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scorers.reading.needed import profiles
from scorers.reading.submission import Submission

from .interviews import KEPT_COLUMN, Interviews
from .judge import judged, node_names


@dataclass(frozen=True, slots=True)
class MadeWith:
    """What the form built here carries in its three version nodes."""

    content_hash: str
    country_hash: str
    scoring_version: str

    def made(self, one: Submission) -> bool:
        return self == MadeWith(one.content_hash, one.country_hash, one.scoring_version)


ANOTHER = "?"
"""Stands for the person in doubts about a submission: no node is called so."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A node in which the phone stored something else than we work out."""

    submission: str
    node: str

    @property
    def shown(self) -> str:
        """Say where they disagree; which flag it is stays unsaid."""
        return "a red flag" if self.is_about_a_flag else self.node

    @property
    def is_about_a_flag(self) -> bool:
        return self.node.startswith("flag_")


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many sittings were compared, and what came out; no values."""

    compared: int
    disagreements: tuple[Disagreement, ...]
    made_with_another_version: tuple[str, ...]


def compare(interviews: Interviews, here: MadeWith) -> Agreement:
    """Compare what phones stored with what is worked out from their answers."""
    # Where an answer was set aside, the phone knew more: that is told elsewhere.
    same = [here.made(one) and not one.problems for one in interviews.submissions]
    return Agreement(
        sum(same),
        tuple(_disagreements(interviews, same)),
        tuple(one.submission for one in interviews.submissions if not here.made(one)),
    )


def _disagreements(interviews: Interviews, same: list[bool]) -> Iterator[Disagreement]:
    worked_out = _worked_out(interviews)
    for number, one in enumerate(interviews.submissions):
        if same[number]:
            for node, values in worked_out.items():
                if values[number] != one.value(node):
                    yield Disagreement(one.submission, node)


def _worked_out(interviews: Interviews) -> Mapping[str, list[Any]]:
    """Give, for each node the form stores, our value for each sitting alone."""
    form = interviews.form
    found: dict[str, list[Any]] = {}
    for profile in profiles(form) or ("",):
        table = judged(form, interviews.alone, profile, KEPT_COLUMN)
        nodes = [*node_names(form, profile).values(), *(f.name for f in form.flags)]
        found |= {node: table[node].to_list() for node in nodes if node in form}
    return found
