"""The sittings of one round, joined: the latest answered value wins.

The row of a sitting shows what is known after it and those before it. Sittings
that do not count (refused, discarded, not eligible) add nothing, and nothing is
joined without a valid respondent code and a round.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import narwhals as nw
import polars as pl

from builder.entries import Entry
from scorers.reading.needed import is_joined

from .effective import limited, opened, settled
from .table import ROW, Frame

EARLIEST = datetime.min.replace(tzinfo=UTC)
_GROUP, _PLACE = "round_of_person", "place_in_order"


@dataclass(frozen=True, slots=True)
class Sitting:
    """Where one submission belongs; `counts` is false for refusals and the like.

    `other` marks one that is perhaps of another person than its code says.
    """

    submission: str
    respondent_code: str | None
    round: int | str | None
    sitting: int | str | None
    interview_date: date | None
    submitted_at: datetime | None
    counts: bool
    other: bool = False

    @property
    def group(self) -> str:
        """Name what it is joined with: a round of a person, or itself alone."""
        return self.submission if self.other else self.said_to_be

    @property
    def said_to_be(self) -> str:
        """Name the round of a person that its code says it belongs to."""
        if not self.counts or self.respondent_code is None or self.round is None:
            return self.submission
        return f"{self.respondent_code} {self.round}"

    @property
    def order(self) -> tuple[int, date, datetime, str]:
        return (
            _ordinal(self.sitting),
            self.interview_date or date.min,
            self.submitted_at or EARLIEST,
            self.submission,
        )


def join_sittings(
    entries: Sequence[Entry], counted: Frame, sittings: Sequence[Sitting]
) -> Frame:
    """Join; `counted` has a row for each of `sittings`, and keeps its order."""
    outside = [entry for entry in entries if entry.repeat is None]
    names = [entry.node.name for entry in outside]
    names += [one for one in map(opened, outside) if one in counted.columns]
    if not names or len({one.group for one in sittings}) == len(sittings):
        return counted  # nothing to join: what counts, counts
    filled = (
        counted.with_columns(*_places(sittings))
        .sort(_GROUP, _PLACE)
        .with_columns(nw.col(*names).fill_null(strategy="forward").over(_GROUP))
        .sort(ROW)
        .drop(_GROUP, _PLACE)
    )
    return _asked_anew(outside, filled)


def _asked_anew(entries: Sequence[Entry], frame: Frame) -> Frame:
    """Apply each question's own condition to the joined answers.

    Conditions of the groups around it are those of one sitting: a block that
    was open in the first sitting may be closed in the second. What was not
    worked out in any sitting is not worked out now.
    """
    for entry in entries:
        name, relevant = entry.node.name, entry.node.relevant
        if is_joined(entry):
            frame = limited(frame, entry, relevant)
        else:
            frame = settled(frame, entry, relevant)
        if opened(entry) in frame.columns:
            ever = nw.when(nw.col(opened(entry))).then(nw.col(name))
            frame = frame.with_columns(ever.alias(name)).drop(opened(entry))
    return frame


def _ordinal(sitting: int | str | None) -> int:
    """Take an unknown sitting for the first."""
    return int(sitting) if str(sitting).isdecimal() else 0  # type: ignore[arg-type]


def _places(sittings: Sequence[Sitting]) -> tuple[nw.Series[pl.Series], ...]:
    order = sorted(range(len(sittings)), key=lambda number: sittings[number].order)
    place = {number: position for position, number in enumerate(order)}
    groups = pl.Series(_GROUP, [one.group for one in sittings], dtype=pl.String)
    places = pl.Series(_PLACE, [place[n] for n in range(len(sittings))], dtype=pl.Int64)
    return (
        nw.from_native(groups, series_only=True),
        nw.from_native(places, series_only=True),
    )
