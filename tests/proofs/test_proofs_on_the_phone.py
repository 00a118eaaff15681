"""Every form of every country on the phone's engine: what it asks, and its texts."""

from __future__ import annotations

from itertools import product

import pytest
from javarosa import Interview, spoken
from sheets import entered

from builder.build import Built, built
from builder.proofs import proved
from builder.wording import language_name
from instrument_specs.registry import TOOLS, Instruments

# What a phone fills in by itself is never shown.
UNSEEN = {"start_time", "end_time"}


@pytest.fixture(
    scope="module",
    params=list(product(Instruments().countries(), TOOLS)),
    ids="-".join,
)
def made(request: pytest.FixtureRequest) -> Built:
    """Build each form of each country."""
    return built(Instruments(), *request.param)


def test_every_text_is_there_in_every_language(made: Built) -> None:
    languages = [language_name(code) for code in made.wording.languages]

    said = spoken(made.xform)

    assert sorted(said) == sorted(languages)
    first = said[languages[0]]
    assert len(first) >= sum(1 for one in made.form.questions() if one.label)
    for language, texts in said.items():
        assert texts.keys() == first.keys()
        assert not [one for one, text in texts.items() if text.strip() in {"", "-"}]
        if language != languages[0]:
            differing = sum(text != first[one] for one, text in texts.items())
            assert differing > len(first) * 0.9


def test_the_phone_asks_what_is_proved_to_be_asked(made: Built) -> None:
    """Every question of every form of every country, at least once."""
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
