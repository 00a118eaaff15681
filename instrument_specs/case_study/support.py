"""Section 5: organizations, government offices, and help that was wanted."""

from __future__ import annotations

from builder.form import Form
from builder.questions import text
from instrument_specs.talk import Talk

from .asking import told, yes_or_no

SCRIPT = "Next I would like to ask who has helped you lately, and who has not."


def ask(talk: Talk) -> None:
    form = talk.form
    with talk.block("5a", "Organizations and offices", page=False):
        _contacts(
            form,
            "5.1",
            "In the past three months, were you in touch with any organization here "
            "that could help you?",
            "Which organization was it?",
        )
        _contacts(
            form,
            "5.2",
            "In the past three months, were you in touch with any government office "
            "that could help you?",
            "Which government office was it?",
        )
    with talk.block("5b", "Help with a problem"):
        _wanted(form)


def _contacts(form: Form, item: str, label: str, which: str) -> None:
    """Ask about each organization or office, on one page each."""
    name = item.replace(".", "_")
    with form.group(f"help_{name}", page=True):
        met = yes_or_no(form, item, label)
    with (
        form.group(f"contacts_{name}", relevant=met == "yes"),
        form.group(f"contact_{name}", "One contact", repeat=True),
        form.group(f"contact_{name}_page", page=True),
    ):
        form.ask(
            f"{item}.1",
            text,
            which,
            sensitive=True,
            hint="One entry for each. No names of people.",
        )
        told(
            form,
            f"{item}.2",
            "What do they offer, which help did you hope for, and which did you get? "
            "Were you content with it? Why, or why not?",
        )


def _wanted(form: Form) -> None:
    wanted = yes_or_no(
        form, "5.3", "In the past three months, did you want help with a problem?"
    )
    some = wanted == "yes"
    told(
        form, "5.3.1", "What help did you want, and did you look for it?", relevant=some
    )
    told(form, "5.3.2", "Where did you go, and were you helped?", relevant=some)
    yes_or_no(form, "5.3.3", "Did it solve the problem?", relevant=some)
    yes_or_no(form, "5.3.4", "Did the help cost you money?", relevant=some)
    form.ask(
        "5.3.5",
        text,
        "How long were you helped for?",
        relevant=some,
        sensitive=True,
    )
