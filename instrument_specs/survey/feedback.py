"""Items 15 to 18: worries and hopes, how the talk was, contact again."""

from __future__ import annotations

from builder.questions import Choices, note, select_one
from instrument_specs.choices import NO_ANSWER, YES_NO
from instrument_specs.profile import Profile
from instrument_specs.talk import Talk

HOW_IT_WAS = Choices.of(
    "how_it_was", {"easy": "Easy", "difficult": "Difficult"}
).adding(NO_ANSWER)


def ask(talk: Talk, _profile: Profile) -> None:
    form = talk.form
    with talk.block(15, "To close", last=True):
        form.ask(
            None,
            note,
            "Thank you for all you have told me. A few last questions will help us to "
            "see which help worked for you, and which was missing.",
            name="intro_feedback",
        )
        talk.probe(
            "15",
            "When you think of the coming year, what worries you most?",
            name="q15_worries",
        )
        talk.probe("15", "And what do you hope for most?", name="q15_hopes")
        talk_was = form.ask(
            "16", select_one(HOW_IT_WAS), "How was our talk today for you?"
        )
        form.specify(talk_was, "difficult", "Which part was difficult, or why?")
        _last_words(talk)
        form.ask(
            "18",
            select_one(YES_NO),
            "May {organization} get in touch with you again later?",
            hint="Write no name and no phone number here.",
        )


def _last_words(talk: Talk) -> None:
    talk.probe(
        "17",
        "What else should organizations know, to give better help?",
        name="q17_information",
    )
    talk.probe(
        "17",
        "Is there anything you want to ask us?",
        name="q17_questions",
        hint="Tell the person how to reach {organization} later on.",
    )
