"""Which red flags a country raises, of all that the tools know.

Core flags are on, extended ones off, until the country profile says otherwise;
a context flag is never raised. A flag that is off leaves no trace in the form,
but stays declared, so that it can be worked out from what was answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from builder.expr import Answer
from builder.form import Form
from builder.judgements import Flag, Level, Severity, Tier
from builder.verdict import Verdict, includes

from .profile import Profile

TIERS: Mapping[str, Tier] = {
    **dict.fromkeys(("RF-01", "RF-02", "RF-03", "RF-04", "RF-05", "RF-06"), "core"),
    **dict.fromkeys(("RF-07", "RF-10", "RF-11", "RF-12", "RF-14", "RF-15"), "core"),
    **dict.fromkeys(("RF-18", "RF-22", "RF-25", "RF-28"), "core"),
    **dict.fromkeys(("RF-08", "RF-09", "RF-13", "RF-16", "RF-17"), "extended"),
    **dict.fromkeys(("RF-19", "RF-20", "RF-21", "RF-23", "RF-24"), "extended"),
    **dict.fromkeys(("RF-26", "RF-27"), "extended"),
    **dict.fromkeys(("RF-29", "RF-30"), "context"),
}
# Core in one tool and extended in the other, so that it can be switched both ways.
BOTH = "RF-18"
# What an interviewer worries about, and who is no respondent at all: never off.
ALWAYS = ("RF-22", "RF-28")
WORRY = "RF-22"
# A concern, and the core flag that it raises.
RAISED_BY: Mapping[str, str] = {
    "self_harm": "RF-04",
    "taken_back": "RF-05",
    "child": "RF-11",
    "health": "RF-12",
}


def flag(
    code: str,
    label: str,
    need: str,
    items: tuple[str, ...],
    tier: Tier | None = None,
    **levels: Verdict,
) -> Flag:
    """Make a flag; keywords give a verdict for each severity, highest first."""
    by_severity: dict[str, Severity] = {
        "critical": "critical",
        "high": "high",
        "medium": "medium",
        "low": "low",
    }
    made = tuple(Level(by_severity[key], verdict) for key, verdict in levels.items())
    return Flag(code, label, need, made, items, tier or TIERS[code])


def judged(concern: Answer, stopped: Verdict, profile: Profile) -> Flag:
    """Flag what no question asked: a concern, or a stop for safety.

    A concern whose own flag the country has switched off is caught here: what
    worries the interviewer always reaches somebody.
    """
    off = {one.flag for one in profile.flags_off}
    caught = (concern for concern, code in RAISED_BY.items() if code in off)
    return flag(
        WORRY,
        "Interviewer's concern for the person's safety",
        "protection",
        (),
        critical=includes(concern, "danger", "violence", *caught),
        high=includes(concern, "other") | stopped,
    )


def is_on(code: str, tier: Tier, profile: Profile) -> bool:
    """Tell whether a country raises a flag of this tier."""
    switched_off = any(one.flag == code for one in profile.flags_off)
    on = tier == "core" or (tier == "extended" and code in profile.flags_on)
    return on and not switched_off


def raised(profile: Profile) -> tuple[str, ...]:
    """Name the flags that a country raises in at least one of its tools."""
    off = {one.flag for one in profile.flags_off}
    core = (code for code, tier in TIERS.items() if tier == "core" and code not in off)
    return (
        *core,
        *(code for code in profile.flags_on if TIERS.get(code) == "extended"),
    )


def use(form: Form, profile: Profile, flags: Iterable[Flag]) -> None:
    """Add the flags to the form, on or off, and colour the items of those on."""
    for one in flags:
        known = replace(one, confirmed=one.id in profile.flags_confirmed)
        on = is_on(one.id, one.tier, profile)
        (form.flags if on else form.flags_off).append(known)
    form.colour({item for one in form.flags for item in one.items})


def faults(profile: Profile) -> Iterator[str]:
    """Say what is wrong with the flags a profile switches on, off or confirms."""
    off = [one.flag for one in profile.flags_off]
    for field, codes in (
        ("flags_on", profile.flags_on),
        ("flags_off", off),
        ("flags_confirmed", profile.flags_confirmed),
    ):
        for code in codes:
            if code not in TIERS:
                yield f"{field}: there is no flag {code!r}; see docs/alerts.md"
            elif codes.count(code) > 1:
                yield f"{field}: {code} stands there twice"
    yield from _switched_on(profile)
    yield from _switched_off(profile)


def _switched_on(profile: Profile) -> Iterator[str]:
    for code in profile.flags_on:
        tier = TIERS.get(code)
        if tier == "core" and code != BOTH:
            yield f"flags_on: {code} is a core flag and on by itself: leave it out"
        if tier == "context":
            yield f"flags_on: {code} only gives context to others and alerts nobody"


def _switched_off(profile: Profile) -> Iterator[str]:
    for one in profile.flags_off:
        code = one.flag
        if code in ALWAYS:
            yield f"flags_off: {code} cannot be switched off: it is the last way out"
        elif TIERS.get(code, "core") != "core":
            yield f"flags_off: {code} is off by itself: leave it out"
        if code in profile.flags_on:
            yield f"flags_off: {code} is switched on as well: choose one"
        if not one.reason.strip() or not one.by.strip():
            yield f"flags_off: {code}: say why in reason, and which role decided in by"
