"""The instruments, by country and tool: what the commands ask for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import translations
from builder.expr import Constant, Expr
from builder.form import Form
from builder.media import MediaFile
from builder.papers import Paper
from builder.wording import Wording
from translations import release
from translations.catalogue import SHARED, Catalogues

from . import (
    country_ready,
    flags,
    hearing,
    media,
    papers,
    profiles,
    words,
    workspace,
)
from .advisory_group import advisory_group
from .case_study import case_study
from .contact_card import contact_card
from .key_informant import key_informant
from .overlays import chosen, country_wording
from .overlays.layers import Laid, Layer
from .profile import Profile
from .profiles import ProfileError
from .survey import survey
from .urgent import urgent

TOOLS: Mapping[str, Callable[[Profile], Form]] = {
    "survey": survey,
    "case_study": case_study,
    "key_informant": key_informant,
    "advisory_group": advisory_group,
    "contact_card": contact_card,
    "urgent": urgent,
}
# Seen on the phone, so that nobody takes a draft to an interview.
DRAFT = " draft"
DRAFT_NOTE = "This form is a draft, for practice only."
OWN_CATALOGUES = Path(translations.__file__).parent


class Instruments:
    """The instruments of the workspace that a command runs in, if any.

    `wording` is "own" or "toolkit"; where left out, what `remon.toml` says.
    """

    def __init__(self, wording: str = "") -> None:
        self._wording = wording

    def worded(self, wording: str) -> Instruments:
        return Instruments(wording) if wording else self

    @property
    def folder(self) -> Path | None:
        found = workspace.found()
        return found.folder if found else None

    def countries(self) -> Sequence[str]:
        return profiles.known(self.folder)

    def tools(self) -> Sequence[str]:
        return tuple(TOOLS)

    def profile(self, country: str) -> Profile:
        return profiles.profile(country, self.folder)

    def form(self, country: str, tool: str) -> Form:
        if tool not in TOOLS:
            raise ProfileError(
                f"there is no tool {tool!r}; tools are {', '.join(TOOLS)}"
            )
        profile = self.profile(country)
        form = TOOLS[tool](profile)
        if mark := chosen.mark(self._layers(country), tool, profile.languages):
            form.calculate(chosen.NODE, Constant(mark), "text")
        return _drafted(form) if self._is_draft(profile, tool) else form

    def forms(self, tool: str) -> Sequence[Form]:
        """Build a form for every country, and with all that a country may choose."""
        profiles_of = [self.profile(country) for country in self.countries()]
        extended = tuple(c for c, tier in flags.TIERS.items() if tier == "extended")
        whole = replace(
            profiles_of[0], flags_on=extended, flags_off=(), feelings={}, examples=()
        )
        return [
            _drafted(TOOLS[tool](whole)),
            *(TOOLS[tool](one) for one in profiles_of),
        ]

    def told(self, tool: str) -> str:
        return hearing.TOLD[tool]

    def grave(self, form: Form) -> Collection[str]:
        return hearing.grave(form)

    def papers(self) -> Mapping[str, Paper]:
        return papers.PAPERS

    def on_paper(self, tool: str) -> Mapping[str, str]:
        return papers.ON_PAPER[tool]

    def whole(self, form: Form) -> Mapping[str, Expr]:
        """Say when a talk ran to its end in one sitting, for each kind of talk."""
        complete = form.q("outcome") == "complete"
        if "resume_at" not in form:
            return {"talk": complete}
        sat = complete & ~form.q("resume_at").answered()
        number = form.q("round")
        return {"first round": sat & (number == 1), "later round": sat & (number > 1)}

    def catalogues(self, tool: str) -> Catalogues:
        return Catalogues(tool, self.shelves())

    def shelves(self) -> tuple[Path, ...]:
        """Give the folders of catalogues; the office's own goes first."""
        local = (self.folder / "translations",) if self.folder else ()
        return (*local, OWN_CATALOGUES)

    def agreed(self, catalogue: str, language: str) -> bool:
        """Tell whether all of a catalogue was agreed on by its reviewers."""
        return release.agreed(self.shelves(), catalogue, language)

    def wording(self, country: str, catalogues: Catalogues) -> Wording:
        laid = Laid(catalogues.instrument, catalogues.text, self._layers(country))
        return Wording(self.profile(country).languages, laid.text, laid.origin)

    def _layers(self, country: str) -> Sequence[Layer]:
        """Give the wordings that are laid over ours."""
        place = workspace.found()
        said = place.setting("forms", "wording", chosen.OWN) if place else chosen.OWN
        folder = place.folder if place else None
        return chosen.layers(folder, country, self._wording or said)

    def recordings(self, country: str) -> Sequence[MediaFile]:
        folder = self.folder
        return media.recordings(folder, country) if folder else ()

    def astray(self) -> Sequence[str]:
        folder = self.folder
        return media.astray(folder, self.countries()) if folder else ()

    def unready(self, country: str) -> Sequence[str]:
        """Say what is missing, invented or out of date today."""
        profile = self.profile(country)
        today = date.today()  # noqa: DTZ011 - the office's own day
        return [
            *country_ready.lacking(profile, today),
            *self._untranslated(profile),
            *self._unreviewed(profile),
            *(
                f"{file}: a second role has to agree on the country's own words: "
                'remon wording change --agreed ROLE, or the comment "# agreed: ROLE"'
                for file in self._unagreed(country)
            ),
        ]

    def _unagreed(self, country: str) -> list[str]:
        folder = self.folder
        return country_wording.unagreed(folder, country) if folder else []

    def _untranslated(self, profile: Profile) -> list[str]:
        """Name the languages of a profile that some form has no catalogue for."""
        return [
            f"there is no catalogue {tool}.{language}.po for {language!r}, a language "
            "of the profile"
            for language in profile.languages
            for tool in TOOLS
            if not self.catalogues(tool).has(language)
        ]

    def _unreviewed(self, profile: Profile) -> list[str]:
        """Say which words of a profile's languages nobody has agreed on yet."""
        lacking = {
            f"{name}.{language}.po": release.lacking(self.shelves(), name, language)
            for language in profile.languages
            for name in (*TOOLS, SHARED)
        }
        return [f"{file}: {said}" for file, said in lacking.items() if said]

    def _is_draft(self, profile: Profile, tool: str) -> bool:
        """Tell whether values are invented, or words not agreed on."""
        return (
            bool(profile.examples)
            or bool(self._unagreed(profile.country))
            or not all(
                self.agreed(name, language)
                for language in profile.languages
                for name in (tool, SHARED)
            )
        )

    def avoided(self) -> Mapping[str, Sequence[str]]:
        return words.AVOIDED


def _drafted(form: Form) -> Form:
    """Mark a form as a draft: in its title, and above its first question."""
    form.title += DRAFT
    form.lead("draft_note", DRAFT_NOTE)
    return form
