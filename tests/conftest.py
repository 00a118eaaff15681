"""What every test may rely on: the shipped forms, built once."""

from __future__ import annotations

import pytest

from builder.build import Built, built
from instrument_specs.registry import Instruments


@pytest.fixture(scope="session")
def survey() -> Built:
    return built(Instruments(), "NGA", "survey")


@pytest.fixture(scope="session")
def urgent() -> Built:
    return built(Instruments(), "NGA", "urgent")
