"""The talks that prove a form reach the same questions on the phone's engine."""

from __future__ import annotations

import pytest
from javarosa import Interview
from sheets import entered

from builder.build import built
from builder.proofs import proved
from instrument_specs.registry import TOOLS, Instruments

# What a phone fills in by itself is never shown.
UNSEEN = {"start_time", "end_time"}


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("country", Instruments().countries())
def test_the_phone_asks_what_is_proved_to_be_asked(country: str, tool: str) -> None:
    """Every question of every form of every country, at least once."""
    made = built(Instruments(), country, tool)
    proof = proved(made.form)

    shown: set[str] = set()
    for witness in proof.witnesses:
        talk = Interview(made.xform)
        refused = talk.fill(entered(witness.sheet), again=True)

        here = set(talk.shown())
        assert refused == []
        assert talk.finish() == []
        assert set(witness.reached) - here <= UNSEEN
        shown |= here
    assert {question.name for question in made.form.questions()} - shown <= UNSEEN
