"""Words that a country office chose, as the source text of a label or hint."""

from __future__ import annotations

from instrument_specs.profile import ByLanguage, Profile


def source_text(profile: Profile, texts: ByLanguage) -> str:
    """Give the English text, or that of the profile's first language."""
    return texts["en"] if "en" in texts else texts[profile.languages[0]]
