"""Tool 2, the case study: a life line and open talk in six sections, unscored."""

from __future__ import annotations

from functools import partial

from builder.expr import Expr
from builder.form import Form
from instrument_specs import closing, concerns, consent, opening, results
from instrument_specs.beginning import begin
from instrument_specs.profile import Profile
from instrument_specs.survey.hints import LATER_VISITS
from instrument_specs.talk import Talk

from . import (
    background,
    coming_back,
    feelings,
    flags,
    future,
    health,
    home,
    legal,
    lifeline,
    money,
    people,
    support,
)
from .sections import section

TITLES = {
    "1": "The line of your life",
    "1_2": "Coming back",
    "2": "Money and work",
    "3": "Home and people",
    "4": "Support and feelings",
    "5": "Who has helped",
}
# Where a later sitting may take up; titles as on the pages. A section begins
# by asking for agreement, its parts do not.
RESUME = {
    "b1": f"1.1 {TITLES['1']}",
    "b1_2": f"1.2 {TITLES['1_2']}",
    "b2": f"2 {TITLES['2']}",
    "b2b": "2.3 Work",
    "b2c": "2.5 Daily needs",
    "b2d": "2.6 Money owed",
    "b3": f"3 {TITLES['3']}",
    "b3b": "3.6 Where you live",
    "b3c": "3.7 Health",
    "b3d": "3.9 Family and neighbours",
    "b3e": "3.14 Legal steps",
    "b4": f"4 {TITLES['4']}",
    "b4b": "4.2 Feelings",
    "b5": f"5 {TITLES['5']}",
    "b5b": "5.3 Help with a problem",
    "b6": "6 To close",
}


def case_study(profile: Profile) -> Form:
    """Build the case study for a country."""
    form = begin("case_study", "B", profile, "C")
    refused = consent.refusal_ahead(form)
    discarded = closing.discard_ahead(form)
    begun = opening.ask(form, profile, refused, RESUME, interpreter="W", core=False)
    agreed = consent.ask(form, refused, begun.screened)
    talk = Talk(form, agreed.given & ~discarded, begun.full, begun.resume)
    background.ask(talk, begun)
    _sections(talk, profile, begun.later)
    closing.ask(
        talk,
        agreed,
        partial(flags.declare, profile=profile),
        flags.violence(form),
        concerns.offered(flags.CONCERNS, profile.flags_on),
    )
    closing.finish(talk, agreed, begun.failed)
    results.constants(form, profile)
    return form.finished()


def _sections(talk: Talk, profile: Profile, later: Expr) -> None:
    told, since = (later, lifeline.TOLD), (later, LATER_VISITS)
    with section(
        talk, "1", TITLES["1"], lifeline.SCRIPT, hint=lifeline.HOW, later=told
    ):
        lifeline.ask(talk)
    with section(talk, "1_2", TITLES["1_2"], coming_back.SCRIPT, later=told):
        coming_back.ask(talk)
    with section(talk, "2", TITLES["2"], money.SCRIPT, hint=lifeline.ADD, later=since):
        money.ask(talk)
    with section(talk, "3", TITLES["3"], home.SCRIPT):
        home.ask(talk)
        health.ask(talk)
        people.ask(talk)
        legal.ask(talk)
    with section(talk, "4", TITLES["4"], feelings.SCRIPT, hint=feelings.CARE):
        feelings.ask(talk, profile)
    with section(talk, "5", TITLES["5"], support.SCRIPT):
        support.ask(talk)
    future.ask(talk)
