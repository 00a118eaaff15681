"""Tool 1, the survey: sections 1 to 14 and the feedback questions 15 to 18."""

from __future__ import annotations

from functools import partial

from builder.form import Form
from instrument_specs import closing, concerns, consent, opening, results
from instrument_specs.beginning import begin
from instrument_specs.profile import Profile
from instrument_specs.talk import Talk

from . import assistance, background, economic, feedback, flags, psychosocial, social

# Where a later sitting may take up; titles as on the pages.
RESUME = {
    "b1": "1 Money",
    "b2": "2 Work and income",
    "b3": "3 Money owed",
    "b4": "4 Food",
    "b5": "5 Home",
    "b6": "6 People around you",
    "b7": "7 Legal steps",
    "b8": "8 Health",
    "b9": "9 Learning",
    "b10": "10 Safety",
    "b11": "11 Support",
    "b12": "12 How people treat you",
    "b13": "13 Feelings",
    "b14": "14 Help received",
    "b15": "15 To close",
}


def survey(profile: Profile) -> Form:
    """Build the survey for a country."""
    form = begin("survey", "A", profile, "C")
    refused = consent.refusal_ahead(form)
    discarded = closing.discard_ahead(form)
    begun = opening.ask(form, profile, refused, RESUME)
    agreed = consent.ask(form, refused, begun.screened)
    kept = consent.kept(form, agreed, discarded)
    talk = Talk(form, kept, begun.full, begun.resume, begun.later)
    background.ask(talk, profile, begun)
    for part in (economic, social, psychosocial, assistance, feedback):
        part.ask(talk, profile)
    closing.ask(
        talk,
        agreed,
        partial(flags.declare, profile=profile),
        flags.violence(form),
        concerns.offered(flags.CONCERNS, profile.flags_on),
    )
    closing.finish(talk, agreed, begun.failed)
    results.score(form, kept)
    results.constants(form, profile)
    return form.finished()
