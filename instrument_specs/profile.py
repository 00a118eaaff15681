"""A country profile: what a country office decides, as a value.

Read from TOML by `instrument_specs.profiles`. Texts that people hear are given
for each language of the profile.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

ByLanguage: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FocalPoint:
    """Who receives alerts for a kind of need: role and address, and a deputy.

    The deputy reads mails in the same language unless another one is given.
    """

    need: str
    role: str
    email: str
    deputy_role: str
    deputy_email: str
    language: str
    deputy_language: str = ""


@dataclass(frozen=True, slots=True)
class Leave:
    """Someone who gets alerts is away, from the first day to the last."""

    email: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Escalation:
    """A role that is told when nobody before it has taken up an alert."""

    role: str
    email: str
    language: str


@dataclass(frozen=True, slots=True)
class DutyNumber:
    """A number to call on a red flag, and when somebody last called it.

    Without an area it is for the whole country.
    """

    number: str
    checked: date
    area: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """What the law or the rules oblige the office to report, and to whom."""

    about: str
    reported_to: str


@dataclass(frozen=True, slots=True)
class Location:
    """A place where people are interviewed; only its area is ever stored."""

    name: str
    area: str


@dataclass(frozen=True, slots=True)
class Standard:
    """The amenities (codes of item 5.6) a home needs in a type of location."""

    location: str
    amenities: tuple[str, ...]
    decided_on: date
    decided_by: str


@dataclass(frozen=True, slots=True)
class FlagOff:
    """A core red flag that is switched off: why, by which role, and when."""

    flag: str
    reason: str
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Profile:
    """One country's decisions; `country_fields` explains each field.

    `languages` are those of the forms, `interview_languages` those that people
    are interviewed in. `hours` gives the deadline in hours after the interview
    for each severity, `minutes` the length of a talk by tool, `steps` the first
    step for each kind of need, `retention_months` and `follow_up_months` count
    from the first talk. `mail_hour` and `mail_day` are when lists go out, in
    `timezone`; `escalation_hours` of 0 means that the last step comes by the
    deadline. `examples` names the fields whose values are invented
    and must be replaced before use. `hash` tells by what shapes the forms and
    scores, so a colleague's leave does not make new forms.
    """

    country: str
    languages: tuple[str, ...]
    interview_languages: tuple[str, ...]
    organization: ByLanguage
    purpose: ByLanguage
    data_rules: ByLanguage
    limits: ByLanguage
    limits_short: ByLanguage
    independent_contact: ByLanguage
    staff_care: ByLanguage
    emergency_support: ByLanguage
    emergency_support_checked: date
    duty_numbers: tuple[DutyNumber, ...]
    currency: str
    minutes: Mapping[str, int]
    school_age: tuple[int, int]
    areas: Mapping[str, ByLanguage]
    amenities: Mapping[str, ByLanguage]
    focal_points: tuple[FocalPoint, ...]
    safeguarding_role: str
    safeguarding_email: str
    hours: Mapping[str, int]
    steps: Mapping[str, ByLanguage]
    reporting_decided_by: str
    reporting_checked: date
    weekend: tuple[str, ...]
    retention_months: int
    follow_up_months: tuple[int, ...]
    standards: tuple[Standard, ...] = ()
    escalation: tuple[Escalation, ...] = ()
    duties: tuple[Duty, ...] = ()
    locations: tuple[Location, ...] = ()
    leave: tuple[Leave, ...] = ()
    examples: tuple[str, ...] = ()
    feelings: Mapping[str, ByLanguage] = field(default_factory=dict)
    flags_on: tuple[str, ...] = ()
    flags_off: tuple[FlagOff, ...] = ()
    flags_confirmed: tuple[str, ...] = ()
    timezone: str = "UTC"
    mail_hour: int = 14
    mail_day: str = "monday"
    escalation_hours: int = 0
    encryption_key: str = ""
    encryption_waived: str = ""
    hash: str = ""

    def fill(self, tool: str = "survey") -> dict[str, str | ByLanguage]:
        """Give what fills the placeholders of the texts of a tool."""
        length = self.minutes.get(tool, self.minutes["survey"])
        return {
            "organization": self.organization,
            "purpose": self.purpose,
            "data_rules": self.data_rules,
            "limits": self.limits,
            "limits_short": self.limits_short,
            "independent_contact": self.independent_contact,
            "staff_care": self.staff_care,
            "emergency_support": self.emergency_support,
            "duty_number": {one: self._duty_number(one) for one in self.languages},
            "currency": self.currency,
            "minutes": str(length),
            "school_from": str(self.school_age[0]),
            "school_to": str(self.school_age[1]),
            **{f"step_{need}": step for need, step in self.steps.items()},
            **{f"area_{code}": name for code, name in self.areas.items()},
            **{f"amenity_{code}": name for code, name in self.amenities.items()},
            **{feeling(item): words for item, words in self.feelings.items()},
        }

    def _duty_number(self, language: str) -> str:
        """Give the numbers in one line, the country's before those of areas."""
        everywhere = [one.number for one in self.duty_numbers if not one.area]
        local = [
            f"{self.areas[one.area][language]}: {one.number}"
            for one in self.duty_numbers
            if one.area
        ]
        numbers = " / ".join(everywhere)
        return f"{numbers} ({'; '.join(local)})" if local else numbers


def feeling(item: str) -> str:
    """Name the placeholder of the local wording of a feeling, item 13.1 to 13.4."""
    return f"feeling_{item.replace('.', '_')}"
