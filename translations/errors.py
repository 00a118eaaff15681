"""What goes wrong with translations, told to the translator."""

from __future__ import annotations


class CatalogueError(ValueError):
    """A catalogue lacks a text or cannot be read."""
