"""Tool 4, the discussion of a group of people who know the field."""

from __future__ import annotations

from builder.form import Form
from builder.questions import Choices, note, select_multiple

from . import (
    open_question,
    participants,
    results,
    stakeholder_closing,
    stakeholder_visit,
)
from .beginning import begin
from .open_question import introduce
from .profile import Profile
from .talk import Talk

ROUND = Choices.of(
    "discussion_round",
    {
        "before": "Before the talks with individuals",
        "after": "After there are findings",
        "other": "At another time",
    },
)
HELPERS = Choices.of(
    "helpers",
    {
        "family": "Family and relatives",
        "friends": "Friends and neighbours",
        "hosts": "Refugees or the host community",
        "trade": "Traders, small businesses, people at work",
        "services": "Basic services, such as doctors or teachers",
        "media": "Media",
        "organizations": "Community and civil society groups, NGOs",
        "leaders": "Leaders of the community",
        "government": "Offices and government",
        "rights": "Law makers, groups for legal rights",
    },
)
IDENTITIES = {"full_name": "Name of a participant", "phone": "Telephone number"}
WITHDRAWAL = (
    "If someone takes their agreement back: go back, answer no for that person, and "
    "take out what they said. If everyone does: answer no for each, and everything "
    "but date and country is left out."
)
DIFFERENT = "How do they differ in this from other returnees?"
WHY_DIFFERENT = "Where do these differences come from?"


def advisory_group(profile: Profile) -> Form:
    """Build the group discussion for a country."""
    form = begin("advisory_group", "D", profile)
    refused = participants.refusal_ahead(form)
    interpreted = stakeholder_visit.ask(form, profile, refused, ROUND)
    agreed = participants.ask(form, refused, interpreted)
    stakeholder_visit.left_out(form, IDENTITIES)
    talk = Talk(form, agreed.given, full=agreed.given)
    for part in (_links, _helpers, _living, _daily_life, _feelings, _advice):
        part(talk)
    stakeholder_closing.ask(talk, agreed, WITHDRAWAL)
    stakeholder_closing.finish(talk, agreed)
    results.constants(form, profile)
    return form.finished()


def _links(talk: Talk) -> None:
    form = talk.form
    with talk.block(0, "How you know the field"):
        introduce(
            form,
            1,
            "Thank you all for coming. You have met what we talk about today at home, "
            "among the people around you, or at work.",
            10,
        )
        form.ask(None, note, open_question.TERMS, name="terms")
        open_question.ask(
            form,
            None,
            "How are you linked to this group, and since when?",
            name="links",
            hint="One after the other. Write the code before what each one says.",
        )


def _helpers(talk: Talk) -> None:
    form = talk.form
    with talk.block("0_helpers", "Who helps, and how"):
        introduce(form, 2, "Now to everyone who plays a part.", 45)
        form.ask(
            None,
            select_multiple(HELPERS),
            "Who plays a part here when this group settles in? Think of "
            "organizations and offices, and also of family, friends or neighbours.",
            name="helpers",
            hint="Tick what the group names. Give ideas from the list only if it has "
            "none of its own.",
        )
        open_question.ask(
            form,
            None,
            "Take each one you named: what do you know of what they do for this group?",
            name="helpers_do",
            hint="Organizations may be named.",
        )


def _living(talk: Talk) -> None:
    form = talk.form
    with talk.block(1, "Making a living"):
        form.ask(
            None,
            note,
            "Next come three sides of settling in: making a living, a safe place in "
            "daily life, and feelings. For each, we want to know what is done and "
            "what is hard here.",
            name="intro_dimensions",
        )
        open_question.ask(
            form,
            "1.1",
            "How does this group get by here: what is hard, and which chances are "
            "there?",
        )
        open_question.ask(form, "1.2", DIFFERENT)
        open_question.ask(form, "1.2.1", WHY_DIFFERENT)
        open_question.ask(
            form,
            "1.3",
            "Do those you named help them with money or work? What is good about it, "
            "and what could be better?",
        )


def _daily_life(talk: Talk) -> None:
    form = talk.form
    with talk.block(2, "Daily life", page=False):
        with form.group("daily_page", "Daily life", page=True):
            open_question.ask(
                form,
                "2.1",
                "How is daily life for this group here: what is hard, and which "
                "chances are there?",
                hint="This takes in housing, school, health care, birth and other "
                "papers, training, legal help and courts, public benefits, child "
                "care, other places to stay, extra protection, finding relatives, "
                "and courses for parents.",
            )
            open_question.ask(
                form,
                "2.2",
                "Can they use services here, and what are these like?",
                hint="Ask about health, courts, school and papers.",
            )
            open_question.ask(
                form,
                "2.2.1",
                "Does anyone help them to find these services and to use them?",
            )
        with form.group("support_page", "Daily life", page=True):
            open_question.ask(
                form,
                "2.3",
                "Can other returnees have the same help? Why, or why not?",
            )
            open_question.ask(
                form,
                "2.4",
                "What do you think of this help: what is good about it, and what "
                "could be better?",
            )


def _feelings(talk: Talk) -> None:
    form = talk.form
    with talk.block(3, "Feelings, and how people treat them"):
        open_question.ask(
            form,
            "3.1",
            "How do people here see this group and treat them: do they come first, "
            "do they belong, or are they pushed aside or treated worse?",
        )
        open_question.ask(
            form,
            "3.2",
            DIFFERENT,
            hint="Here: in feelings, and in how people treat them.",
        )
        open_question.ask(form, "3.2.1", WHY_DIFFERENT)
        open_question.ask(
            form,
            "3.2.2",
            "Is there help for them with these feelings and this treatment? If so: "
            "how far does it go, what kinds are there, and who gives it?",
        )


def _advice(talk: Talk) -> None:
    form = talk.form
    with talk.block(4, "What you advise", last=True):
        introduce(form, 4, "To close, your advice.", 15)
        open_question.ask(
            form,
            "4.1",
            "Of all the help you told us about, which works best, in your view?",
        )
        open_question.ask(
            form,
            "4.2",
            "And which kind of help that is not there yet would do this group good?",
        )
