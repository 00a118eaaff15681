"""Tool 3, the talk with one person who knows the field."""

from __future__ import annotations

from builder.expr import Answer
from builder.form import Form
from builder.questions import Choice, Choices, note, select_multiple, select_one
from builder.questions import text as free_text

from . import (
    consent,
    consent_stakeholder,
    open_question,
    results,
    stakeholder_closing,
    stakeholder_visit,
)
from .beginning import begin
from .choices import NO_ANSWER_ADDED
from .open_question import introduce
from .person import GENDER
from .profile import Profile
from .talk import Talk

# Whom the toolkit asks; what its conditions need beyond that is added.
ACTOR_TYPE = Choices.of(
    "actor_type",
    {
        "government": "Government",
        "international": "International NGO or United Nations",
        "ngo": "NGO",
        "rights": "Group for protection or human rights",
        "iom": "IOM staff",
        "returnee": "Came back as well, and works with or speaks for others",
    },
).adding(
    Choice("research", "Does research on this", added=True),
    Choice("legal", "Works on its legal side", added=True),
    Choice("other", "Something else", added=True),
)
POSITION = Choices.of(
    "position",
    {
        "leads": "Leads or decides",
        "runs": "Runs programmes",
        "direct": "Works with people directly",
        "advises": "Advises or studies",
        "speaks": "Speaks for a community",
        "other": "Something else",
    },
).adding(NO_ANSWER_ADDED)
IDENTITIES = {
    "full_name": "Name of the participant",
    "organization_name": "Name of the organization",
    "position_title": "Position, as the person calls it",
    "email": "E-mail address",
    "phone": "Telephone number",
}
WITHDRAWAL = (
    "If the person wants nothing kept: go back and answer no where you asked for "
    "agreement. Everything but date and country is then left out."
)


def key_informant(profile: Profile) -> Form:
    """Build the talk with one informant for a country."""
    form = begin("key_informant", "C", profile)
    refused = consent.refusal_ahead(form)
    interpreted = stakeholder_visit.ask(form, profile, refused)
    agreed = consent_stakeholder.ask(form, refused, interpreted)
    talk = Talk(form, agreed.given, full=agreed.given)
    stakeholder_visit.left_out(form, IDENTITIES)
    kinds = _role(talk)
    _trends(talk, kinds)
    _programmes(talk)
    stakeholder_closing.ask(talk, agreed, WITHDRAWAL)
    stakeholder_closing.finish(talk, agreed)
    results.constants(form, profile)
    return form.finished()


def _role(talk: Talk) -> Answer:
    form = talk.form
    with talk.block(1, "About the work", page=False):
        with form.group("participant_page", "Who is talking", page=True):
            kinds = _participant(form)
        with form.group("role_page", "About the work", page=True):
            introduce(form, 1, "To begin with: what you do.", 5)
            form.ask(None, note, open_question.TERMS, name="terms")
            open_question.ask(
                form,
                "1",
                "What do you do here, and which part of it has to do with this group?",
            )
            open_question.ask(
                form,
                "2",
                "What is your office charged with when this group comes back and "
                "settles in?",
                relevant=kinds.selected("government"),
            )
    return kinds


def _participant(form: Form) -> Answer:
    form.ask(
        None,
        free_text,
        "Code of the person",
        name="respondent_code",
        hint="Eight digits from the printed list. No name, no address.",
        appearance="numbers",
        constraint=Answer.has_check_digits,
        message="This is no code of the list: compare all eight digits.",
    )
    kinds = form.ask(
        None,
        select_multiple(ACTOR_TYPE),
        "Which of these is the person?",
        hint="Tick all that apply: some questions depend on it.",
        name="actor_type",
    )
    form.specify(kinds, label="What kind? Not the name of an organization.")
    form.ask(None, select_one(POSITION), "Kind of position", name="position")
    gender = form.ask(None, select_one(GENDER), "Gender", name="gender")
    form.specify(gender, "self_described", "In which words?")
    return kinds


def _trends(talk: Talk, kinds: Answer) -> None:
    form = talk.form
    with talk.block(2, "How this group gets on", page=False):
        with form.group("trends_page", "How this group gets on", page=True):
            introduce(form, 2, "Now to how this group gets on after coming back.", 15)
            open_question.ask(
                form,
                "3",
                "What do you see again and again when this group settles in? What "
                "makes it easier, and what stands in the way?",
                hint="Ask about age, gender, disability, the kind of bad time, how "
                "the way back was, people to lean on, and whatever else matters.",
            )
            open_question.ask(
                form,
                "4",
                "What is hard for this group in making a living, among people, and "
                "in how they feel? And what goes well for them?",
            )
            open_question.ask(
                form,
                "5",
                "Which kinds of bad time abroad are most common? What do they mean "
                "for settling in at home, and what do people need most?",
                relevant=kinds.selected_any("research", "legal"),
            )
        _monitoring(form, kinds)


def _monitoring(form: Form, kinds: Answer) -> None:
    with form.group("monitoring_page", "Keeping track", page=True):
        open_question.ask(
            form,
            "6",
            "Does your organization keep track of how this group gets on?",
            hint="If so: how is it done? If not: why not, as far as known? Either "
            "way: what is difficult about it?",
        )
        open_question.ask(
            form,
            "7",
            "Who else keeps track of it, and what do they do?",
            hint="Names of organizations are welcome.",
        )
        open_question.ask(
            form,
            "8",
            "If a way to keep track were set up for this group, what must it look "
            "at? How must it protect people? Please explain why.",
        )
        open_question.ask(
            form,
            "9",
            "Has the IOM survey of returnees, the RSS, been used with this group here?",
            hint="If not: why not, as far as known? If so: what came out, and what "
            "in it matters for a tool of their own?",
            relevant=kinds.selected("iom"),
        )


def _programmes(talk: Talk) -> None:
    form = talk.form
    with talk.block(3, "The help there is", last=True):
        introduce(form, 3, "Last, the help there is.", 15)
        open_question.ask(
            form,
            "10",
            "Which good ways of helping people settle in do you know, for this group "
            "or for others? What has been learnt?",
            hint="Ask: which programmes are they and how do they run? What does the "
            "person think of them, for what reasons? Which organizations should we "
            "talk to?",
        )
        open_question.ask(
            form,
            "11",
            "Which protection services and public support can this group turn to? "
            "Is any of it meant for them, or are all returnees treated alike?",
        )
        open_question.ask(form, "12", "Where could this group be helped better?")
