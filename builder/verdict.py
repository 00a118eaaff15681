"""Three-valued judgements: a score component or a red flag.

A verdict holds, fails, or is undetermined (neither), which is what an unasked
or declined question leaves behind. Verdicts combine by Kleene's rules, so a
verdict that can be decided from the answers at hand is decided.
"""

from __future__ import annotations

from dataclasses import dataclass

from .expr import BLANK, Answer, Answered, Constant, Expr, If, all_hold, any_hold

DECLINED = "no_answer"


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """A pair of conditions of which at most one is true for any answers."""

    holds: Expr
    fails: Expr

    def __and__(self, other: Verdict) -> Verdict:
        return Verdict(self.holds & other.holds, self.fails | other.fails)

    def __or__(self, other: Verdict) -> Verdict:
        return Verdict(self.holds | other.holds, self.fails & other.fails)

    def __invert__(self) -> Verdict:
        return Verdict(self.fails, self.holds)

    def value(self) -> If:
        """Give 1 when it holds, 0 when it fails, blank when undetermined."""
        return If(self.holds, Constant(1), If(self.fails, Constant(0), BLANK))


def says(answer: Answer, *choices: str) -> Verdict:
    """Judge a select_one: holds on `choices`, fails on any other but a refusal."""
    against = tuple(
        choice for choice in answer.choices if choice not in {*choices, DECLINED}
    )
    return Verdict(answer.one_of(*choices), answer.one_of(*against))


def includes(answer: Answer, *choices: str) -> Verdict:
    """Judge a select_multiple: holds when it includes one of `choices`."""
    wanted = answer.selected_any(*choices)
    declined = answer.selected(DECLINED) if DECLINED in answer.choices else None
    against = Answered(answer) & ~wanted
    return Verdict(wanted, against if declined is None else against & ~declined)


def includes_all(answer: Answer, *choices: str) -> Verdict:
    """Judge a select_multiple: holds when it includes every one of `choices`."""
    judged = [includes(answer, choice) for choice in choices]
    return Verdict(
        all_hold(*(one.holds for one in judged)),
        any_hold(*(one.fails for one in judged)),
    )


def not_declined(answer: Answer) -> Verdict:
    """Hold on a select_multiple without a refusal; undetermined with one in it.

    To be joined by `&`, where a refusal beside other choices leaves a point open.
    """
    return Verdict(~answer.selected(DECLINED), Constant(value=False))


def known(condition: Expr) -> Verdict:
    """Take a condition that is never undetermined."""
    return Verdict(condition, ~condition)
