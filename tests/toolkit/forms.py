"""The shipped forms, each built once."""

from __future__ import annotations

from functools import cache

from builder.form import Form
from instrument_specs.registry import Instruments

COUNTRIES = tuple(Instruments().countries())
TOOLS = tuple(Instruments().tools())


@cache
def form(tool: str, country: str = "NGA") -> Form:
    return Instruments().form(country, tool)
