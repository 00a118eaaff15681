"""The instruments, by country and tool: what the commands ask for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import translations
from builder.expr import Expr
from builder.form import Form
from builder.papers import Paper
from builder.xlsform import Wording
from translations.catalogue import Catalogues

from . import country_ready, papers, profiles, words, workspace
from .advisory_group import advisory_group
from .case_study import case_study
from .contact_card import contact_card
from .key_informant import key_informant
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
DRAFT = " draft"


class Instruments:
    """The instruments of the workspace that a command runs in, if any."""

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
        if profile.examples:
            # Seen on the phone, so that nobody takes it to an interview.
            form.title += DRAFT
        return form

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
        own = Path(translations.__file__).parent
        local = (self.folder / "translations",) if self.folder else ()
        return Catalogues(tool, (*local, own))

    def wording(self, country: str, catalogues: Catalogues) -> Wording:
        return Wording(self.profile(country).languages, catalogues.text)

    def unready(self, country: str) -> Sequence[str]:
        """Say what is missing, invented or out of date today."""
        profile = self.profile(country)
        today = date.today()  # noqa: DTZ011 - the office's own day
        return [*country_ready.lacking(profile, today), *self._untranslated(profile)]

    def _untranslated(self, profile: Profile) -> list[str]:
        """Name the languages of a profile that some form has no catalogue for."""
        return [
            f"there is no catalogue {tool}.{language}.po for {language!r}, a language "
            "of the profile"
            for language in profile.languages
            for tool in TOOLS
            if not self.catalogues(tool).has(language)
        ]

    def avoided(self) -> Mapping[str, Sequence[str]]:
        return words.AVOIDED
