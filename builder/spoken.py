"""Whether the texts of forms are well said in every language of their countries."""

from __future__ import annotations

from collections.abc import Sequence

from translations.catalogue import SOURCE_LANGUAGE
from translations.checks import checked

from .checks import Finding
from .extraction import extracted
from .registry import Registry


def said_well(registry: Registry, countries: Sequence[str]) -> list[Finding]:
    """Check the translations that forms of these countries show.

    What a form lacks is found when it is built, and not told again here.
    """
    spoken = {
        language
        for country in countries
        for language in registry.wording(country, registry.catalogues("")).languages
    }
    languages = sorted(spoken - {SOURCE_LANGUAGE})
    if not languages:
        return []
    return [
        Finding(
            one.rule, one.severity, f"{one.file}/{one.key}", one.problem, one.remedy
        )
        for one in checked(registry.shelves(), extracted(registry), languages)
        if one.rule != "missing"
    ]
