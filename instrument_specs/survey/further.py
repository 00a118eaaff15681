"""Flags of the survey beyond the core: off until a country switches them on.

The two of tier "context" are never raised: they tell of a life that other flags
may belong to (docs/alerts.md).
"""

from __future__ import annotations

from functools import reduce

from builder.expr import Answer
from builder.form import Form
from builder.judgements import Flag
from builder.verdict import Verdict, includes, says
from instrument_specs.flags import flag

# Wishes for help whose problem was not solved; the first two whatever came of them.
PRESSING = ("safety", "police")
NOTHING = ("none", "no_answer")
UNSOLVED = ("legal", "immigration", "feelings", "stigma")


def flags(form: Form, concern: Answer) -> list[Flag]:
    return [
        *_daily_life(form),
        *_income_and_home(form),
        *_help(form, concern),
        *_people(form, concern),
        *_talk(form, concern),
        *_context(form),
    ]


def _daily_life(form: Form) -> list[Flag]:
    eaten_less = form.q("4.5")
    signs = tuple(code for code in eaten_less.choices if code not in NOTHING)
    return [
        flag(
            "RF-08",
            "Not enough food",
            "basic_needs",
            ("4.1", "4.5"),
            high=includes(eaten_less, "unequal"),
            medium=says(form.q("4.1"), "no") | includes(eaten_less, *signs),
        ),
        flag(
            "RF-13",
            "In poor health",
            "health",
            ("8.1",),
            medium=says(form.q("8.1"), "poor"),
        ),
        flag(
            "RF-16",
            "Goes without treatment or food when money is short",
            "health",
            ("2.3",),
            medium=includes(form.q("2.3"), "medicine", "food"),
        ),
    ]


def _income_and_home(form: Form) -> list[Flag]:
    no_income = says(form.q("1.1"), "no") & says(form.q("1.3"), "no")
    decent = next(one for one in form.components if one.id == "S4")
    return [
        flag(
            "RF-19",
            "Borrows for what nobody can do without",
            "basic_needs",
            ("3.8",),
            medium=says(form.q("3.8"), "yes"),
        ),
        flag(
            "RF-20",
            "No money comes in, or not enough for each day",
            "basic_needs",
            ("1.1", "1.3", "1.5"),
            high=no_income,
            medium=says(form.q("1.5"), "no"),
        ),
        flag(
            "RF-21",
            "The home lacks what a home needs",
            "basic_needs",
            ("5.6",),
            medium=includes(form.q("5.6"), "none") | ~decent.readings["toolkit"],
        ),
    ]


def _help(form: Form, concern: Answer) -> list[Flag]:
    wanted = form.q("14.5")
    unsolved = (includes(wanted, kind) & _unsolved(form, kind) for kind in UNSOLVED)
    return [
        flag(
            "RF-09",
            "Wanted help to be safe, or with a problem that is not solved",
            "protection",
            ("14.5", "14.5.4"),
            high=includes(wanted, *PRESSING),
            medium=reduce(Verdict.__or__, unsolved),
        ),
        flag(
            "RF-17",
            "Interviewer's concern: threats over a legal case",
            "legal",
            ("7.4", "7.7"),
            high=includes(concern, "reprisal"),
        ),
    ]


def _unsolved(form: Form, kind: str) -> Verdict:
    nowhere = says(form.q(f"q14_5_2_{kind}"), "nowhere")
    return nowhere | says(form.q(f"q14_5_4_{kind}"), "no")


def _people(form: Form, concern: Answer) -> list[Flag]:
    changes = ("married", "separation", "loss", "worse")
    return [
        flag(
            "RF-23",
            "Hardly in touch with anyone",
            "protection",
            ("6.2", "6.3", "6.4"),
            high=includes(concern, "confined"),
            medium=says(form.q("6.4"), "not_much"),
        ),
        flag(
            "RF-24",
            "A hard change in the family",
            "case_management",
            ("6.1",),
            high=includes(concern, "unwanted_marriage"),
            low=includes(form.q("6.1"), *changes),
        ),
    ]


def _talk(form: Form, concern: Answer) -> list[Flag]:
    return [
        flag(
            "RF-18",
            "Interviewer's concern: may leave again through the same people",
            "protection",
            ("15",),
            "extended",
            high=includes(concern, "leaving"),
        ),
        flag(
            "RF-26",
            "The talk itself was hard",
            "mental_health",
            ("16",),
            medium=says(form.q("16"), "difficult"),
        ),
        flag(
            "RF-27",
            "Interviewer's concern: what was said about the year to come",
            "protection",
            ("15",),
            high=includes(concern, "worries"),
        ),
    ]


def _context(form: Form) -> list[Flag]:
    return [
        flag(
            "RF-29",
            "Lives where they lived before they left",
            "protection",
            ("V",),
            low=says(form.q("V"), "yes"),
        ),
        flag(
            "RF-30",
            "A home worse than most around it",
            "basic_needs",
            ("5.1",),
            low=says(form.q("5.1"), "worse"),
        ),
    ]
