"""One point of the score, kept beside the questions it is read from.

Each is read twice: `toolkit` is the recommended reading and may stay
undetermined, `printed` takes the table by its letter, where a blank or a
refusal earns nothing.
"""

from __future__ import annotations

from builder.form import Form
from builder.judgements import Component
from builder.verdict import Verdict, known

DIMENSIONS = {"E": "economic", "S": "social", "P": "psychosocial"}


def add_point(
    form: Form, point: str, label: str, toolkit: Verdict, printed: Verdict | None = None
) -> None:
    """Add the component `point` (E1 to P5); its letter says the dimension.

    Where `printed` is left out, the letter of the table is what `toolkit`
    holds on.
    """
    literal = known(toolkit.holds) if printed is None else printed
    readings = {"toolkit": toolkit, "printed": literal}
    form.components.append(
        Component(point, DIMENSIONS[point[0]], label, readings, source="Table 6")
    )
