"""Components, their sums and red flags, worked out over a table.

One column for each node that the form calculates too, under the form's names:
`toolkit_e1`, `toolkit_score`, `flag_rf01`; and each flag's severity beside it.
"""

from __future__ import annotations

from collections.abc import Iterable

import narwhals as nw

from builder.expr import BLANK, Answer, Constant, Expr, If
from builder.form import Form
from builder.judgements import Component, Flag, Total, add_up

from .frame import to_frame
from .table import Frame


def judged(form: Form, frame: Frame, profile: str, kept: str) -> Frame:
    """Add the columns of one scoring profile and of all flags.

    They are null where the column `kept` is false: without consent, or when
    the answers were discarded, nothing is judged.
    """
    frame = _scored(form.components, frame, profile)
    frame = frame.with_columns(
        *(to_frame(flag.verdict.value()).alias(flag.name) for flag in form.flags),
        *(to_frame(_severity(flag)).alias(severity_of(flag)) for flag in form.flags),
    )
    names = columns(form, profile)
    return frame.with_columns(
        nw.when(nw.col(kept)).then(nw.col(n)).alias(n) for n in names
    )


def columns(form: Form, profile: str) -> list[str]:
    """Name what `judged` adds."""
    return [
        *node_names(form, profile).values(),
        *(flag.name for flag in form.flags),
        *(severity_of(flag) for flag in form.flags),
    ]


def node_names(form: Form, profile: str) -> dict[str, str]:
    """Give the node for each component and sum: E1 is toolkit_e1."""
    if not form.components:
        return {}
    total = _total(form.components, profile)
    nodes = {key: answer.name for key, answer in total.components.items()}
    return nodes | {name: f"{profile}_{name}" for name in total.sums}


def severity_of(flag: Flag) -> str:
    """Name the column that holds a flag's severity."""
    return f"{flag.name}_severity"


def _scored(components: Iterable[Component], frame: Frame, profile: str) -> Frame:
    components = list(components)
    if not components:
        return frame
    total = _total(components, profile)
    points = [
        to_frame(one.readings[profile].value()).alias(total.components[one.id].name)
        for one in components
    ]
    sums = [
        to_frame(expr).alias(f"{profile}_{name}") for name, expr in total.sums.items()
    ]
    return frame.with_columns(*points).with_columns(*sums)


def _total(components: Iterable[Component], profile: str) -> Total:
    components = list(components)
    nodes = {
        one.id: Answer(f"{profile}_{one.id.lower()}", "integer") for one in components
    }
    return add_up(nodes, {one.id: one.dimension for one in components})


def _severity(flag: Flag) -> Expr:
    """Give the severity of the first level that holds."""
    found: Expr = BLANK
    for level in reversed(flag.levels):
        found = If(level.verdict.holds, Constant(level.severity), found)
    return found
