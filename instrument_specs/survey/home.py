"""Section 5: the home, people who frighten or hurt, and what the home has."""

from __future__ import annotations

from builder.expr import Answer, Constant, any_hold
from builder.form import Form
from builder.questions import Choice, Choices, note, select_multiple, select_one
from builder.verdict import Verdict, includes_all, not_declined, says
from instrument_specs.choices import NO_ANSWER, NO_ANSWER_ADDED, NONE_ADDED, YES_NO
from instrument_specs.profile import Profile
from instrument_specs.talk import Talk

from .hints import AS_WISHED, COME_BACK
from .points import add_point

COMPARED = Choices.of(
    "compared",
    {
        "better": "Better than most",
        "same": "About the same",
        "worse": "Worse than most",
    },
).adding(NO_ANSWER)


def ask(talk: Talk, profile: Profile) -> None:
    form = talk.form
    with talk.block(5, "Home", private=True):
        form.ask(
            None,
            note,
            "Now I would like to hear about your life here: your home, family and "
            "neighbours, health, learning, and any legal steps you may have taken "
            "against people who did you wrong.",
            name="intro_social",
        )
        compared = form.ask(
            "5.1",
            select_one(COMPARED),
            "Next to the homes of others around here, is yours better, about the same, "
            "or worse?",
        )
        talk.probe(
            "5.2",
            "In what way is it better or worse?",
            relevant=compared.one_of("better", "worse"),
        )
        _frightening_people(talk)
        _amenities(form, profile)


def _frightening_people(talk: Talk) -> None:
    form = talk.form
    nearby = form.ask(
        "5.3",
        select_one(YES_NO),
        "Has anyone in your village, community or neighbourhood frightened you or hurt "
        "you?",
    )
    at_home = form.ask(
        "5.4",
        select_one(YES_NO),
        "Has anyone in your home or family frightened you or hurt you?",
    )
    talk.probe(
        "5.5",
        "Would you like to tell me about it?",
        relevant=(nearby == "yes") | (at_home == "yes"),
        hint=AS_WISHED,
    )
    form.ask(
        None,
        note,
        COME_BACK,
        name="note_5_4",
        relevant=(nearby == "no_answer") | (at_home == "no_answer"),
    )
    add_point(form, "S2", "Nobody nearby is frightening", says(nearby, "no"))
    add_point(form, "S3", "Nobody at home is frightening", says(at_home, "no"))


def _amenities(form: Form, profile: Profile) -> None:
    options = (Choice(code, f"{{amenity_{code}}}") for code in profile.amenities)
    offered = Choices("amenities", tuple(options)).adding(NONE_ADDED, NO_ANSWER_ADDED)
    has = form.ask(
        "5.6",
        select_multiple(offered),
        "Which of these does your home have?",
        hint="Read out each one and tick what is there.",
    )
    toolkit, printed = _decent(has, form.q("F"), profile)
    label = "Lives in decent conditions"
    add_point(form, "S4", label, toolkit & not_declined(has), printed)


def _decent(has: Answer, place: Answer, profile: Profile) -> tuple[Verdict, Verdict]:
    """Compare with the latest minimum decided for this type of location.

    Neither reading decides where the country office has set no minimum.
    """
    by_date = sorted(profile.standards, key=lambda standard: standard.decided_on)
    needed = {standard.location: standard.amenities for standard in by_date}
    if not needed:
        undetermined = Verdict(Constant(value=False), Constant(value=False))
        return undetermined, undetermined
    judged = [
        (place == location, includes_all(has, *amenities))
        for location, amenities in needed.items()
    ]
    decided = any_hold(*(here for here, _ in judged))
    holds = any_hold(*(here & met.holds for here, met in judged))
    fails = any_hold(*(here & met.fails for here, met in judged))
    return Verdict(holds, fails), Verdict(holds, decided & ~holds)
