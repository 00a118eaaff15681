"""Section 8: health, treatment and health insurance."""

from __future__ import annotations

from builder.expr import BLANK, Answer, Constant, If
from builder.questions import Choices, select_multiple, select_one
from builder.verdict import known, says
from instrument_specs.choices import NO_ANSWER, NO_ANSWER_ADDED, YES_NO
from instrument_specs.talk import Talk

from .points import add_point

HEALTH = Choices.of(
    "health", {"very_good": "Very good", "average": "Average", "poor": "Poor"}
).adding(NO_ANSWER)
TREATED_BY = Choices.of(
    "treated_by",
    {
        "doctor": "A doctor",
        "nurse": "A nurse",
        "pharmacist": "A pharmacist",
        "other": "Someone else",
    },
).adding(NO_ANSWER_ADDED)


def ask(talk: Talk) -> None:
    form = talk.form
    with talk.block(8, "Health"):
        health = form.ask(
            "8.1",
            select_one(HEALTH),
            "All in all, how is your health?",
            guidance="This part is about health and the care the person had.",
        )
        needed = form.ask(
            "8.2",
            select_one(YES_NO),
            "In the past month, did you have a health problem a doctor should see?",
        )
        treated = form.ask(
            "8.3",
            select_one(YES_NO),
            "Did you get medical care for it?",
            relevant=needed == "yes",
        )
        _treatment(talk, needed, treated)
        _insurance(talk)
        # The table scores "good or satisfactory", which the survey never offers.
        add_point(
            form,
            "S5",
            "Is in good health",
            says(health, "very_good", "average"),
            known(Constant(value=False)),
        )
        in_need = says(needed, "yes")
        add_point(
            form,
            "S6",
            "Needed no health care, or got it",
            ~in_need | (in_need & says(treated, "yes")),
            known((needed == "yes") & (treated == "yes")),
        )


def _treatment(talk: Talk, needed: Answer, treated: Answer) -> None:
    form = talk.form
    by = form.ask(
        "8.4",
        select_multiple(TREATED_BY),
        "Who treated you?",
        relevant=treated == "yes",
    )
    form.specify(by)
    form.ask(
        "8.5",
        select_one(YES_NO),
        "Did the treatment cost you money?",
        relevant=treated == "yes",
    )
    talk.probe("8.6", "What did you do about it?", relevant=treated == "no")
    talk.probe(
        "8.7",
        "Could you say in a few words what the problem is or was?",
        relevant=needed == "yes",
        hint="Leave this out if the person would rather not talk about it.",
    )


def _insurance(talk: Talk) -> None:
    """Ask the two halves of 8.8 apart, since 8.9 follows only from the second."""
    form = talk.form
    knows = form.ask("8.8", select_one(YES_NO), "Do you know of any health insurance?")
    tried = form.ask(
        "8.8",
        select_one(YES_NO),
        "Did you ever try to get it?",
        name="q8_8_tried",
        relevant=knows == "yes",
    )
    declined = (knows == "no_answer") | (tried == "no_answer")
    refused = If(declined, Constant("no_answer"), BLANK)
    against = If((knows == "no") | (tried == "no"), Constant("no"), refused)
    form.calculate(
        "q8_8_in_one",
        If(tried == "yes", Constant("yes"), against),
        "one",
        YES_NO.names,
        label="8.8 as one answer: yes when the person knows of insurance and has tried",
    )
    insured = form.ask(
        "8.9", select_one(YES_NO), "Did you manage to get it?", relevant=tried == "yes"
    )
    talk.probe("8.10", "What happened?", relevant=insured == "no")
