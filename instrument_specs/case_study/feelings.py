"""Section 4: people to turn to, feelings of the past week, being back.

The five feelings are not a test: they are neither added up nor compared with
those of the survey, which asks otherwise.
"""

from __future__ import annotations

from builder.expr import Answer, any_hold
from builder.form import Form
from builder.questions import note
from instrument_specs.profile import Profile, feeling
from instrument_specs.survey.hints import AS_WISHED, COME_BACK
from instrument_specs.talk import Talk

from .asking import more, told, yes_or_no

SCRIPT = "Next come the people you can turn to, and how you feel."
CARE = (
    "Choose and change your words with care. Never press, above all when the person "
    "is upset or tired."
)
LOCAL_WORDS = "Use the words people here use. Note other words at the end."
# What is asked, and the survey's item whose local wording serves here, too.
FEELINGS = {
    "a": ("Felt nervous, tense or anxious", "13.1"),
    "b": ("Could not stop worrying", "13.2"),
    "c": ("Found little interest or joy in things", "13.3"),
    "d": ("Felt low, depressed, without hope, or cornered", "13.4"),
    "e": ("Had bad dreams, or trouble sleeping or keeping your mind on things", ""),
}


def ask(talk: Talk, profile: Profile) -> None:
    form = talk.form
    with talk.block("4a", "Support"):
        _people(form)
    with talk.block("4b", "Feelings", private=True, hands_over=True):
        _feelings(form, profile)
        _being_back(form)


def _people(form: Form) -> None:
    support = yes_or_no(
        form,
        "4.1",
        "Are there people you can turn to with a personal problem, other than money?",
        hint="For example troubles at home, with a landlord, family or neighbours, "
        "being sad, lonely or stressed, or someone to mind a child.",
    )
    told(
        form,
        "4.1.1",
        "Who are they? Could you tell me of a time when they helped you?",
        relevant=support == "yes",
        hint="No names.",
    )
    in_vain = yes_or_no(
        form,
        "4.1.2",
        "Since you came back, was there a problem that nobody could help with?",
    )
    more(form, in_vain, "What did you do about it?")


def _feelings(form: Form, profile: Profile) -> None:
    form.ask(
        "4.2",
        note,
        "Please tell me for each of these whether you have had it in the past week.",
        hint=LOCAL_WORDS,
        name="q4_2",
    )
    felt = [
        yes_or_no(form, f"4.2.{letter}", label, hint=_local(profile, as_in_survey))
        for letter, (label, as_in_survey) in FEELINGS.items()
    ]
    form.ask(
        None,
        note,
        COME_BACK,
        name="note_4_2",
        relevant=any_hold(*(one == "no_answer" for one in felt)),
    )
    _support(form, felt)


def _local(profile: Profile, item: str) -> str:
    return f"{{{feeling(item)}}}" if item in profile.feelings else ""


def _support(form: Form, felt: list[Answer]) -> None:
    troubled = any_hold(*(one == "yes" for one in felt))
    told(
        form,
        "4.2.1.1",
        "Where do these feelings come from, if you would like to say?",
        relevant=troubled,
        hint=AS_WISHED,
    )
    helped = yes_or_no(
        form,
        "4.2.1.2",
        "Feelings like these can be hard to live with. Has anyone helped you with "
        "them?",
        relevant=troubled,
        hint="Ask about family, friends and neighbours, and about doctors or nurses.",
    )
    more(form, helped, "Who was it, and how did they help?")


def _being_back(form: Form) -> None:
    told(form, "4.3", "How does it feel for you to be back here?")
    safe = yes_or_no(form, "4.3.1", "Do you feel safe and at ease where you are?")
    told(
        form,
        "4.3.2",
        "What makes you feel that way?",
        relevant=safe.one_of("yes", "no"),
    )
    form.ask(None, note, COME_BACK, name="note_4_3_1", relevant=safe == "no_answer")
    told(form, "4.4", "What brings you joy these days?")
