"""Sections of the case study: each begins by asking for agreement to it.

The toolkit asks twice whether it is all right to proceed and says nothing of
a no. Here every section asks, and a no leaves the section out, pauses or
stops; none of these is an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from builder.expr import Expr, any_hold
from builder.form import Form
from builder.questions import Choice, Choices, note
from instrument_specs.talk import GO_ON, Talk

LEAVE_OUT = Choice("leave_out", "Leave this part out", added=True)
AGREED = Choices("go_on_part", (GO_ON.options[0], LEAVE_OUT, *GO_ON.options[1:]))
SECTIONS = ("1", "1_2", "2", "3", "4", "5")


@contextmanager
def section(
    talk: Talk,
    number: str,
    title: str,
    script: str,
    *,
    hint: str = "",
    later: tuple[Expr, str] | None = None,
) -> Iterator[None]:
    """Open a section; its last block must hand over, or ask whether to go on.

    `later` is what the interviewer reads in later rounds, with their condition.
    """
    form, name = talk.form, f"go_on_{number}"
    with talk.block(number, title, answers=AGREED):
        form.ask(None, note, script, name=f"intro_{number}", hint=hint)
        if later is not None:
            form.ask(None, note, later[1], name=f"later_{number}", relevant=later[0])
    opened = talk.last_open
    assert opened is not None  # noqa: S101 - a block was just opened
    passed_by = (opened == 1) & (form.q(name) == LEAVE_OUT.name)
    yield
    talk.reached = passed_by if talk.reached is None else talk.reached | passed_by


def some_left_out(form: Form) -> Expr:
    """Hold when a section was left out."""
    gates = (form.q(f"go_on_{number}") for number in SECTIONS)
    return any_hold(*(gate == LEAVE_OUT.name for gate in gates))
