"""The instruments, by country and tool: what the commands ask for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import translations
from builder.form import Form
from builder.xlsform import Wording
from translations.catalogue import Catalogues

from . import profiles, words, workspace
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
        return TOOLS[tool](self.profile(country))

    def catalogues(self, tool: str) -> Catalogues:
        own = Path(translations.__file__).parent
        local = (self.folder / "translations",) if self.folder else ()
        return Catalogues(tool, (*local, own))

    def wording(self, country: str, catalogues: Catalogues) -> Wording:
        return Wording(self.profile(country).languages, catalogues.text)

    def avoided(self) -> Mapping[str, Sequence[str]]:
        return words.AVOIDED
