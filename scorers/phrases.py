"""The source texts of the mails; translated under the keys `mail:<key>`."""

from __future__ import annotations

from collections.abc import Mapping

from instrument_specs.closing import NEEDS

PHRASES: Mapping[str, str] = {
    # Seen by whoever looks at a screen: no code, no kind of need.
    "subject_critical": "Visit: please read now",
    "subject_high": "Visit: please read today",
    "subject_medium": "Visit: please read this week",
    "subject_low": "Visit: please read this week",
    "opening": "There is a note for you about a visit. Please read on where nobody "
    "can look over your shoulder.",
    "must_act": "The interviewer could not act. Nothing has been done yet: it is up "
    "to the office now.",
    "you_must_act": "The interviewer could not act. Nothing has been done yet: it is "
    "up to you now.",
    "only_you": "This goes to you alone and not to the country office. Do not pass it "
    "on before you have decided who may know.",
    "code": "Person",
    "no_code": "no valid code was entered",
    "interview": "Interview",
    "today": "today",
    "yesterday": "yesterday",
    "days_ago": "{days} days ago",
    "date_ahead": "this date lies ahead: check it",
    "unknown": "not known",
    "interviewer": "Interviewer",
    "contact": "May be contacted again",
    "contact_yes": "yes, as the contact card says",
    "contact_no": "no, the person said no",
    "contact_unknown": "not known: not asked, or not answered",
    "reference": "Reference",
    "severity": "How urgent",
    "severity_critical": "critical",
    "severity_high": "high",
    "severity_medium": "medium",
    "severity_low": "low",
    "deadline": "Act before",
    "at_once": "as soon as you can",
    "passed": "{when}: this has passed, act now",
    "done": "Done so far",
    "done_called_duty": "the interviewer called the duty number",
    "done_safe_now": "the interviewer says that the person is safe now",
    "done_declines": "the person wants nothing done for now",
    "done_not_safe_to_talk": "it was not safe to talk about it there",
    "done_mistake": "the interviewer says it was entered by mistake: check",
    "done_could_not_act": "nothing: the interviewer could not act",
    "done_unknown": "nothing was recorded",
    "again": "Seen before",
    "again_yes": "yes, in an earlier round: reported again",
    "step": "First step",
    "no_visit": "Nobody may call, write to or visit the home, except as the contact "
    "card says.",
    "inside": "Tell no one outside the people your country's rules name: no authority, "
    "no family, no community.",
    "link": "Follow it up here, after you log in",
    **{f"need_{need}": words.capitalize() for need, words in NEEDS.items()},
}
