"""How every form begins: its neutral name, its settings, the country."""

from __future__ import annotations

from builder.expr import Constant
from builder.form import Form

from .profile import Profile


def begin(tool: str, letter: str, profile: Profile, item: str | None = None) -> Form:
    """Begin the form of a tool; `item` is the toolkit's letter of the country.

    It is sent by itself, nothing of it stays on the phone, and its name tells
    nothing.
    """
    settings = {
        "style": "pages",
        "auto_send": "true",
        "auto_delete": "true",
        "public_key": profile.encryption_key,
    }
    form = Form(tool, f"Form {letter} {profile.country}", profile.fill(tool), settings)
    country = Constant(profile.country)
    form.calculate("country", country, "text", label="Country", item=item)
    return form
