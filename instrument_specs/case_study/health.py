"""Items 3.7 and 3.8: health, treatment and health insurance."""

from __future__ import annotations

from builder.form import Form
from instrument_specs.talk import Talk

from .asking import more, told, yes_or_no


def ask(talk: Talk) -> None:
    form = talk.form
    with talk.block("3c", "Health"):
        _care(form)
        _insurance(form)
        barred = yes_or_no(
            form, "3.8", "Was there anything that made it hard to get medical care?"
        )
        more(form, barred, "What was it, why, and what came of it?")


def _care(form: Form) -> None:
    ill = yes_or_no(
        form,
        "3.7",
        "In the past month, did you have a health problem a doctor should see?",
    )
    told(
        form,
        "3.7.1",
        "Could you say in a few words what it was?",
        relevant=ill == "yes",
        hint="Leave this out if the person would rather not talk about it.",
    )
    treated = yes_or_no(
        form,
        "3.7.2",
        "Did you get medical care for it?",
        relevant=ill == "yes",
    )
    told(
        form,
        "3.7.2.1",
        "Who gave it, and did it cost you money?",
        relevant=treated == "yes",
    )
    told(
        form,
        "3.7.2.2",
        "What did you do about it?",
        relevant=treated == "no",
    )


def _insurance(form: Form) -> None:
    offered = yes_or_no(form, "3.7.3", "Can people get health insurance here?")
    insured = yes_or_no(form, "3.7.3.1", "Do you have it?", relevant=offered == "yes")
    told(
        form,
        "3.7.3.2",
        "What is the reason that you do not have it?",
        relevant=insured == "no",
    )
