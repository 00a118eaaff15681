"""Section 7: legal steps against people who cheated or hurt the person."""

from __future__ import annotations

from builder.expr import Answer
from builder.questions import Choices, integer, select_multiple, select_one, text
from instrument_specs.choices import NO_ANSWER, NO_ANSWER_ADDED, YES_NO
from instrument_specs.talk import Talk

PAYMENT = Choices.of(
    "legal_payment",
    {
        "not_paid": "Not paid yet",
        "friend_family": "Borrowed from a friend or family",
        "bank_loan": "A bank loan",
        "other": "In another way",
    },
).adding(NO_ANSWER_ADDED)
DECISION = Choices.of(
    "decision",
    {
        "lost": "Yes, and the case was lost",
        "won": "Yes, and the case was won",
        "not_yet": "No, not yet decided",
    },
).adding(NO_ANSWER)


def ask(talk: Talk) -> None:
    form = talk.form
    with talk.block(7, "Legal steps"):
        wanted = form.ask(
            "7.1",
            select_one(YES_NO),
            "Have you ever wanted to take legal action against anyone who cheated you "
            "or did you harm?",
            guidance="Any legal step counts, in any country.",
        )
        tried = form.ask(
            "7.2", select_one(YES_NO), "Did you try?", relevant=wanted == "yes"
        )
        form.ask(
            "7.3",
            text,
            "Which country was that in?",
            relevant=tried == "yes",
            sensitive=True,
        )
        talk.probe("7.4", "How did it go?", relevant=tried == "yes")
        _costs(talk, tried)
        talk.probe(
            "7.7", "Why was that not something you wanted?", relevant=wanted == "no"
        )
        _court(talk, tried)


def _costs(talk: Talk, tried: Answer) -> None:
    form = talk.form
    cost = form.ask(
        "7.5",
        select_one(YES_NO),
        "Did legal help cost you money?",
        relevant=tried == "yes",
    )
    paid = form.ask(
        "7.6",
        select_multiple(PAYMENT),
        "How did you pay for it?",
        relevant=cost == "yes",
        constraint=lambda this: ~(this.selected("not_paid") & (this.count() > 1)),
    )
    form.specify(paid)


def _court(talk: Talk, tried: Answer) -> None:
    form = talk.form
    trial = form.ask(
        "7.8",
        select_one(YES_NO),
        "Did your case come before a court?",
        relevant=tried == "yes",
    )
    decision = form.ask(
        "7.9",
        select_one(DECISION),
        "Has the court decided?",
        relevant=trial == "yes",
    )
    compensated = form.ask(
        "7.10",
        select_one(YES_NO),
        "Did you get any compensation?",
        relevant=decision == "won",
    )
    form.ask(
        "7.11",
        integer,
        "How much was it, in {currency}?",
        relevant=compensated == "yes",
        constraint=lambda this: this >= 0,
        message="Enter 0 or more.",
        hint="A rough amount is fine.",
    )
