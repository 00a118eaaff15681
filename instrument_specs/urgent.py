"""The urgent form: one screen, sent on its own, no consent and no free text.

It serves every tool, refusals, failed screenings and broken-off talks, and
alerts like a critical flag.
"""

from __future__ import annotations

from builder.expr import Answer, Constant
from builder.form import Form
from builder.judgements import Flag, Level
from builder.questions import Choices, integer, note, select_one, text
from builder.verdict import says

from . import day_of_talk, results
from .beginning import begin
from .closing import ACKNOWLEDGED, INVOLVED
from .opening import MANY_INTERVIEWERS
from .profile import Profile

KIND = Choices.of(
    "kind",
    {
        "danger": "Danger to life",
        "self_harm": "May harm themselves",
        "taken_back": "May be taken back or used again",
        "violence": "Someone hurts or threatens them",
        "controlled": "Not free: someone controls them, or in a shelter",
        "child": "A child at risk, or a person under 18",
        "health": "A health emergency",
        "other": "Something else",
    },
)
TIMING = Choices.of("timing", {"now": "Now", "later": "May come", "past": "Past"})
# A person who was entered by mistake is not reported here, so no such choice.
DONE = Choices.of(
    "done", {o.name: o.label for o in ACKNOWLEDGED.options if o.name != "mistake"}
)
NEED_OF_KIND = {
    "RF-04": ("mental_health", ("self_harm",)),
    "RF-05": ("protection", ("taken_back",)),
    "RF-11": ("child_protection", ("child",)),
    "RF-12": ("health", ("health",)),
    "RF-22": ("protection", ("danger", "violence", "other")),
    "RF-28": ("protection", ("controlled",)),
}
LABELS = {
    "RF-04": "May harm themselves",
    "RF-05": "May be taken back or used again",
    "RF-11": "A child at risk, or a person under 18",
    "RF-12": "Health emergency",
    "RF-22": "In danger",
    "RF-28": "Controlled by somebody, or in a shelter",
}


def urgent(profile: Profile) -> Form:
    """Build the urgent form for a country."""
    form = begin("urgent", "U", profile)
    with form.group("page", page=True):
        kind = _ask(form)
    for code, (need, kinds) in NEED_OF_KIND.items():
        level = Level("critical", says(kind, *kinds))
        confirmed = code in profile.flags_confirmed
        # Switches of the profile are for talks: nothing in this form is ever off.
        flag = Flag(code, LABELS[code], need, (level,), confirmed=confirmed)
        form.flags.append(flag)
        form.calculate(flag.name, flag.verdict.value(), label=flag.label)
    form.calculate(
        "outcome", Constant("complete"), "one", ("complete",), label="How it ended"
    )
    results.constants(form, profile)
    return form.finished()


def _ask(form: Form) -> Answer:
    form.ask(
        None, note, "Call {duty_number} first. This form is the record.", name="duty"
    )
    day_of_talk.ask(form, "Date")
    kind = form.ask(None, select_one(KIND), "What is it?", name="kind", required=True)
    form.ask(None, select_one(TIMING), "When?", name="timing")
    form.ask(None, select_one(DONE), "What was done?", name="done")
    form.ask(
        None,
        select_one(INVOLVED),
        "Could anyone of the programme be involved?",
        hint="Your answer goes only to a person outside the country office.",
        name="programme_involved",
    )
    form.ask(
        None,
        text,
        "Respondent code, if there is one",
        name="respondent_code",
        appearance="numbers",
        constraint=Answer.has_check_digits,
        message="This is no code of the list: correct it or leave it open.",
    )
    form.ask(
        None,
        integer,
        "Interviewer code",
        name="interviewer_code",
        constraint=lambda this: (this >= 1) & (this <= MANY_INTERVIEWERS),
        message="Enter the number that your office gave you.",
    )
    return kind
