"""Section 2: money, work, daily needs, money owed."""

from __future__ import annotations

from builder.expr import Answer
from builder.form import Form
from builder.questions import integer
from instrument_specs.talk import Talk

from . import debts
from .asking import more, told, yes_or_no

SCRIPT = (
    "From here I would like to talk about your life since you came back, first about "
    "money and work. Later come your home, health, feelings, family and friends."
)


def ask(talk: Talk) -> None:
    form = talk.form
    with talk.block("2a", "Money", page=False):
        _money(form)
    with talk.block("2b", "Work"):
        _earning(form)
        _finding_work(form)
    with talk.block("2c", "Daily needs"):
        _needs(form)
    with talk.block("2d", "Money owed", page=False, hands_over=True):
        debts.ask(form)


def _money(form: Form) -> None:
    with form.group("money_2_1", page=True):
        received = yes_or_no(
            form,
            "2.1",
            "Since you came back, has money come to you in other ways than by working? "
            "For example from an organization, from the government, or as a loan.",
        )
        more(
            form,
            received,
            "Who gave it? Was it of use, what could you do with it, and how do you "
            "feel about it?",
        )
        short = yes_or_no(
            form, "2.2", "Since you came back, have there been problems with money?"
        )
    with (
        form.group("problems_2_2", relevant=short == "yes"),
        form.group("problem_2_2", "One problem", repeat=True),
        form.group("problem_2_2_page", page=True),
    ):
        told(form, "2.2.1", "What was the problem?", hint="One entry for each problem.")
        solved = yes_or_no(form, "2.2.2", "Is it solved now?")
        more(form, solved, "How did you solve it?")


def _earning(form: Form) -> None:
    earns = yes_or_no(
        form, "2.3", "In the past month, did you have a way to earn money?"
    )
    told(
        form,
        "2.3.1.1",
        "How do you earn it, or how did you?",
        relevant=earns == "yes",
    )
    yes_or_no(
        form, "2.3.1.2", "Is it the same amount each week?", relevant=earns == "yes"
    )
    enough = yes_or_no(
        form,
        "2.3.1.3",
        "Does it cover what you need each day?",
        relevant=earns == "yes",
    )
    # Printed for those without earnings, and worded for those with too little.
    told(
        form,
        "2.3.2",
        "With the money you have, what can you not pay for?",
        relevant=(earns == "no") | (enough == "no"),
    )


def _finding_work(form: Form) -> None:
    helped = yes_or_no(form, "2.4", "Did anyone help you to find work?")
    told(
        form,
        "2.4.1",
        "What kind of help was it, who gave it, and how do you feel about it?",
        relevant=helped == "yes",
    )
    knows = yes_or_no(
        form,
        "2.4.2",
        "Do you know of any help for people who went through something like it?",
        relevant=helped == "no",
    )
    more(form, knows, "Which kinds of help, and who gives them?")


def _needs(form: Form) -> None:
    told(form, "2.5", "Which costs rest on you, for yourself and for others?")
    form.ask(
        "2.5.1",
        integer,
        "How many people live from your money?",
        hint="Not counting yourself. 0 if nobody does.",
        constraint=lambda this: this >= 0,
        message="Enter 0 or more.",
    )
    yes_or_no(form, "2.5.2", "Can you buy enough food for yourself and for them?")
    good = yes_or_no(form, "2.5.3", "Is the food good, and of the kinds you want?")
    told(
        form,
        "2.5.3.1",
        "Which food can you get, and which would you like if you could pay for it?",
        relevant=good == "no",
    )
    yes_or_no(
        form,
        "2.5.4",
        "Do you worry that the money will not be enough for what all of you need?",
    )
    _going_without(form)


def _going_without(form: Form) -> Answer:
    stops = yes_or_no(
        form,
        "2.5.5",
        "Are there things you sometimes stop buying because money is short?",
    )
    return more(form, stops, "Which things?")
