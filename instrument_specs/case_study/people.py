"""Items 3.9 to 3.13: family, neighbours, and how they took the coming back."""

from __future__ import annotations

from typing import Any

from builder.form import Form
from builder.questions import Choice, Choices, note, select_multiple
from instrument_specs.choices import TREATMENT
from instrument_specs.talk import Talk

from .asking import more, told, yes_or_no

REACTIONS = Choices(
    "reactions",
    (
        Choice("kind", "Kind, or helpful", added=True),
        Choice("nothing", "No different from before", added=True),
        *TREATMENT,
    ),
)
LISTEN = "Listen, then tick all that fits."


def ask(talk: Talk) -> None:
    form = talk.form
    with talk.block("3d", "Family and neighbours"):
        _company(form)
        _reactions(form)
        told(
            form,
            "3.13",
            "Do you feel close to the people where you live, or like a stranger among "
            "them? Please tell me more.",
        )


def _company(form: Form) -> None:
    changed = yes_or_no(
        form, "3.9", "Since you came back, has anything big changed in your family?"
    )
    more(form, changed, "What has changed?")
    form.ask("3.10", note, "Now please think of the past month.", name="q3_10")
    told(
        form,
        "3.10.1",
        "Did you enjoy free time with family or friends? Why, or why not?",
    )
    told(
        form,
        "3.10.2",
        "Did you have a friendly chat with neighbours or others in your village? Why, "
        "or why not?",
    )
    sought = yes_or_no(form, "3.11", "Have you asked people around here for help?")
    more(form, sought, "Why, and how did it go?")


def _reactions(form: Form) -> None:
    known = yes_or_no(
        form, "3.12", "Do people around here know of that bad time abroad?"
    )
    _reaction(form, "3.12.1", "How have they taken it?", relevant=known == "yes")
    # Printed beside the question above, but meant for all.
    _reaction(form, "3.12.2", "And your family: how did they take your coming back?")


def _reaction(form: Form, item: str, label: str, **columns: Any) -> None:
    name = f"q{item.replace('.', '_')}"
    how = form.ask(
        item,
        select_multiple(REACTIONS),
        label,
        name=f"{name}_what",
        hint=LISTEN,
        **columns,
    )
    form.specify(how)
    told(
        form,
        item,
        "Could you tell me a little more about it?",
        name=name,
        numbered=False,
        **columns,
    )
