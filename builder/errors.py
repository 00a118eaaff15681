"""What goes wrong when a form is written or built, told to its author."""

from __future__ import annotations


class SpecError(ValueError):
    """A spec says something that cannot be meant: raised at the author's line."""
