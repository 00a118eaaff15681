"""The closing page of a talk with a survivor.

Keep or discard, what worries the interviewer, every flag that is up with a
required acknowledgement, referral consent, and what to do now. It works
offline and never refuses an honest answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from builder.expr import Answer, Answered, Constant, Expr, If, any_hold, total
from builder.form import Form
from builder.judgements import Flag
from builder.questions import Choices, note, select_multiple, select_one
from builder.relevance import guarded_verdict
from builder.verdict import Verdict

from . import concerns, wordings
from .consent import Consent
from .talk import Talk, worried

KEEP = Choices.of(
    "keep", {"keep": "Keep what was said", "discard": "Discard what was said"}
)
ACKNOWLEDGED = Choices.of(
    "acknowledged",
    {
        "called_duty": "I called the duty number",
        "safe_now": "The person is safe now",
        "declines": "The person wants nothing done",
        "not_safe_to_talk": "It is not safe to talk here",
        "mistake": "Entered by mistake",
        "could_not_act": "I could not act: the office must",
    },
)
INVOLVED = Choices.of("involved", {"yes": "Yes", "not_sure": "Not sure", "no": "No"})
RECIPIENTS = Choices.of(
    "recipients",
    {
        "none": "Nobody",
        "own": "Another colleague of ours",
        "organization": "Another organization",
        "government": "A government service",
    },
)
# The kinds of need a referral can be for; each country profile names who helps.
NEEDS: Mapping[str, str] = {
    "protection": "safety",
    "health": "health",
    "mental_health": "support with feelings",
    "legal": "legal advice",
    "child_protection": "help for a child",
    "basic_needs": "food and basic needs",
    "case_management": "someone to accompany them",
}
OUTCOMES = ("complete", "stopped", "discarded", "refused", "not_eligible")
SAFETY_FIRST = (
    "You stopped out of worry about safety: call {duty_number} first. If nothing may "
    "be kept, Form U is the only record: fill it in at once."
)
DISCARDED = (
    "Nothing of what was said is kept, and no one is told. If you are worried about "
    "the person's safety, or the person is under 18, call {duty_number} and fill in "
    "Form U."
)
NOT_NOW = (
    "The talk ends here, kindly. Nothing but the date and the country is kept. If "
    "someone may be in danger, call {duty_number} and fill in Form U."
)


def discard_ahead(form: Form) -> Expr:
    """Give the condition that the answers are discarded, before it is asked."""
    return form.ahead("keep_answers", select_one(KEEP)) == "discard"


def ask(
    talk: Talk,
    consent: Consent,
    declare: Callable[[Form], None],
    violence: Verdict,
    offered: Choices = concerns.CONCERNS,
) -> None:
    """Ask the closing page; `declare` adds the form's flags when it can."""
    form = talk.form
    with form.group("closing", relevant=consent.given):
        with form.group("keep_page", "Closing", page=True):
            _left_open(talk)
            form.ask(
                None,
                select_one(KEEP),
                "May we keep what you told me today?",
                name="keep_answers",
                required=True,
            )
            # Discarding empties the answer it reads, and then the next note serves.
            form.ask(
                None, note, SAFETY_FIRST, name="safety_first", relevant=worried(form)
            )
            form.ask(
                None,
                note,
                DISCARDED,
                name="discarded_note",
                relevant=form.q("keep_answers") == "discard",
            )
        concerns.ask(talk, violence, offered)
        declare(form)
        raised = _raise_flags(talk)
        _follow_up(talk, raised)
        wordings.note_down(talk)
        farewell(talk)


def finish(talk: Talk, consent: Consent, failed: Expr) -> None:
    """Say how the talk ended, and what to do when it could not begin."""
    form = talk.form
    ended = failed | consent.refused
    form.ask(None, note, NOT_NOW, name="not_now", relevant=ended)
    discarded = form.q("keep_answers") == "discard"
    stopped = If(talk.complete(), Constant("complete"), Constant("stopped"))
    kept = If(discarded, Constant("discarded"), stopped)
    begun = If(consent.refused, Constant("refused"), kept)
    form.calculate(
        "outcome",
        If(failed, Constant("not_eligible"), begun),
        "one",
        OUTCOMES,
        label="How the talk ended",
    )


