"""How long is a talk: the shortest, a typical and the longest way through a form.

The longest passes by as many questions as can be asked in one talk, each repeat
filled in once; the shortest leaves out all that some answers leave out. A
typical one has the median number of screens among rehearsals.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from random import Random

from .case import Case
from .entries import Entry
from .expr import Expr
from .form import Form
from .outlook import Possible
from .proofs import Proof
from .questions import Group, Question
from .rehearsal import LEFT_BLANK, Walk
from .witness import Goal, Search, UndecidedError

REHEARSALS = 25
STEPS = 60


@dataclass(frozen=True, slots=True)
class Shown:
    """One screen of a phone: the questions and notes on it, with their instance."""

    group: Group | None
    entries: tuple[tuple[Entry, int], ...]


@dataclass(frozen=True, slots=True)
class Length:
    """How many screens a talk has, and how many questions and notes are on them.

    The phone's own question whether to add another entry is not counted.
    """

    screens: int
    questions: int
    notes: int


@dataclass(frozen=True, slots=True)
class Talks:
    """Three talks of one kind: they are told apart by their lengths."""

    shortest: Case
    typical: Case
    longest: Case


def talks(form: Form, whole: Expr, rehearsals: int = REHEARSALS) -> Talks | None:
    """Find three talks for which `whole` holds; None when there is no such talk."""
    search = Search(form)
    start = search.first(Goal(whole))
    if start is None:
        return None
    shortest = min(_ends(search, start, wanted=False), key=_size)
    longest = max(_ends(search, start, wanted=True), key=_size)
    drawn = [_walked(form, start, seed) for seed in range(rehearsals)]
    drawn.sort(key=lambda case: length(case).screens)
    return Talks(shortest, drawn[len(drawn) // 2], longest)


def rehearsed(form: Form, proof: Proof, count: int) -> set[str]:
    """Name the questions asked in so many rehearsals, each towards some proof."""
    asked: set[str] = set()
    for seed in range(count):
        witness = proof.witnesses[seed % len(proof.witnesses)]
        draw = Random(seed)  # noqa: S311 - the same seed, the same talk
        walk = Walk(form, draw, toward=witness.toward, rows=witness.rows)
        case = Case(form, walk.sheet())
        asked |= {
            entry.node.name
            for entry in form.entries
            if isinstance(entry.node, Question) and case.relevant(entry)
        }
    return asked


def screens(case: Case) -> Iterator[Shown]:
    """Give what a phone shows, screen by screen, in the order of the form."""
    for entries in _together(case):
        yield Shown(_page(entries[0][0]), tuple(entries))


def length(case: Case) -> Length:
    shown = list(screens(case))
    nodes = [entry.node for screen in shown for entry, _ in screen.entries]
    questions = sum(isinstance(node, Question) and node.asked for node in nodes)
    return Length(len(shown), questions, len(nodes) - questions)


def _ends(search: Search, start: Possible, *, wanted: bool) -> Iterator[Case]:
    """Ask, or leave out, each question in turn where that is still possible.

    What comes first keeps others out, so it is done from both ends of the form.
    """
    names = [question.name for question in search.form.questions()]
    for order in (names, names[::-1]):
        found = start
        for name in order:
            goal = Goal(search.asked(name), wanted=wanted)
            with suppress(UndecidedError):
                found = search.first(goal, within=found, steps=STEPS) or found
        yield _walked(search.form, found, 0, blank=0)


def _size(case: Case) -> tuple[int, int]:
    size = length(case)
    return size.screens, size.questions


def _walked(form: Form, toward: Possible, seed: int, blank: float = LEFT_BLANK) -> Case:
    draw = Random(seed)  # noqa: S311 - the same seed, the same talk
    return Case(form, Walk(form, draw, toward=toward, rows=1, blank=blank).sheet())


def _asked(case: Case) -> Iterator[tuple[Entry, int]]:
    """Give what is on the screens, a repeat instance by instance."""
    entries = case.form.entries
    at = 0
    while at < len(entries):
        repeat = entries[at].repeat
        after = at + 1
        while repeat and after < len(entries) and entries[after].repeat is repeat:
            after += 1
        count = len(case.instances(repeat.name)) if repeat else 1
        for instance in range(count):
            for entry in entries[at:after]:
                if _visible(entry) and case.relevant(entry, instance):
                    yield entry, instance
        at = after


def _visible(entry: Entry) -> bool:
    node = entry.node
    return isinstance(node, Question) and node.type.xlsform not in {"start", "end"}


def _together(case: Case) -> Iterator[list[tuple[Entry, int]]]:
    """Gather what stands on one page."""
    page: list[tuple[Entry, int]] = []
    last: tuple[Group, int] | None = None
    for entry, instance in _asked(case):
        group = _page(entry)
        here = None if group is None else (group, instance)
        if page and (here is None or last is None or here != last):
            yield page
            page = []
        page.append((entry, instance))
        last = here
    if page:
        yield page


def _page(entry: Entry) -> Group | None:
    return next((group for group in entry.within if group.page), None)
