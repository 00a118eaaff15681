"""Consent of people who know the field: one person, or each member of a group.

Limits first, four confirmations, then the question. Signatures stay on paper,
linked by a number; a name is used in talking and never written down.
"""

from __future__ import annotations

from builder.expr import Expr
from builder.form import Form
from builder.questions import Choices, note, select_one

from . import consent
from .choices import YES_NO_ONLY
from .consent import DOCUMENTED, Consent

HOW_READ = Choices.of(
    "how_read",
    {
        "self": "The person read it",
        "aloud": "I read it aloud",
        "witnessed": "I read it aloud before a witness, who signed",
    },
)
INTRODUCTION = (
    "Thank you for your time. I work with {organization}. We talk to people who know, "
    "from their work or from around them, how life goes on for those who came back "
    "after a bad time abroad. {purpose} Taking part is up to you, and saying no "
    "changes nothing for you."
)
# The lengths are those the toolkit's consent form announces.
ALONE = "We talk alone, for 60 to 90 minutes."
TOGETHER = (
    "We talk as a group, for two to three hours. Please keep to yourself what the "
    "others say. We ask this of everyone and cannot promise that everyone does it."
)
ON_PAPER = "Interviewer: is the consent on paper, with your own signed statement?"
ALL_ON_PAPER = (
    "Interviewer: is the consent of everyone who stays on paper, with your own signed "
    "statement?"
)
COURSE = (
    "You can leave out any question, take a break or stop at any time, and you need "
    "not say why. Please name nobody who came back, and tell no story by which "
    "somebody could be known. If you want to talk to someone other than me: "
    "{independent_contact}"
)
CONFIRMATIONS = {
    **consent.CONFIRMATIONS,
    "confirm_privacy": "Knows that answers are kept under a code; that a name is only "
    "spoken, never written down; that reports show only totals and nothing personal "
    "goes to others; and when the limits just read apply",
}


def ask(form: Form, refused: Expr, interpreted: Expr) -> Consent:
    """Ask one person; `refused` is `consent.refusal_ahead`, known only later."""
    with form.group("consent"):
        explain(form, ALONE)
        with form.group("consent_page", "Does the person agree?", page=True):
            consent.confirm(form, refused, HOW_READ, CONFIRMATIONS)
            agreed = consent.agree(form) == "yes"
            documented = document(form, agreed, interpreted)
            consent.number_on_paper(form, "consent_reference", documented)
    return Consent(agreed & documented, refused)


def explain(form: Form, setting: str) -> None:
    """Show what is read aloud first; `setting` is `ALONE` or `TOGETHER`."""
    with form.group("consent_explained", "To read aloud", page=True):
        for name, words in (
            ("consent_intro", INTRODUCTION),
            ("consent_limits", consent.LIMITS),
            ("consent_course", f"{setting} {COURSE}"),
        ):
            form.ask(None, note, words, name=name)


def document(
    form: Form, agreed: Expr, interpreted: Expr, label: str = ON_PAPER
) -> Expr:
    """Ask whether the paper is signed by all who must; give that it is."""
    translated = form.ask(
        None,
        select_one(YES_NO_ONLY),
        "Has the interpreter signed that all of it was translated, questions were "
        "answered, and nobody was pressed?",
        name="consent_translated",
        relevant=agreed & interpreted,
    )
    documented = form.ask(
        None,
        DOCUMENTED,
        label,
        hint="You sign that it was read in full and understood, that questions were "
        "answered, and that nobody was pressed. If you cannot, the talk does not go "
        "on.",
        name="consent_documented",
        required=True,
        relevant=agreed,
        constraint=lambda this: (this == "no") | ~interpreted | (translated == "yes"),
        message="The interpreter signs first. If that is not possible, the answer "
        "here is no.",
    )
    return documented == "yes"
