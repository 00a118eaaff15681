"""Consent of a survivor: limits first, four confirmations, then the question.

The printed form has no consent question (its only yes/no asks for questions),
so we ask one. Signatures stay on paper, linked by a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from builder.expr import Answer, Expr, all_hold, points
from builder.form import Form
from builder.questions import Choices, integer, note, select_multiple, select_one

from .choices import YES_NO_ONLY

HOW_READ = Choices.of(
    "how_read",
    {
        "self": "The person read it",
        "aloud": "I read it aloud",
        "witnessed": "I read it aloud before a witness",
    },
)
AGREE = Choices.of("agree", {"yes": "Yes, agrees", "no": "No, does not agree"})
DOCUMENTED = select_one(YES_NO_ONLY)
EXPLAINED = Choices.of(
    "explained",
    {
        "limits": "When we cannot keep something to ourselves",
        "stopping": "Stopping, pausing, leaving out",
        "hard_questions": "That some questions are personal",
        "referral": "What it means to be put in touch with a service",
        "contact": "Whom to talk to instead of me",
    },
    added=True,
)
INTRODUCTION = (
    "Thank you for your time. I work with {organization}. We would like to hear how "
    "life has been for you since you came back. {purpose} Taking part is up to you. "
    "Whatever you decide, the help you get stays the same. There is no pay for it; "
    "travel costs can be paid back."
)
LIMITS = "Before you decide, please hear when we cannot keep something to ourselves. {limits}"  # noqa: E501
COURSE = (
    "The talk takes about {minutes} minutes. Some questions are personal and may "
    "bring back hard memories. You can leave out any question, take a break, go on "
    "another day or stop, and you need not say why. If you would like help, I can "
    "put you in touch with a service, but only if you say yes, and I cannot promise "
    "what it will give you. If you want to talk to someone other than me: "
    "{independent_contact}"
)
CONFIRMATIONS = {
    "confirm_taking_part": "Takes part of their own will and knows that the answers "
    "are collected and used for what was explained",
    "confirm_data_use": "Allows {organization} and those working for it to handle "
    "the answers under these rules: {data_rules}",
    "confirm_privacy": "Knows that answers are kept under a code, not a name, that "
    "reports show only totals, and when the limits just read apply",
    "confirm_withdrawal": "Knows that they can withdraw at any time, until the "
    "report has been written",
}


@dataclass(frozen=True, slots=True, eq=False)
class Consent:
    """Whether the talk may go on, and whether it was refused."""

    given: Expr
    refused: Expr


def refusal_ahead(form: Form) -> Expr:
    """Give the condition that consent is refused, before it is asked."""
    agree = form.ahead("consent_agreed", select_one(AGREE))
    documented = form.ahead("consent_documented", DOCUMENTED)
    return (agree == "no") | (documented == "no")


def ask(form: Form, refused: Expr, screened: Expr) -> Consent:
    """Ask for consent where the screening is passed."""
    with form.group("consent", relevant=screened):
        with form.group("consent_explained", "To read aloud", page=True):
            for name, text in (
                ("consent_intro", INTRODUCTION),
                ("consent_limits", LIMITS),
                ("consent_course", COURSE),
            ):
                form.ask(None, note, text, name=name)
            form.ask(
                None,
                select_multiple(EXPLAINED),
                "Interviewer: tick what was explained and understood",
                name="consent_explained_points",
                relevant=~refused,
            )
        with form.group("consent_page", "Does the person agree?", page=True):
            confirm(form, refused, HOW_READ, CONFIRMATIONS)
            _document(form, agree(form))
    agreed, documented = form.q("consent_agreed"), form.q("consent_documented")
    return Consent((agreed == "yes") & (documented == "yes"), refused)


def kept(form: Form, consent: Consent, discarded: Expr) -> Expr:
    """Give the condition that there is consent and the answers are kept."""
    keeps = form.calculate(
        "kept",
        points(~discarded, 1),
        label="There is consent, and the answers are kept",
        relevant=consent.given,
    )
    return keeps == 1


def confirm(
    form: Form, refused: Expr, how_read: Choices, confirmations: Mapping[str, str]
) -> None:
    """Have it said how it was read, and each statement confirmed."""
    form.ask(
        None,
        select_one(how_read),
        "How was it read?",
        name="consent_how_read",
        relevant=~refused,
    )
    for name, text in confirmations.items():
        form.ask(None, select_one(YES_NO_ONLY), text, name=name, relevant=~refused)
    form.ask(
        None,
        select_one(YES_NO_ONLY),
        "Is there anything the person still wants to ask?",
        hint="If yes: answer first, then ask again until it is no.",
        name="consent_questions",
        relevant=~refused,
    )


def agree(form: Form) -> Answer:
    """Ask for consent, to which nobody can say yes while a point above is open."""
    undocumented = form.ahead("consent_documented", DOCUMENTED) == "no"
    confirmed = all_hold(*(form.q(name) == "yes" for name in CONFIRMATIONS))
    ready = confirmed & ~(form.q("consent_questions") == "yes")
    return form.ask(
        None,
        select_one(AGREE),
        "Do you agree to take part?",
        name="consent_agreed",
        required=True,
        # Once undocumented the confirmations are gone: the answer may stand.
        constraint=lambda this: (this == "no") | ready | undocumented,
        message="All four points above must be yes and all questions answered. If "
        "one is not, the answer here is no.",
    )


def number_on_paper(form: Form, name: str, relevant: Expr) -> None:
    """Ask for the number that links the signed paper to the answers."""
    form.ask(
        None,
        integer,
        "Number of the paper consent form",
        name=name,
        relevant=relevant,
        constraint=lambda this: this >= 1,
        message="Enter the number printed on the paper.",
    )


def _document(form: Form, agreed: Answer) -> None:
    form.ask(
        None,
        DOCUMENTED,
        "Interviewer: is the consent documented on the paper form?",
        hint="If it is not, the talk does not go on.",
        name="consent_documented",
        required=True,
        relevant=agreed == "yes",
    )
    documented = form.q("consent_documented") == "yes"
    number_on_paper(form, "consent_reference", documented)
