"""Sections 1 to 4: money, work and saving, money owed, food."""

from __future__ import annotations

from builder.form import Form
from builder.questions import Choices, select_multiple, select_one
from builder.verdict import includes, says
from instrument_specs.choices import (
    NO_ANSWER_ADDED,
    NONE_ADDED,
    YES_NO,
    YES_NO_PRINTED,
)
from instrument_specs.profile import Profile
from instrument_specs.talk import Talk

from . import debts, work
from .hints import READ_OUT
from .points import add_point

FIRST_TALK = (
    "First I would like to ask about money, and how you have managed since you came "
    "back."
)
LATER_TALK = (
    "First I would like to ask about money, and how you have managed since we last "
    "talked."
)
EARNING = Choices.of(
    "earning",
    {
        "business": "Own business",
        "own_farm": "Own farm",
        "paid_by_others": "Paid by someone else",
        "other": "In another way",
    },
).adding(NO_ANSWER_ADDED)
LOANS = {
    "bank_loan": "A bank loan",
    "friend_family": "Borrowed from friends or family",
    "community": "Borrowed from someone in the community",
}
GRANTS = {
    "government": "Money from the government",
    "ngo": "Money from an organization",
}
SUPPORT = Choices.of(
    "support",
    {
        **LOANS,
        **GRANTS,
        "shop_credit": "Goods from a shop on credit",
        "other": "Something else",
    },
).adding(NO_ANSWER_ADDED)
LITTLE_FOOD = Choices.of(
    "little_food",
    {
        "unequal": "Some at home eat less than others",
        "borrow_food": "Borrowing food from people we know",
        "food_aid": "Living on food from the government or organizations",
        "shop_credit": "Buying food on credit",
        "equal_less": "Everyone at home eats less, all equally",
        "other": "Something else",
    },
).adding(NONE_ADDED, NO_ANSWER_ADDED)


def ask(talk: Talk, _profile: Profile) -> None:
    _money(talk)
    work.ask(talk)
    debts.ask(talk)
    _food(talk)


def _money(talk: Talk) -> None:
    form = talk.form
    with talk.block(1, "Money"):
        talk.introduce("economic", FIRST_TALK, LATER_TALK)
        earns = form.ask(
            "1.1",
            select_one(YES_NO_PRINTED),
            "In the past month, did you earn any money?",
            guidance="Income can come from work, family, the government or others.",
        )
        how = form.ask(
            "1.2",
            select_multiple(EARNING),
            "In what way do you earn it?",
            relevant=earns == "yes",
        )
        form.specify(how, "paid_by_others", "Who pays you?")
        form.specify(how, label="In which other way?")
        add_point(form, "E1", "Earns money from work", says(earns, "yes"))
        _other_money(form)
        talk.probe(
            None, "Is there anything else you would like to say?", name="q1_comment"
        )


def _other_money(form: Form) -> None:
    received = form.ask(
        "1.3",
        select_one(YES_NO),
        "Since you came back, has money come to you from anywhere else? For example "
        "from an organization, from the government, or because you borrowed it?",
    )
    kinds = form.ask(
        "1.4",
        select_multiple(SUPPORT),
        "What kind of support was it?",
        relevant=received == "yes",
    )
    form.specify(kinds)
    borrowed = includes(kinds, *LOANS, "shop_credit")
    form.calculate(
        "only_borrowed",
        (borrowed & ~includes(kinds, *GRANTS, "other")).value(),
        label="The other money of 1.3 was borrowed, all of it",
    )
    enough = form.ask(
        "1.5",
        select_one(YES_NO),
        "Most of the time, does your money cover what you need each day?",
        guidance="What is needed may be for the person alone or for the family too.",
    )
    add_point(form, "E2", "Has other income", says(received, "yes"))
    add_point(form, "E3", "Can pay for daily life", says(enough, "yes"))


def _food(talk: Talk) -> None:
    form = talk.form
    with talk.block(4, "Food"):
        enough = form.ask(
            "4.1",
            select_one(YES_NO),
            "At the moment, is there enough food for your household?",
            guidance="The aim is to learn which food needs their money does not cover.",
        )
        talk.probe("4.1", "What does enough food mean for you?", name="q4_1_meaning")
        hungry = form.ask(
            "4.2",
            select_one(YES_NO),
            "In the past month, did you or your family go hungry because there was "
            "no way to get more food?",
        )
        well_fed = (enough == "yes") & (hungry == "no")
        wanted = form.ask(
            "4.3",
            select_one(YES_NO),
            "Is the food you can get good, and the kind you want?",
            relevant=well_fed,
        )
        talk.probe(
            "4.4", "With more money, which food would you buy?", relevant=wanted == "no"
        )
        coping = form.ask(
            "4.5",
            select_multiple(LITTLE_FOOD),
            "In the past month, did too little food lead to any of these?",
            relevant=(enough == "no") | (hungry == "yes"),
            hint=READ_OUT,
        )
        form.specify(coping)
        add_point(form, "S1", "Did not go hungry in the past month", says(hungry, "no"))
