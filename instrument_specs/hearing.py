"""Who hears a form, and which of its words weigh most: for those who translate."""

from __future__ import annotations

from collections.abc import Mapping

from builder.form import Form

TOLD: Mapping[str, str] = {
    **dict.fromkeys(
        ("survey", "case_study"),
        "Said aloud to a person who has come back home, or read by the interviewer.",
    ),
    **dict.fromkeys(
        ("key_informant", "advisory_group"),
        "Said to people who know the field through their work, or read by the "
        "interviewer.",
    ),
    "contact_card": "Said aloud to a person who may be called later, or read by the "
    "interviewer.",
    "urgent": "Read by the interviewer, in a hurry.",
}
# Consent, who may be asked, what to do when something is wrong, how to reach a
# person safely: a slip here hurts somebody. Scored and flagged items are known
# without being named.
GRAVE = frozenset(
    {"consent", "screening_page", "closing", "not_now"}
    | {"agree_page", "card"}  # the contact card
    | {"page"}  # the one page of the urgent form
)
LIMITS = "limits_"


def grave(form: Form) -> frozenset[str]:
    """Name the groups and questions whose words two reviewers have to agree on."""
    spoken = {node.name for node in form.questions() if node.name.startswith(LIMITS)}
    return GRAVE | spoken
