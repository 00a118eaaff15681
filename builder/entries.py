"""Where a question stands in its form, and when it is asked."""

from __future__ import annotations

from dataclasses import dataclass, field

from .expr import Expr, all_hold
from .questions import Calculation, Group, Question


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A question or calculation and the groups it stands in, outermost first.

    `relevant` is its own condition and those of all groups around it, as one;
    `repeat` is the innermost repeat around it.
    """

    node: Question | Calculation
    within: tuple[Group, ...] = ()
    relevant: Expr | None = field(init=False)
    repeat: Group | None = field(init=False)

    def __post_init__(self) -> None:
        own = [*(group.relevant for group in self.within), self.node.relevant]
        conditions = [condition for condition in own if condition is not None]
        # Worked out once: every sheet and every table asks for them again.
        whole = all_hold(*conditions) if conditions else None
        innermost = next((g for g in reversed(self.within) if g.repeat), None)
        object.__setattr__(self, "relevant", whole)
        object.__setattr__(self, "repeat", innermost)

    @property
    def path(self) -> str:
        """Give the path below the root, as submissions key their answers."""
        return "/".join([*(group.name for group in self.within), self.node.name])
