"""Items 2.6 and 2.7: money owed from the work abroad, and from before it.

The toolkit has room for one debt of each kind; several are common, so each is
a repeat, as in the survey.
"""

from __future__ import annotations

from builder.expr import Answer
from builder.form import Form
from builder.questions import date, integer, select_one
from instrument_specs.survey.debts import CREDITORS

from .asking import told, yes_or_no

IMPOSED = (
    "Where the person did not ask for it, say money and not loan: what someone imposed "
    "need not be owed. Give no legal advice."
)


def ask(form: Form) -> None:
    with form.group("debts_2_6", page=True):
        abroad = yes_or_no(
            form,
            "2.6",
            "Do you, or does your household, have to pay money back to anyone because "
            "of the work abroad?",
            hint="Name the country or countries if that makes it clearer.",
            guidance=IMPOSED,
        )
    _owed(form, "2.6", abroad)
    with form.group("debts_2_7", page=True):
        before = yes_or_no(
            form,
            "2.7",
            "Do you still owe money from the time before, that has nothing to do with "
            "the work abroad?",
        )
    _owed(form, "2.7", before)
    form.any_of("q2_6_1_creditor")


def _owed(form: Form, item: str, owes: Answer) -> None:
    name = item.replace(".", "_")
    with form.group(f"owed_{name}", relevant=owes == "yes"):
        with (
            form.group(f"debt_{name}", "One debt", repeat=True),
            form.group(f"debt_{name}_page", page=True),
        ):
            _one_debt(form, f"{item}.1")
        with form.group(f"unpaid_{name}", page=True):
            told(
                form,
                f"{item}.2",
                "What could happen if this money is not paid back?",
            )


def _one_debt(form: Form, item: str) -> None:
    name = f"q{item.replace('.', '_')}"
    form.ask(
        item,
        integer,
        "How much do you still owe, in {currency}?",
        name=f"{name}_amount",
        constraint=lambda this: this >= 0,
        message="Enter 0 or more.",
        hint="A rough amount is fine.",
    )
    creditor = form.ask(
        item,
        select_one(CREDITORS),
        "Who do you owe it to?",
        name=f"{name}_creditor",
        hint="Listen, then pick what fits. No names.",
    )
    form.specify(creditor)
    form.ask(
        item,
        date,
        "By when do they want it back?",
        name=f"{name}_due",
        hint="Month and year are enough. Leave blank if there is no date.",
        appearance="month-year",
    )
