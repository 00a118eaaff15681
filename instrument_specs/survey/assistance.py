"""Section 14: organizations, government offices, and help that was wanted.

The loop over kinds of help is one group for each kind, because a counted
repeat mixes answers up when a tick is taken back.
"""

from __future__ import annotations

from builder.form import Form
from builder.questions import (
    Choice,
    Choices,
    note,
    select_multiple,
    select_one,
    text,
)
from instrument_specs.choices import (
    NO_ANSWER_ADDED,
    NONE_ADDED,
    YES_NO,
    YES_NO_UNPRINTED,
)
from instrument_specs.profile import Profile
from instrument_specs.talk import Talk

from .hints import READ_OUT

KINDS = {
    "safety": "Safety or security",
    "health": "Health",
    "money": "Money",
    "job": "Finding work",
    "legal": "A legal problem or case",
    "police": "A problem with the police",
    "immigration": "A problem with immigration",
    "family": "A family problem",
    "training": "Training or education",
    "feelings": "Feeling sad, afraid or anxious",
    "stigma": "Being looked down on or left out",
    "other": "Something else",
}
WANTED = Choices.of("help_wanted", KINDS).adding(NONE_ADDED, NO_ANSWER_ADDED)
WENT = Choices(
    "went_for_help",
    (
        Choice("somewhere", "Went somewhere or to someone", added=True),
        Choice("nowhere", "Did not go anywhere", added=True),
        NO_ANSWER_ADDED,
    ),
)


def ask(talk: Talk, _profile: Profile) -> None:
    form = talk.form
    with talk.block(14, "Help received", page=False):
        with form.group("help_14_1", page=True):
            form.ask(
                None,
                note,
                "Now I would like to ask about help that organizations or the "
                "government may have given you.",
                name="intro_assistance",
            )
            local = form.ask(
                "14.1",
                select_one(YES_NO),
                "In the past three months, were you in touch with any organization "
                "here that helps you?",
            )
        with form.group("contacts_14_2", relevant=local == "yes"):
            _contacts(form, "14.2", "Which organization was it?")
        with form.group("help_14_3", page=True):
            office = form.ask(
                "14.3",
                select_one(YES_NO),
                "In the past three months, were you in touch with any government "
                "office that offers services?",
            )
        with form.group("contacts_14_4", relevant=office == "yes"):
            _contacts(form, "14.4", "Which government office was it?")
        _wanted_help(form)


def _contacts(form: Form, item: str, which: str) -> None:
    """Ask about each organization or office, on one page each."""
    name = item.replace(".", "_")
    with (
        form.group(f"contact_{name}", "One contact", repeat=True),
        form.group(f"contact_{name}_page", page=True),
    ):
        form.ask(
            item,
            text,
            which,
            sensitive=True,
            hint="One entry for each. No names of people.",
        )
        form.ask(f"{item}.1", text, "What do they offer?", sensitive=True)
        form.ask(f"{item}.2", text, "Which help did you hope to get?", sensitive=True)
        form.ask(f"{item}.3", text, "Which help did they give you?", sensitive=True)


def _wanted_help(form: Form) -> None:
    with form.group("help_14_5", page=True):
        form.ask(
            None,
            note,
            "Next come some kinds of help that you may have needed and not spoken of "
            "yet.",
            name="intro_14_5",
        )
        wanted = form.ask(
            "14.5",
            select_multiple(WANTED),
            "In the past three months, did you want help with any of these?",
            hint=READ_OUT,
        )
        form.specify(wanted)
    for kind, label in KINDS.items():
        with form.group(
            f"help_{kind}", label, relevant=wanted.selected(kind), page=True
        ):
            _one_kind(form, kind, label)


def _one_kind(form: Form, kind: str, label: str) -> None:
    """Ask where the person went with one wish; nothing more if nowhere.

    The toolkit has no 14.5.5, and its numbers are kept.
    """
    form.ask(
        "14.5.1",
        text,
        f"{label}: which help did you want?",
        name=f"q14_5_1_{kind}",
        sensitive=True,
    )
    went = form.ask(
        "14.5.2",
        select_one(WENT),
        "Where did you go with it?",
        name=f"q14_5_2_{kind}",
    )
    form.ask(
        "14.5.2",
        text,
        "Where was that?",
        name=f"q14_5_2_{kind}_where",
        relevant=went == "somewhere",
        sensitive=True,
        numbered=False,
    )
    sought = ~(went == "nowhere")
    rest = (
        ("14.5.3", text, "Which help did you get?"),
        ("14.5.4", select_one(YES_NO_UNPRINTED), "Did it solve the problem?"),
        ("14.5.6", text, "How often, or for how long, were you helped?"),
        ("14.5.7", select_one(YES_NO_UNPRINTED), "Did any of the help cost you money?"),
    )
    for item, type_, question in rest:
        form.ask(
            item,
            type_,
            question,
            name=f"q{item.replace('.', '_')}_{kind}",
            relevant=sought,
            sensitive=type_ is text,
        )
