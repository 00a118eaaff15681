"""Red flags of the survey: which answers call for follow-up, and how urgently.

The toolkit marks its red-flag questions by a colour that its text version
lost; this is a candidate list, unconfirmed until a country office says that it
compared it (docs/decisions.md, "Red flags"). `further` has what is off at first.
"""

from __future__ import annotations

from functools import reduce

from builder.expr import Answer, points, total
from builder.form import Form
from builder.judgements import Flag
from builder.verdict import Verdict, includes, known, says
from instrument_specs.concerns import CONCERN, VIOLENCE_WHEN
from instrument_specs.flags import flag, judged, use
from instrument_specs.profile import Profile

from . import further

CONCERNS = ("reprisal", "leaving", "confined", "unwanted_marriage", "worries")
FEELINGS = ("13.1", "13.2", "13.3", "13.4")
UNKNOWN_OR_OFTEN = 2


def violence(form: Form) -> Verdict:
    """Hold when the person said that someone frightens or hurts them."""
    return (
        says(form.q("5.3"), "yes")
        | says(form.q("5.4"), "yes")
        | says(form.q("10.1"), "yes")
    )


def declare(form: Form, profile: Profile) -> None:
    """Add the flags to the form, once everything they read has been asked."""
    concern = form.q(CONCERN)
    flags = [
        *_safety(form),
        *_feelings(form, concern),
        *_debt(form, concern),
        *_needs(form, concern),
        *_support(form),
        judged(concern, _stopped_for_safety(form), profile),
        *further.flags(form, concern),
    ]
    use(form, profile, flags)


def _safety(form: Form) -> list[Flag]:
    past = known(form.q(VIOLENCE_WHEN) == "past")
    home = says(form.q("5.3"), "yes") | says(form.q("5.4"), "yes")
    since = says(form.q("10.1"), "yes")
    return [
        flag(
            "RF-01",
            "Somebody near the person frightens or hurts them",
            "protection",
            ("5.3", "5.4", "5.5"),
            critical=home & ~past,
            high=home & past,
        ),
        flag(
            "RF-02",
            "Threatened, scared or harmed since coming back",
            "protection",
            ("10.1", "10.2"),
            critical=since & ~past,
            high=since & past,
        ),
    ]


def _feelings(form: Form, concern: Answer) -> list[Flag]:
    felt = [form.q(item) for item in FEELINGS]
    often = [says(answer, "often") for answer in felt]
    some_often = often[0] | often[1] | often[2] | often[3]
    most = total(*(points(~answer.one_of("sometimes", "never"), 1) for answer in felt))
    two_often = Verdict(
        total(*(points(answer == "often", 1) for answer in felt)) >= UNKNOWN_OR_OFTEN,
        most < UNKNOWN_OR_OFTEN,
    )
    return [
        flag(
            "RF-03",
            "Heavy feelings, often",
            "mental_health",
            FEELINGS,
            high=says(form.q("13.4"), "often") | two_often,
            medium=some_often | says(form.q("13.4"), "sometimes"),
        ),
        flag(
            "RF-04",
            "Interviewer's concern: the person may harm themselves",
            "mental_health",
            ("13.5",),
            critical=includes(concern, "self_harm"),
        ),
        flag(
            "RF-10",
            "Support for feelings was wanted and not had",
            "mental_health",
            ("13.6", "13.8", "13.9"),
            high=says(form.q("13.8"), "yes")
            | (some_often & says(form.q("13.6"), "no")),
        ),
    ]


def _debt(form: Form, concern: Answer) -> list[Flag]:
    owes = says(form.q("3.1"), "yes")
    to_arranger = known(form.any_of("3.2.1").selected("arranger"))
    return [
        flag(
            "RF-05",
            "Interviewer's concern: may be taken back or used again",
            "protection",
            ("3.3",),
            critical=includes(concern, "taken_back"),
        ),
        flag(
            "RF-06",
            "Owes money from the time abroad",
            "legal",
            ("3.1", "3.2.1"),
            critical=owes & to_arranger,
            high=owes & ~to_arranger,
        ),
    ]


def _needs(form: Form, concern: Answer) -> list[Flag]:
    return [
        flag(
            "RF-07",
            "Went hungry in the past month",
            "basic_needs",
            ("4.2",),
            high=says(form.q("4.2"), "yes"),
        ),
        flag(
            "RF-11",
            "A child is not at school, works, or may be at risk",
            "child_protection",
            ("9.4", "9.5"),
            critical=includes(form.q("9.5"), "works", "absent")
            | says(form.q("q9_5_child_work"), "yes")
            | includes(concern, "child"),
            medium=says(form.q("9.4"), "no", "yes_some"),
        ),
        flag(
            "RF-12",
            "Needed care for their health and did not get it",
            "health",
            ("8.2", "8.3", "8.6", "8.7"),
            critical=includes(concern, "health"),
            high=says(form.q("8.2"), "yes") & says(form.q("8.3"), "no"),
        ),
    ]


def _support(form: Form) -> list[Flag]:
    return [
        flag(
            "RF-14",
            "Looked down on, shut out or worse since coming back",
            "mental_health",
            ("12.1", "12.2"),
            high=includes(form.q("q12_2_what"), "violence", "expulsion", "documents"),
            medium=says(form.q("12.1"), "yes"),
        ),
        flag(
            "RF-15",
            "Nobody to count on",
            "case_management",
            ("11.1", "11.3"),
            medium=says(form.q("11.1"), "no"),
        ),
    ]


def _stopped_for_safety(form: Form) -> Verdict:
    worried = [
        says(question.answer, "safety")
        for question in form.questions()
        if question.name.startswith("go_on_")
    ]
    return reduce(Verdict.__or__, worried)
