"""Section 3: money owed from the work abroad, from before it, and since.

Each period may hold several debts, so each is a repeat; an amount of 0 says
that a debt is paid back.
"""

from __future__ import annotations

from functools import reduce

from builder.expr import Answer, Constant, If
from builder.form import Form
from builder.questions import Choice, Choices, date, integer, note, select_one, text
from builder.verdict import Verdict, says
from instrument_specs.choices import NO_ANSWER_ADDED, YES_NO
from instrument_specs.talk import Talk

from .points import add_point

CREDITORS = Choices(
    "creditors",
    (
        Choice("family", "Family", added=True),
        Choice("friend", "A friend or someone in the community", added=True),
        Choice("moneylender", "A moneylender", added=True),
        Choice("bank", "A bank", added=True),
        Choice("shop", "A shop", added=True),
        Choice("lawyer", "A lawyer", added=True),
        Choice("employer", "An employer", added=True),
        Choice("arranger", "Someone who arranged the journey or the work", added=True),
        Choice("other", "Someone else", added=True),
        NO_ANSWER_ADDED,
    ),
)
STATES = ("repaid", "owed", "unknown")


def ask(talk: Talk) -> None:
    form = talk.form
    with talk.block(3, "Money owed", page=False):
        abroad = _from_abroad(talk)
        before = _from_before(talk)
        since = _since_return(talk)
        _necessities(form, since)
        debts = (says(abroad, "no"), says(before, "no"), says(since, "no"))
        add_point(form, "E6", "Owes nothing", reduce(Verdict.__and__, debts))
        _repaid(form, (abroad, before, since))


def _from_abroad(talk: Talk) -> Answer:
    form = talk.form
    with form.group("debts_3_1", page=True):
        owes = form.ask(
            "3.1",
            select_one(YES_NO),
            "Is there money you have to pay back to someone because of the work "
            "abroad?",
            hint="Name the country or countries if that makes it clearer.",
            guidance="This and what follows shows which debts came with the time "
            "abroad, and what may happen when they are not paid.",
        )
    with form.group("owed_3_2", relevant=owes == "yes"):
        _debts(talk, "3.2")
        with form.group("debts_3_3", page=True):
            form.ask(
                "3.3",
                text,
                "What could happen if this money is not paid back?",
                sensitive=True,
                appearance="multiline",
            )
    return owes


def _from_before(talk: Talk) -> Answer:
    form = talk.form
    with form.group("debts_3_4", page=True):
        owed = form.ask(
            "3.4",
            select_one(YES_NO),
            "Before you went abroad, were you in debt to anyone?",
        )
    with form.group("owed_3_5", relevant=owed == "yes"):
        _debts(talk, "3.5")
    return owed


def _since_return(talk: Talk) -> Answer:
    form = talk.form
    with form.group("debts_3_6", page=True):
        borrowed = form.ask(
            "3.6",
            select_one(YES_NO),
            "Since you came back, did you borrow money from anyone?",
        )
    with form.group("owed_3_7", relevant=borrowed == "yes"):
        _debts(talk, "3.7", purpose=True)
    return borrowed


def _necessities(form: Form, since: Answer) -> None:
    with form.group("debts_3_8", page=True):
        needed = form.ask(
            "3.8",
            select_one(YES_NO),
            "In the past month, did you have to borrow for food, rent, electricity or "
            "other things that you or your family cannot do without?",
        )
        form.specify(needed, "yes", "What was it for?")
        form.ask(
            None,
            note,
            "Check gently: 3.6 says nothing was borrowed. Leave it if you are unsure.",
            name="note_3_8",
            relevant=(needed == "yes") & (since == "no"),
        )
    add_point(form, "E7", "Does not borrow for daily needs", says(needed, "no"))


def _debts(talk: Talk, item: str, *, purpose: bool = False) -> None:
    """Ask about each debt of one period, on one page each."""
    form, name = talk.form, item.replace(".", "_")
    numbers = iter(f"{item}.{number}" for number in range(1, 6))
    with (
        form.group(f"debt_{name}", "One debt", repeat=True),
        form.group(f"debt_{name}_page", page=True),
    ):
        talk.probe(
            item,
            "How did you come to owe this money?",
            guidance="Where the person did not ask for it, say money and not loan: "
            "what someone imposed need not be owed. Give no legal advice.",
        )
        if purpose:
            form.ask(next(numbers), text, "What did you need it for?", sensitive=True)
        _one_debt(form, tuple(numbers), f"state_{name}")
    form.any_of(f"state_{name}")


def _one_debt(form: Form, numbers: tuple[str, ...], state: str) -> None:
    creditor, amount, due, interest = numbers[:4]
    owed_to = form.ask(
        creditor,
        select_one(CREDITORS),
        "Who do you owe it to?",
        hint="Listen, then pick what fits. No names.",
    )
    form.specify(owed_to)
    left = form.ask(
        amount,
        integer,
        "How much do you still owe, in {currency}?",
        constraint=lambda this: this >= 0,
        message="Enter 0 or more.",
        hint="A rough amount is fine. 0 means it is all paid back.",
    )
    form.ask(
        due,
        date,
        "By when do you have to pay it back?",
        hint="Month and year are enough. Leave blank if there is no date.",
        appearance="month-year",
    )
    form.ask(interest, text, "Is there interest on it, and how much?", sensitive=True)
    paid = If(left > 0, Constant("owed"), Constant("unknown"))
    form.calculate(
        state,
        If(left == 0, Constant("repaid"), paid),
        "one",
        STATES,
        label="Paid back?",
    )


def _repaid(form: Form, gates: tuple[Answer, ...]) -> None:
    """Note, unscored, that there were debts and all are reported as paid back."""
    some = reduce(Verdict.__or__, (says(gate, "yes") for gate in gates))
    settled = [
        says(gate, "no")
        | (says(gate, "yes") & _all_repaid(form.q(f"any_state_{name}")))
        for gate, name in zip(gates, ("3_2", "3_5", "3_7"), strict=True)
    ]
    form.calculate(
        "debts_repaid",
        reduce(Verdict.__and__, settled, some).value(),
        label="All debts named in section 3 are reported as paid back",
    )


def _all_repaid(states: Answer) -> Verdict:
    open_or_unknown = states.selected_any("owed", "unknown")
    return Verdict(
        states.selected("repaid") & ~open_or_unknown, states.selected("owed")
    )
