"""What the commands of this folder need to know about instruments.

The framework names no instrument: `remon.py` hands it something that answers
these questions.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from translations.catalogue import Catalogues

from .expr import Expr
from .form import Form
from .media import MediaFile
from .papers import Paper
from .wording import Wording


class Registry(Protocol):
    """Instruments by country and tool, in a workspace or without one."""

    @property
    def folder(self) -> Path | None:
        """Give the folder of the workspace; None without one."""

    def countries(self) -> Sequence[str]:
        """Name the countries that have a profile."""

    def tools(self) -> Sequence[str]:
        """Name the forms, in the order in which they are listed."""

    def form(self, country: str, tool: str) -> Form:
        """Build a form for a country."""

    def forms(self, tool: str) -> Sequence[Form]:
        """Build a form for every country, and with all that countries may choose."""

    def told(self, tool: str) -> str:
        """Say who hears the questions of a form, in a sentence for translators."""

    def grave(self, form: Form) -> Collection[str]:
        """Name groups and questions whose translation needs two reviewers."""

    def papers(self) -> Mapping[str, Paper]:
        """Give what is printed besides the forms, by name."""

    def on_paper(self, tool: str) -> Mapping[str, str]:
        """Tell how to use a form on paper: texts by their keys in catalogues."""

    def whole(self, form: Form) -> Mapping[str, Expr]:
        """Say when a talk ran from beginning to end, for each kind of talk."""

    def shelves(self) -> tuple[Path, ...]:
        """Give the folders of catalogues, the office's own first."""

    def catalogues(self, tool: str) -> Catalogues:
        """Give where the texts of a form are looked up."""

    def worded(self, wording: str) -> Registry:
        """Give the same instruments in a wording; the usual one for ""."""

    def wording(self, country: str, catalogues: Catalogues) -> Wording:
        """Give the languages of a country with their texts."""

    def recordings(self, country: str) -> Sequence[MediaFile]:
        """Give the recordings of a country, called as `media.named` reads them."""

    def astray(self) -> Sequence[str]:
        """Name what lies among the recordings and belongs to no country."""

    def unready(self, country: str) -> Sequence[str]:
        """Say what keeps a country's forms from release; nothing when ready."""

    def avoided(self) -> Mapping[str, Sequence[str]]:
        """Give, for each language, words that no screen may show."""
