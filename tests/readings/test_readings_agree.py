"""Every reading of an expression gives what the engine in KoboCollect gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from readings.branching_grids import chained, repeated
from readings.grid import (
    Grid,
    Table,
    disagreements,
    in_form,
    in_one_case,
    in_table,
)
from readings.plain_grids import choices, days, numbers, texts, ticks

from builder.relevance import guarded

GRIDS = (choices, numbers, ticks, texts, days, chained, repeated)


@pytest.fixture(scope="module", params=GRIDS, ids=lambda grid: grid.__name__)
def asked(request: pytest.FixtureRequest) -> tuple[Grid, Table]:
    """Give one grid with what JavaRosa says of it."""
    tried: Grid = request.param()
    return tried, in_form(tried)


def test_one_case_gives_what_the_form_gives(asked: tuple[Grid, Table]) -> None:
    tried, form = asked

    assert disagreements(tried, form, in_one_case(tried)) == []


def test_the_table_gives_what_the_form_gives(asked: tuple[Grid, Table]) -> None:
    tried, form = asked

    assert disagreements(tried, form, in_table(tried)) == []


@pytest.mark.parametrize("build", [chained, repeated])
def test_guarding_an_expression_changes_nothing_on_the_phone(
    build: Callable[[], Grid],
) -> None:
    plain = build()
    conditions = plain.conditions.items()
    guards = {name: guarded(plain.form, expr) for name, expr in conditions}

    assert in_one_case(replace(plain, conditions=guards)) == in_one_case(plain)
