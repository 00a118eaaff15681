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
    """Who receives alerts for a kind of need: role and address, and a deputy."""

    need: str
    role: str
    email: str
    deputy_role: str
    deputy_email: str
    language: str


@dataclass(frozen=True, slots=True)
class Standard:
    """The amenities (codes of item 5.6) a home needs in a type of location."""

    location: str
    amenities: tuple[str, ...]
    decided_on: date
    decided_by: str


@dataclass(frozen=True, slots=True)
class Profile:
    """One country's decisions; see docs/country-profile.md for each field.

    `hours` gives the deadline in hours after the interview for each severity;
    `steps` the first step for each kind of need. `examples` names the fields
    whose values are invented examples and must be replaced before use. `hash`
    tells this content from any other.
    """

    country: str
    languages: tuple[str, ...]
    organization: ByLanguage
    purpose: ByLanguage
    data_rules: ByLanguage
    limits: ByLanguage
    limits_short: ByLanguage
    independent_contact: ByLanguage
    staff_care: ByLanguage
    duty_number: str
    duty_number_checked: date
    currency: str
    minutes: int
    school_age: tuple[int, int]
    areas: Mapping[str, ByLanguage]
    amenities: Mapping[str, ByLanguage]
    standards: tuple[Standard, ...]
    focal_points: tuple[FocalPoint, ...]
    safeguarding_role: str
    safeguarding_email: str
    hours: Mapping[str, int]
    steps: Mapping[str, ByLanguage]
    examples: tuple[str, ...] = ()
    feelings: Mapping[str, ByLanguage] = field(default_factory=dict)
    encryption_key: str = ""
    encryption_waived: str = ""
    hash: str = ""

    def fill(self) -> dict[str, str | ByLanguage]:
        """Give what fills the placeholders of the instruments' texts."""
        return {
            "organization": self.organization,
            "purpose": self.purpose,
            "data_rules": self.data_rules,
            "limits": self.limits,
            "limits_short": self.limits_short,
            "independent_contact": self.independent_contact,
            "staff_care": self.staff_care,
            "duty_number": self.duty_number,
            "currency": self.currency,
            "minutes": str(self.minutes),
            **{f"step_{need}": step for need, step in self.steps.items()},
            **{f"area_{code}": name for code, name in self.areas.items()},
            **{f"amenity_{code}": name for code, name in self.amenities.items()},
            **{feeling(item): words for item, words in self.feelings.items()},
        }


def feeling(item: str) -> str:
    """Name the placeholder of the local wording of a feeling, item 13.1 to 13.4."""
    return f"feeling_{item.replace('.', '_')}"
