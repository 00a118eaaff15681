"""A profile for a new country: the shared structure, with everything to fill in.

What the country's letters tell by themselves (its currency, the languages
spoken) is filled in; the rest are examples, and marked so.
"""

from __future__ import annotations

from collections.abc import Iterable

from babel.core import get_global
from babel.languages import get_official_languages
from babel.numbers import get_territory_currencies

from translations.catalogue import SOURCE_LANGUAGE

from .country_file import Content, content
from .profile import Profile
from .profiles import ProfileError

# Decided by nobody else: the country itself, or what may stay empty.
GIVEN = frozenset(
    {
        "country",
        "languages",
        "currency",
        "school_age",
        "timezone",
        "mail_hour",
        "mail_day",
        "examples",
    }
)
NO_CURRENCY = "XXX"
AREAS = {
    "capital": {SOURCE_LANGUAGE: "Capital region"},
    "elsewhere": {SOURCE_LANGUAGE: "Elsewhere in the country"},
}
LOCAL = ("locations", "feelings", "leave", "flags_on", "flags_off", "flags_confirmed")


def drafted(country: str, model: Profile) -> Content:
    """Give the values of a new profile, after the model of another one.

    It can be built as it is. `examples` names every field that must be
    replaced; ProfileError says when there is no such country.
    """
    territory = _territory(country)
    values = content(model)
    for name in LOCAL:
        values.pop(name, None)
    values["country"] = country
    values["currency"] = _first(get_territory_currencies(territory), NO_CURRENCY)
    values["languages"] = [SOURCE_LANGUAGE]
    values["interview_languages"] = _spoken(territory)
    values["areas"] = AREAS
    zones = _zones(territory)
    values["timezone"] = _first(zones, "UTC")
    unsure = {"currency"} if values["currency"] == NO_CURRENCY else set()
    unsure |= {"timezone"} if len(zones) != 1 else set()
    given = GIVEN - unsure
    values["examples"] = [name for name in values if name not in given]
    return values


def _territory(country: str) -> str:
    """Give the two letters of a country by its three (ISO 3166-1)."""
    found = get_global("territory_aliases").get(country, ())
    if len(country) != len("NGA") or len(found) != 1:
        raise ProfileError(
            f"there is no country {country!r}: give its three capital letters as in "
            "ISO 3166-1, such as GHA"
        )
    return str(found[0])


def _spoken(territory: str) -> list[str]:
    return list(get_official_languages(territory, de_facto=True)) or [SOURCE_LANGUAGE]


def _zones(territory: str) -> list[str]:
    zones = get_global("zone_territories").items()
    return sorted(zone for zone, where in zones if where == territory)


def _first(found: Iterable[str], otherwise: str) -> str:
    return next(iter(found), otherwise)