def _left_open(talk: Talk) -> None:
    """Offer, before the end of a whole talk, to come back to what was left."""
    each = (If(Answered(one), one, Constant(0)) for one in talk.blanks)
    left = talk.form.calculate(
        "left_open",
        total(*each),
        label="Closed questions left open in all",
        relevant=talk.kept,
    )
    talk.form.ask(
        None,
        note,
        "Left open in all: ${left_open}. If it feels right, go back to them now; if "
        "not, leave them.",
        name="come_back",
        relevant=talk.complete() & (left >= 1),
    )


def _raise_flags(talk: Talk) -> Mapping[str, Answer]:
    form = talk.form
    return {
        flag.id: form.calculate(
            flag.name,
            guarded_verdict(form, flag.verdict).value(),
            label=flag.label,
            relevant=talk.kept,
        )
        for flag in form.flags
    }


def _follow_up(talk: Talk, raised: Mapping[str, Answer]) -> None:
    form = talk.form
    up = any_hold(*(answer == 1 for answer in raised.values()))
    with form.group("follow_up", relevant=talk.kept & up):
        with form.group("act_page", "To follow up now", page=True):
            form.ask(
                None,
                note,
                "Call {duty_number} before you leave, from a place where nobody hears. "
                "Never call, write to or visit the home yourself.",
                name="duty",
            )
            for flag in form.flags:
                _acknowledge(form, flag, raised[flag.id])
            form.ask(
                None,
                select_one(INVOLVED),
                "Could anyone of the programme be involved?",
                hint="Your answer goes only to a person outside the country office.",
                name="programme_involved",
            )
        _refer(form, raised)


def _acknowledge(form: Form, flag: Flag, up: Answer) -> None:
    numbers = ", ".join(flag.items)
    at = f" ({numbers})" if numbers else ""
    step = f"{{step_{flag.need}}}"
    short = flag.name.removeprefix("flag_")
    form.ask(
        None,
        note,
        f"{flag.label}{at}. {step}",
        name=f"note_{short}",
        relevant=up == 1,
    )
    form.ask(
        None,
        select_one(ACKNOWLEDGED),
        "What was done?",
        name=f"ack_{short}",
        required=True,
        relevant=up == 1,
        constraint=lambda this: ~((this == "mistake") & (up == 1)),
        message="The answer still stands: go back and correct it, and this point "
        "goes away by itself.",
    )


def _refer(form: Form, raised: Mapping[str, Answer]) -> None:
    with form.group("referral_page", "Help from others", page=True):
        form.ask(
            None,
            note,
            "Ask for each: would you like us to tell somebody so that they can help? "
            "Before anything is passed on you will be asked again, with the name of "
            "the service.",
            name="referral_intro",
        )
        for need, words in NEEDS.items():
            flags = [raised[flag.id] == 1 for flag in form.flags if flag.need == need]
            if flags:
                form.ask(
                    None,
                    select_multiple(RECIPIENTS),
                    f"For {words}: who may be told?",
                    name=f"refer_{need}",
                    relevant=any_hold(*flags),
                    default="none",
                )


def farewell(talk: Talk) -> None:
    with talk.form.group("farewell", "Thank you", page=True):
        talk.form.ask(
            None,
            note,
            "Say thank you, and leave this contact: {independent_contact}",
            name="leave_contact",
        )
        talk.form.ask(
            None,
            note,
            "If the person would like to talk to somebody: {emergency_support}",
            name="leave_support",
        )
        talk.form.ask(
            None,
            note,
            "For you: a talk like this can stay with you. {staff_care}",
            name="staff_care",
        )
