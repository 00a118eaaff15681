"""Section 2: how steady the income is, help in finding work, saving."""

from __future__ import annotations

from builder.questions import Choice, Choices, select_multiple, select_one
from builder.verdict import includes, known, not_declined, says
from instrument_specs.choices import NO_ANSWER, NO_ANSWER_ADDED, YES_NO
from instrument_specs.talk import Talk

from .points import add_point

WORRY = Choices.of(
    "worry", {"yes": "Yes", "no": "No", "sometimes": "Sometimes"}
).adding(NO_ANSWER)
CUT_OUT = Choices.of(
    "cut_out",
    {
        "food": "Food",
        "clothing": "Clothes",
        "household": "Things for the house",
        "phone": "Phone or internet",
        "leisure": "Leisure",
        "medicine": "Medicine or treatment",
        "other": "Something else",
    },
).adding(
    Choice("none", "Nothing, or money is never short", added=True), NO_ANSWER_ADDED
)
WORK_HELP = Choices.of(
    "work_help",
    {
        "person": "Family, a friend or a neighbour found or offered work",
        "training": "Training in new skills",
        "grant": "Money to start a business",
        "government": "The government helped to find work",
        "other": "Other help",
    },
).adding(NO_ANSWER_ADDED)
PRODUCTIVE = {
    "investment": "Investment",
    "property": "Buying property",
    "business_equipment": "Equipment for a business",
    "education": "A degree or certificate",
    "other": "Something else",
}
SAVING_FOR = Choices.of(
    "saving_for",
    {
        "financial_security": "Financial security",
        "loan_repayment": "Paying back a loan",
        **PRODUCTIVE,
    },
).adding(NO_ANSWER_ADDED)


def ask(talk: Talk) -> None:
    form = talk.form
    with talk.block(2, "Work and income"):
        form.ask(
            "2.1",
            select_one(YES_NO),
            "Is your income much the same from week to week?",
            guidance="You can ask how often and how surely money comes, under what "
            "conditions the person works, and what other support there is.",
        )
        worried = form.ask(
            "2.2",
            select_one(WORRY),
            "Each week, do you worry that your money will not be enough?",
        )
        cut = form.ask(
            "2.3",
            select_multiple(CUT_OUT),
            "In weeks when money is short, what do you go without?",
        )
        form.specify(cut)
        helped = form.ask(
            "2.4",
            select_one(YES_NO),
            "Did anyone help you to find work?",
            relevant=form.q("1.1") == "yes",
        )
        kinds = form.ask(
            "2.5",
            select_multiple(WORK_HELP),
            "What help was it?",
            relevant=helped == "yes",
        )
        form.specify(kinds)
        add_point(
            form, "E4", "Does not worry about paying for food", says(worried, "no")
        )
        _saving(talk)


def _saving(talk: Talk) -> None:
    form = talk.form
    saves = form.ask(
        "2.6", select_one(YES_NO), "Are you putting money aside for something?"
    )
    goals = form.ask(
        "2.7",
        select_multiple(SAVING_FOR),
        "What is it for?",
        relevant=saves == "yes",
        hint="Tick all that apply.",
    )
    form.specify(goals)
    named = (goals.count() >= 1) & ~goals.selected("no_answer")
    talk.probe(
        "2.8",
        "Could you tell me more about what you want to reach?",
        relevant=(saves == "yes") & named,
    )
    # The table names loan repayment, the one purpose that builds nothing up.
    add_point(
        form,
        "E5",
        "Saves for something that will last",
        says(saves, "yes")
        & includes(goals, "financial_security", *PRODUCTIVE)
        & not_declined(goals),
        known((saves == "yes") & goals.selected("loan_repayment")),
    )
