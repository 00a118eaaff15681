"""What counts of the answers entered: relevance applied, calculations redone.

Agrees, node by node, with `builder.case` and so with the engine in
KoboCollect. A calculation is never taken from the row: a phone with an older
form, or an edit on the server, may have left another value there.
"""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw
import polars as pl

from builder.entries import Entry
from builder.expr import Expr
from builder.questions import Calculation, Joined
from builder.relevance import reads

from .frame import to_frame
from .table import ROW, Frame, Tables


def effective(entries: Sequence[Entry], entered: Tables) -> Frame:
    """Give the table of what counts; `entries` stand after all they read."""
    frame, repeats = entered.submissions, dict(entered.repeats)
    inside = {e.node.name: e.repeat.name for e in entries if e.repeat is not None}
    for entry in entries:
        value = entry.node.value if isinstance(entry.node, Calculation) else None
        if entry.repeat is not None:
            repeats[entry.repeat.name] = _inside(
                repeats[entry.repeat.name], frame, entry, inside
            )
        elif isinstance(value, Joined):
            source = value.source.name
            gathered = _gathered(repeats[inside[source]], source, len(frame))
            frame = frame.with_columns(_column(entry, gathered))
            frame = limited(frame, entry, entry.relevant)
        else:
            frame = settled(frame, entry, entry.relevant)
            if isinstance(entry.node, Calculation) and entry.relevant is not None:
                asked = nw.when(to_frame(entry.relevant)).then(nw.lit(value=True))
                frame = frame.with_columns(asked.alias(opened(entry)))
    return frame


def opened(entry: Entry) -> str:
    """Name the column that is true where a calculation is relevant, else null."""
    return f"{entry.node.name}/relevant"


def settled(frame: Frame, entry: Entry, relevant: Expr | None) -> Frame:
    """Work a node out, and blank it where it is not relevant."""
    node = entry.node
    if isinstance(node, Calculation) and not isinstance(node.value, Joined):
        frame = frame.with_columns(to_frame(node.value).alias(node.name))
    return limited(frame, entry, relevant)


def limited(frame: Frame, entry: Entry, relevant: Expr | None) -> Frame:
    """Blank a node where `relevant` does not hold."""
    if relevant is None:
        return frame
    name = entry.node.name
    return frame.with_columns(
        nw.when(to_frame(relevant)).then(nw.col(name)).alias(name)
    )


def _inside(
    instances: Frame, frame: Frame, entry: Entry, inside: dict[str, str]
) -> Frame:
    """Settle a node of a repeat, which may read answers from outside it."""
    outer = [name for name in dict.fromkeys(reads(entry)) if name not in inside]
    before = instances.columns
    around = frame.select(ROW, *outer)
    joined = instances.join(around, on=ROW, how="left") if outer else instances
    return settled(joined, entry, entry.relevant).select(*before)


def _gathered(instances: Frame, source: str, height: int) -> list[str | None]:
    """Join the answers of all instances by spaces, for each submission."""
    found: list[list[str]] = [[] for _ in range(height)]
    for number, value in zip(
        instances[ROW].to_list(), instances[source].to_list(), strict=True
    ):
        if value is not None:
            found[number].append(str(value))
    return [" ".join(values) or None for values in found]


def _column(entry: Entry, values: list[str | None]) -> nw.Series[pl.Series]:
    series = pl.Series(entry.node.name, values, dtype=pl.String)
    return nw.from_native(series, series_only=True)
