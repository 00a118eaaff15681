"""Red flags of the case study: which answers call for follow-up.

The same unconfirmed list as the survey's, with this tool's items
(docs/decisions.md, "Red flags"). Reasons that only the interviewer can judge
are raised by the concern on the closing page.
"""

from __future__ import annotations

from functools import reduce

from builder.expr import Answer, points, total
from builder.form import Form
from builder.judgements import Flag
from builder.relevance import guarded
from builder.verdict import Verdict, includes, known, says
from instrument_specs.concerns import CONCERN, VIOLENCE_WHEN
from instrument_specs.flags import flag, judged, use
from instrument_specs.profile import Profile
from instrument_specs.talk import worried

from .feelings import FEELINGS
from .future import LEAVING

CONCERNS = ("reprisal",)
FELT = tuple(f"4.2.{letter}" for letter in FEELINGS)
WITHOUT_HOPE = "4.2.d"
SEVERAL = 2


def violence(form: Form) -> Verdict:
    """Hold when the person said that someone frightens or hurts them."""
    return says(form.q("3.6.1"), "yes") | says(form.q("3.6.2"), "yes")


def declare(form: Form, profile: Profile) -> None:
    """Add the flags to the form, once everything they read has been asked."""
    concern = form.q(CONCERN)
    flags = [
        *_safety(form),
        *_feelings(form, concern),
        *_debt(form, concern),
        _child(concern),
        *_needs(form, concern),
        *_support(form),
        judged(concern, _stopped_for_safety(form), profile),
        *_extended(form, concern),
    ]
    use(form, profile, flags)


def _stopped_for_safety(form: Form) -> Verdict:
    """Work it out once: spelled out in the flag, it outgrows a cell of the form."""
    stopped = form.calculate(
        "stopped_for_safety",
        points(guarded(form, worried(form)), 1),
        label="The interviewer stopped, worried about safety",
    )
    return known(stopped == 1)


def _safety(form: Form) -> list[Flag]:
    past = known(form.q(VIOLENCE_WHEN) == "past")
    return [
        flag(
            "RF-01",
            "Somebody near the person frightens or hurts them",
            "protection",
            ("3.6.1", "3.6.1.1", "3.6.2", "3.6.2.1"),
            critical=violence(form) & ~past,
            high=violence(form) & past,
        ),
        flag(
            # Not to feel safe is of now, so that past harm does not lower it.
            "RF-02",
            "Does not feel safe",
            "protection",
            ("3.6", "4.3.1"),
            critical=says(form.q("3.6"), "no") | says(form.q("4.3.1"), "no"),
        ),
    ]


def _feelings(form: Form, concern: Answer) -> list[Flag]:
    felt = [form.q(item) for item in FELT]
    most = total(*(points(~(answer == "no"), 1) for answer in felt))
    several = Verdict(
        total(*(points(answer == "yes", 1) for answer in felt)) >= SEVERAL,
        most < SEVERAL,
    )
    some = reduce(Verdict.__or__, (says(answer, "yes") for answer in felt))
    return [
        flag(
            "RF-03",
            "Heavy feelings in the past week",
            "mental_health",
            FELT,
            high=says(form.q(WITHOUT_HOPE), "yes") | several,
            medium=some,
        ),
        flag(
            "RF-04",
            "Interviewer's concern: the person may harm themselves",
            "mental_health",
            ("4.2.1.1",),
            critical=includes(concern, "self_harm"),
        ),
        flag(
            "RF-10",
            "No support with heavy feelings",
            "mental_health",
            ("4.2.1.2",),
            high=some & says(form.q("4.2.1.2"), "no"),
        ),
    ]


def _debt(form: Form, concern: Answer) -> list[Flag]:
    owes = says(form.q("2.6"), "yes")
    to_arranger = known(form.any_of("q2_6_1_creditor").selected("arranger"))
    return [
        flag(
            "RF-05",
            "Interviewer's concern: may be taken back or used again",
            "protection",
            ("2.6.2", "2.7.2"),
            critical=includes(concern, "taken_back"),
        ),
        flag(
            "RF-06",
            "Owes money from the time abroad",
            "legal",
            ("2.6", "2.6.1"),
            critical=owes & to_arranger,
            high=owes & ~to_arranger,
        ),
    ]


def _child(concern: Answer) -> Flag:
    return flag(
        "RF-11",
        "Interviewer's concern: a child may be at risk",
        "child_protection",
        (),
        critical=includes(concern, "child"),
    )


def _needs(form: Form, concern: Answer) -> list[Flag]:
    untreated = says(form.q("3.7"), "yes") & says(form.q("3.7.2"), "no")
    return [
        flag(
            "RF-12",
            "Needed care for their health and did not get it",
            "health",
            ("3.7.2", "3.7.2.2"),
            critical=includes(concern, "health"),
            high=untreated,
        ),
        flag(
            "RF-18",
            "Interviewer's concern: may leave again through the same people",
            "protection",
            ("6.2",),
            high=says(form.q(LEAVING), "yes"),
            medium=says(form.q(LEAVING), "not_sure"),
        ),
        flag(
            "RF-25",
            "Needs help now",
            "case_management",
            ("6.3",),
            medium=says(form.q("6.3"), "yes"),
        ),
    ]


def _support(form: Form) -> list[Flag]:
    taken = [form.q("q3_12_1_what"), form.q("q3_12_2_what")]
    driven_out = [includes(one, "violence", "expulsion", "documents") for one in taken]
    shunned = [includes(one, "words", "avoidance") for one in taken]
    return [
        flag(
            "RF-14",
            "Looked down on, shut out or worse since coming back",
            "mental_health",
            ("3.12.1", "3.12.2"),
            high=reduce(Verdict.__or__, driven_out),
            medium=reduce(Verdict.__or__, shunned),
        ),
        flag(
            "RF-15",
            "Nobody to count on, or nobody who could help",
            "case_management",
            ("4.1", "4.1.2"),
            medium=says(form.q("4.1"), "no") | says(form.q("4.1.2"), "yes"),
        ),
    ]


def _extended(form: Form, concern: Answer) -> list[Flag]:
    """Give the flags that are off until a country switches them on."""
    return [
        flag(
            "RF-08",
            "Not enough food",
            "basic_needs",
            ("2.5.2",),
            medium=says(form.q("2.5.2"), "no"),
        ),
        flag(
            "RF-09",
            "Wanted help with a problem, and it is not solved",
            "protection",
            ("5.3.3",),
            medium=says(form.q("5.3.3"), "no"),
        ),
        flag(
            "RF-17",
            "Interviewer's concern: threats over a legal case",
            "legal",
            ("3.14.1",),
            high=includes(concern, "reprisal"),
        ),
        flag(
            "RF-20",
            "Problems with money",
            "basic_needs",
            ("2.2",),
            medium=says(form.q("2.2"), "yes"),
        ),
        flag(
            "RF-21",
            "The home lacks what the person cannot do without",
            "basic_needs",
            ("3.5.1",),
            medium=says(form.q("3.5"), "yes"),
        ),
    ]
