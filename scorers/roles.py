"""The role of who does something, as people type it: no name, address or number."""

from __future__ import annotations

import typer

DIGITS = 4  # a phone number has more, the name of a role fewer
EXAMPLE = "Protection focal point"


def role_of(said: str, option: str = "--by") -> str:
    """Give a role on one line; refuse what is none."""
    found = " ".join(said.split())
    if not found or "@" in found or sum(one.isdigit() for one in found) > DIGITS:
        raise typer.BadParameter(f"{option} takes a role, as in '{EXAMPLE}'")
    return found
