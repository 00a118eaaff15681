"""The people of a group discussion: each agrees for themselves, under a code.

Of those who do not agree, or are under 18, only that is kept, and they leave
before the first question.
"""

from __future__ import annotations

from builder.expr import Answer, Expr, all_hold
from builder.form import Form
from builder.questions import (
    Choices,
    Type,
    note,
    select_multiple,
    select_one,
    text,
)

from . import consent, consent_stakeholder
from .choices import NO_ANSWER_ADDED, YES_NO_ONLY
from .consent import AGREE, DOCUMENTED, Consent
from .consent_stakeholder import CONFIRMATIONS, HOW_READ
from .person import GENDER

CONFIRMED = Choices.of(
    "confirmed",
    {name.removeprefix("confirm_"): words for name, words in CONFIRMATIONS.items()},
)
# One category each: neither may tell who the person, or who their relative, is.
LINK = Choices.of(
    "link",
    {
        "relative": "Family of someone in it",
        "supports": "Supports them as part of the community",
        "leads": "Leads in the community and supports them",
        "services": "Works with them",
        "decides": "Decides about help for them",
        "other": "Another link",
    },
).adding(NO_ANSWER_ADDED)
WORK = Choices.of(
    "work",
    {
        "government": "Government",
        "ngo": "NGO or civil society",
        "social_work": "Social work",
        "services": "Health, school or other service",
        "community": "Community or faith group",
        "business": "Business or trade",
        "none": "No organization",
        "other": "Something else",
    },
).adding(NO_ANSWER_ADDED)
ANY_CONSENT, ANY_ADULT = "any_participant_consent", "any_participant_adult"


def refusal_ahead(form: Form) -> Expr:
    """Give the condition that nobody agreed, or not on paper, before it is asked."""
    agreed = form.ahead(ANY_CONSENT, select_multiple(AGREE))
    adult = form.ahead(ANY_ADULT, select_multiple(YES_NO_ONLY))
    documented = form.ahead("consent_documented", DOCUMENTED)
    asked = agreed.answered() | adult.selected("no")
    return (documented == "no") | (asked & ~agreed.selected("yes"))


def ask(form: Form, refused: Expr, interpreted: Expr) -> Consent:
    """Ask everyone in turn; consent is given when all who stay have signed."""
    with form.group("consent"):
        consent_stakeholder.explain(form, consent_stakeholder.TOGETHER)
        with form.group("participants_page", "Who takes part", page=True):
            form.ask(
                None,
                note,
                "Now one entry for each person. Five to seven people of different "
                "places of work and backgrounds are usual.",
                name="participants_intro",
            )
        with (
            form.group("participant", "One person", repeat=True),
            form.group("participant_page", "One person", page=True),
        ):
            _agree(form)
            _describe(form)
        agreed = form.any_of("participant_consent")
        adult = form.any_of("participant_adult")
        return Consent(_begin(form, agreed, adult, interpreted), refused)


def _agree(form: Form) -> None:
    """Ask one person; the confirmations of those who refuse are not kept."""
    consent: Type = select_one(AGREE)
    refuses = form.ahead("participant_consent", consent) == "no"
    undocumented = form.ahead("consent_documented", DOCUMENTED) == "no"
    adult = form.ask(
        None,
        select_one(YES_NO_ONLY),
        "Is this person 18 or older?",
        name="participant_adult",
        required=True,
    )
    confirmed = form.ask(
        None,
        select_multiple(CONFIRMED),
        "Tick what the person confirms",
        name="participant_confirmed",
        relevant=(adult == "yes") & ~refuses & ~undocumented,
    )
    everything = all_hold(*(confirmed.selected(name) for name in CONFIRMED.names))
    form.ask(
        None,
        consent,
        "All questions answered: do you agree to take part?",
        name="participant_consent",
        required=True,
        relevant=adult == "yes",
        # Once undocumented the confirmations are gone: the answer may stand.
        constraint=lambda this: (this == "no") | everything | undocumented,
        message="All four points must be ticked first. If one cannot be, the answer "
        "here is no.",
    )


def _describe(form: Form) -> None:
    undocumented = form.ahead("consent_documented", DOCUMENTED) == "no"
    stays = (form.q("participant_consent") == "yes") & ~undocumented
    form.ask(
        None,
        text,
        "Code of this person",
        name="participant_code",
        hint="Eight digits from the printed list. No name, no phone number.",
        appearance="numbers",
        relevant=stays,
        constraint=Answer.has_check_digits,
        message="This is no code of the list: compare all eight digits.",
    )
    consent.number_on_paper(form, "participant_reference", stays)
    for name, choices, label in (
        ("participant_how_read", HOW_READ, "How was the consent read?"),
        ("participant_gender", GENDER, "Gender"),
        ("participant_link", LINK, "Link to the people we talk about"),
        ("participant_work", WORK, "Kind of work or organization"),
    ):
        form.ask(None, select_one(choices), label, name=name, relevant=stays)


def _begin(form: Form, agreed: Answer, adult: Answer, interpreted: Expr) -> Expr:
    someone = agreed.selected("yes")
    with form.group("group_page", "Before you begin", page=True):
        form.ask(
            None,
            note,
            "Whoever is under 18 or did not agree leaves now, kindly, before the "
            "talk begins. Nothing else about them is kept.",
            name="some_leave",
            relevant=agreed.selected("no") | adult.selected("no"),
        )
        documented = consent_stakeholder.document(
            form, someone, interpreted, consent_stakeholder.ALL_ON_PAPER
        )
    # Enketo still counts an answer after its question is gone, hence both.
    return someone & documented
