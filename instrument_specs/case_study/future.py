"""Section 6: what the person hopes for, needs now, and wants to ask."""

from __future__ import annotations

from builder.form import Form
from builder.questions import note, select_one
from instrument_specs.survey.education import JUDGED
from instrument_specs.talk import Talk

from .asking import more, told, yes_or_no
from .sections import LEAVE_OUT, some_left_out

LEAVING = "q6_2_leaving"


def ask(talk: Talk) -> None:
    form = talk.form
    with talk.block(6, "To close", last=True):
        _hopes(form)
        needs = yes_or_no(form, "6.3", "Is there a problem you need help with now?")
        more(
            form,
            needs,
            "What is it?",
            hint="Promise nothing. The closing page says what to do.",
        )
        told(
            form,
            "6.4",
            "Is there anything you want to ask me?",
            hint="Tell the person how to reach {organization} later on.",
        )
        _last_words(form)


def _hopes(form: Form) -> None:
    told(form, "6.1", "What do you dream of, and what do you want to reach?")
    told(
        form,
        "6.2",
        "When you think of the years to come, do you see yourself here or in another "
        "country? What makes you think so?",
    )
    form.ask(
        None,
        select_one(JUDGED),
        "Not to be read out: is there a plan or pressure to leave again through the "
        "same people?",
        name=LEAVING,
        guidance="Your own view from what was said. Do not question the person.",
    )


def _last_words(form: Form) -> None:
    form.ask(
        None,
        note,
        "Some parts were left out today. If it feels right, ask whether to come back "
        "to one. To do so, change the answer at its beginning.",
        name="note_left_out",
        relevant=some_left_out(form),
    )
    yes_or_no(
        form,
        None,
        "May {organization} get in touch with you again later?",
        name="contact_again",
        hint="Write no name and no phone number here.",
    )
    form.ask(
        None,
        note,
        "Take no picture of the drawing. It belongs to the person: ask whether it is "
        "safe to keep, and if it is not, destroy it together.",
        name="drawing",
        relevant=~(form.q("go_on_1") == LEAVE_OUT.name),
    )
