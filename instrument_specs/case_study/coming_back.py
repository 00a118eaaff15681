"""Section 1.2: how the person came back."""

from __future__ import annotations

from instrument_specs.talk import Talk

from .asking import told

SCRIPT = (
    "Now I would like to hear how you came back: how it came about, who helped, what "
    "was hard, and how ready you felt."
)


def ask(talk: Talk) -> None:
    form = talk.form
    with talk.block("1_2a", "Coming back", hands_over=True):
        told(form, "1.2.1", "What made you come back to this country?")
        told(form, "1.2.2", "How did it begin? Was coming back your own choice?")
        told(
            form,
            "1.2.3",
            "Which people, organizations or offices had a part in it?",
            hint="No names of people.",
        )
        told(form, "1.2.4", "What help did you get, if any, to prepare for it?")
        told(form, "1.2.5", "What was hard while you prepared, and on the way back?")
        told(form, "1.2.6", "And you yourself, how did you prepare?")
