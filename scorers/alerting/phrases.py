"""The source texts of the mails; translated under the keys `mail:<key>`.

Names in braces stay as they are in every language. A subject and the sentences
that come first are seen by whoever looks at a screen: no code of a person, no
kind of need.
"""

from __future__ import annotations

from collections.abc import Mapping

from instrument_specs.closing import NEEDS
from instrument_specs.country_fields import DAYS

SEEN_FIRST: Mapping[str, str] = {
    "subject_critical": "Visit {number}: please read now",
    "subject_high": "Visit {number}: please read today",
    "subject_medium": "Visit {number}: please read this week",
    "subject_low": "Visit {number}: please read this week",
    "subject_correction": "Visit {number}: a correction, please read",
    "subject_day": "Visits: please read today",
    "subject_week": "Visits: your weekly list",
    "opening": "There is a note for you about a visit. Please read on where nobody "
    "can look over your shoulder.",
    "opening_reminder": "A note about a visit still waits for an answer. Please read "
    "on where nobody can look over your shoulder.",
    "opening_correction": "Something was changed in a note about a visit. Please read "
    "on where nobody can look over your shoulder.",
    "opening_day": "There are notes for you about visits. Please read on where nobody "
    "can look over your shoulder.",
    "opening_week": "This is your weekly list. Please read on where nobody can look "
    "over your shoulder.",
}
LEADING: Mapping[str, str] = {
    "must_act": "The interviewer could not act. Nothing has been done yet: it is up "
    "to the office now.",
    "you_must_act": "The interviewer could not act. Nothing has been done yet: it is "
    "up to you now.",
    "only_you": "This goes to you alone and not to the country office. Do not pass it "
    "on before you have decided who may know.",
    "another": "Perhaps another person: gender or age do not fit earlier interviews "
    "with this code. Act on this as it stands, and check the code.",
    "nobody_yet": "Nobody has taken this up so far. Whoever does, say so in the office "
    "with the reference in this mail: opening this mail or a link does not count.",
    "you_not_yet": "You have not confirmed yet that you take this up. Say so with the "
    "reference in this mail: opening it or a link does not count.",
    "passed_on": "The office has not answered in time. So this comes to you as well.",
    "corrected_gone": "What was reported as critical no longer stands in the "
    "interview.",
    "corrected_lower": "What was reported as critical is now less urgent in the "
    "interview.",
    "corrected_mistake": "The interviewer now says that what was reported as critical "
    "was entered by mistake.",
    "corrected_check": "Nothing is closed by this. Find out together with the "
    "colleague who also got this mail whether the correction is right; only then "
    "close the case.",
    "corrected_check_alone": "Nothing is closed by this. Find out whether the "
    "correction is right; only then close the case.",
    "confirm": "When you take this up, say so in the office with the reference in "
    "this mail. Until then you and others are reminded.",
    "confirm_alone": "When you take this up, say so with the reference in this mail. "
    "Until then you are reminded.",
}
FACTS: Mapping[str, str] = {
    "labelled": "{label}:",
    "joined": "{first}; {next}",
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
    "again_yes": "yes: reported again",
    "step": "First step",
}
WEEK: Mapping[str, str] = {
    "open": "Open cases",
    "unconfirmed": "Of these, nobody has taken up",
    "overdue": "Of these, past their deadline",
    "reported": "Reported in the last seven days",
    "yours": "Open cases that came to you",
    "none_yours": "None.",
    "listed": "{need}; {severity}; act before: {when}",
    "taken_up": "taken up",
    "not_taken_up": "not taken up yet",
    "only_outside": "This list holds only what came to you outside the country office.",
    "silence": "This mail comes every {day}, also when nothing is open. If it does not "
    "come, mails may not be going out at all: tell the person who runs remon the same "
    "day, and ask the interviewers directly.",
    **{f"day_{day}": day.capitalize() for day in DAYS},
}
RULES: Mapping[str, str] = {
    "no_visit": "Nobody may call, write to or visit the home, except as the contact "
    "card says.",
    "inside": "Tell no one outside the people your country's rules name: no authority, "
    "no family, no community.",
    "link": "Follow it up here, after you log in",
}
PHRASES: Mapping[str, str] = {
    **SEEN_FIRST,
    **LEADING,
    **FACTS,
    **WEEK,
    **RULES,
    **{f"need_{need}": words.capitalize() for need, words in NEEDS.items()},
}
