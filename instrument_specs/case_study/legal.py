"""Item 3.14: legal steps against people who hurt the person."""

from __future__ import annotations

from builder.expr import Answer
from builder.form import Form
from builder.questions import Choice, Choices, select_one
from instrument_specs.choices import NO_ANSWER_ADDED
from instrument_specs.talk import Talk

from .asking import told, yes_or_no

PAID = Choices(
    "legal_paid",
    (
        Choice("paid", "It is paid", added=True),
        Choice("owes", "Some of it is still owed", added=True),
        NO_ANSWER_ADDED,
    ),
)


def ask(talk: Talk) -> None:
    form = talk.form
    with talk.block("3e", "Legal steps", hands_over=True):
        wanted = yes_or_no(
            form,
            "3.14",
            "Have you ever wanted to take legal action against anyone who harmed you?",
        )
        told(
            form,
            "3.14.1",
            "Why was that not something you wanted?",
            relevant=wanted == "no",
        )
        tried = yes_or_no(form, "3.14.2", "Did you try?", relevant=wanted == "yes")
        _case(form, tried)


def _case(form: Form, tried: Answer) -> None:
    told(form, "3.14.2.1", "Which country was that in?", relevant=tried == "yes")
    trial = yes_or_no(
        form,
        "3.14.2.2",
        "Did your case come before a court?",
        relevant=tried == "yes",
    )
    yes_or_no(form, "3.14.2.3", "Has the court decided?", relevant=trial == "yes")
    yes_or_no(
        form, "3.14.2.4", "Were you paid any compensation?", relevant=tried == "yes"
    )
    cost = yes_or_no(
        form, "3.14.2.5", "Did legal help cost you money?", relevant=tried == "yes"
    )
    form.ask(
        "3.14.2.5",
        select_one(PAID),
        "Could you pay for it, or is some of it still owed?",
        name="q3_14_2_5_paid",
        relevant=cost == "yes",
        numbered=False,
    )
