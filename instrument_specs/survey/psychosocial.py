"""Sections 11 to 13: help from others, how people treat you, feelings."""

from __future__ import annotations

from functools import reduce

from builder.expr import Answer, any_hold
from builder.questions import Choices, note, select_multiple, select_one
from builder.verdict import Verdict, known, says
from instrument_specs.choices import HOW_OFTEN, TREATMENT, YES_NO
from instrument_specs.profile import Profile, feeling
from instrument_specs.talk import Talk

from .hints import AGREED_STEPS, AS_WISHED, COME_BACK, LISTEN_FOR
from .points import add_point

TREATED = Choices("treated", TREATMENT)
FEELINGS = {
    "13.1": "How often do you feel nervous, tense or anxious?",
    "13.2": "How often are you unable to stop worrying?",
    "13.3": "How often do you find little interest or joy in things?",
    "13.4": "How often do you feel low, depressed or without hope?",
}


def ask(talk: Talk, profile: Profile) -> None:
    _help_from_others(talk)
    _regard(talk)
    _feelings(talk, profile)


def _help_from_others(talk: Talk) -> None:
    form = talk.form
    with talk.block(11, "Support"):
        support = form.ask(
            "11.1",
            select_one(YES_NO),
            "Are there people you can turn to with a personal problem, other than "
            "money?",
            hint="Any help counts, big or small: repairs, food, minding a child. Ask "
            "about troubles at home, with a landlord, family or neighbours, and about "
            "being sad, lonely or stressed.",
        )
        talk.probe(
            "11.2", "Who can help you, or has helped you?", relevant=support == "yes"
        )
        talk.probe(
            "11.3",
            "What do you do when nobody can help with a problem?",
            relevant=support == "no",
        )
        talk.probe(
            "11.4",
            "Have you asked people in this community for help? If so, how did it go?",
        )
        add_point(form, "P2", "Has people to turn to", says(support, "yes"))


def _regard(talk: Talk) -> None:
    form = talk.form
    with talk.block(12, "How people treat you"):
        looked_down = form.ask(
            "12.1",
            select_one(YES_NO),
            "Do you ever feel that people around here think less of you because you "
            "were abroad and came back?",
            hint="You may also ask about being left out, shut out or avoided. "
            f"{AGREED_STEPS}",
            guidance=LISTEN_FOR,
        )
        how = form.ask(
            "12.2",
            select_multiple(TREATED),
            "What do they do that gives you this feeling?",
            name="q12_2_what",
            relevant=looked_down == "yes",
            hint="Listen, then tick all that fits.",
        )
        form.specify(how)
        talk.probe(
            "12.2",
            "Could you tell me a little more about it?",
            relevant=looked_down == "yes",
        )
        add_point(form, "P3", "Is not looked down on", says(looked_down, "no"))


def _feelings(talk: Talk, profile: Profile) -> None:
    form = talk.form
    with talk.block(13, "Feelings", private=True):
        answers = [
            form.ask(
                item,
                select_one(HOW_OFTEN),
                label,
                hint=_local(profile, item),
                guidance="Use the words people here use for this feeling, and note "
                "other words that you used in the list at the end.",
            )
            for item, label in FEELINGS.items()
        ]
        form.ask(
            None,
            note,
            COME_BACK,
            name="note_13_4",
            relevant=any_hold(*(one == "no_answer" for one in answers)),
        )
        _support(talk, answers)
        calm = (says(one, "sometimes", "never") for one in answers)
        add_point(
            form,
            "P4",
            "Feels well enough",
            reduce(Verdict.__and__, calm),
            known(~any_hold(*(one == "often" for one in answers))),
        )


def _local(profile: Profile, item: str) -> str:
    """Offer the country office's words for a feeling, beside ours."""
    if item in profile.feelings:
        return f"{{{feeling(item)}}}"
    return "Use the words people here use. Note other words at the end."


def _support(talk: Talk, answers: list[Answer]) -> None:
    form = talk.form
    troubled = any_hold(*(one.one_of("often", "sometimes") for one in answers))
    talk.probe(
        "13.5",
        "Could you say a little about where these feelings come from?",
        relevant=troubled,
        hint=AS_WISHED,
    )
    supported = form.ask(
        "13.6",
        select_one(YES_NO),
        "Feelings like these can be hard to live with. Have you had any support with "
        "them?",
        relevant=troubled,
    )
    talk.probe("13.7", "What support was it?", relevant=supported == "yes")
    talk.probe(
        "13.7",
        "How much did it help you?",
        name="q13_7_helpful",
        relevant=supported == "yes",
    )
    in_vain = form.ask(
        "13.8",
        select_one(YES_NO),
        "Have you looked for support with these feelings and not found it?",
        relevant=troubled,
    )
    talk.probe("13.9", "What happened?", relevant=in_vain == "yes")
