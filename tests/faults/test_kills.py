"""A run that is killed, and one after it, end as if nothing had happened."""

from __future__ import annotations

import random
from collections import defaultdict

from faults.bench import LATER, SENDING, Bench
from faults.databases import EMPTY
from faults.extent import WHOLE, dice, much, note
from faults.state import Cell
from faults.stepping import coarse

AT_RANDOM, TWO_AT_ONCE = "at any time", "one of two runs at once"
# So many kills at steps there are for each beginning, at least one for each name.
SHARES = {EMPTY: 70, LATER: 110, SENDING: 220}


def test_a_run_killed_at_any_step_is_made_good(office: Bench) -> None:
    rows: defaultdict[str, Cell] = defaultdict(Cell)
    chance = dice(office.databases.name)
    for begins, at in _chosen(office, chance):
        rows[coarse(office.steps[begins][at])] += office.killed(begins, at=at)
        note("kills at steps", office.databases.name, rows)


def test_a_run_killed_at_any_time_is_made_good(office: Bench) -> None:
    chance, cell = dice("times"), Cell()
    for _ in range(much(80, 2)):
        begins = chance.choice([EMPTY, LATER, SENDING, SENDING, SENDING])
        after = chance.random() * office.seconds[begins]
        cell += office.killed(begins, after=after)
        note("kills at random", office.databases.name, {AT_RANDOM: cell})


def test_a_run_killed_beside_another_is_made_good(office: Bench) -> None:
    chance, cell = dice("two"), Cell()
    for _ in range(much(40, 2)):
        begins = chance.choice([LATER, SENDING, SENDING])
        at = chance.randrange(len(office.steps[begins]))
        cell += office.killed(begins, at=at, beside=True)
        note("kills of one of two", office.databases.name, {TWO_AT_ONCE: cell})


def _chosen(office: Bench, chance: random.Random) -> list[tuple[str, int]]:
    """Choose steps: each name at least once and some more, or each kind once.

    Of a sample each kind is tried on one database, where runs are shortest.
    """
    if not WHOLE:
        return _sample(office, chance)
    found = []
    for begins, share in SHARES.items():
        places = defaultdict(list)
        for at, name in enumerate(office.steps[begins]):
            places[name].append(at)
        sure = {chance.choice(each) for each in places.values()}
        others = sorted(set(range(len(office.steps[begins]))) - sure)
        more = chance.sample(others, min(len(others), max(0, share - len(sure))))
        found += [(begins, at) for at in sorted([*sure, *more])]
    chance.shuffle(found)
    return found


def _sample(office: Bench, chance: random.Random) -> list[tuple[str, int]]:
    places: dict[str, list[tuple[str, int]]] = {}
    for begins in (EMPTY, LATER, SENDING):
        here = defaultdict(list)
        for at, name in enumerate(office.steps[begins]):
            here[coarse(name)].append((begins, at))
        places |= here
    mine = 0 if office.databases.name == "SQLite" else 1
    kinds = sorted(places)[mine::2]
    return [chance.choice(places[kind]) for kind in kinds]
