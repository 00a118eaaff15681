"""What `remon doctor` finds about one form on a server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from builder.form import Form
from deploy.access.around import around
from deploy.central import Central
from deploy.connection import Server
from deploy.publishing.finding import live_content
from deploy.publishing.publications import publications_of
from deploy.rights import May, rights
from instrument_specs.registry import Instruments
from instrument_specs.workspace import Workspace

from .examined import Examined, looked, tried

HARMLESS = ("__version__",)
# What the account can be used for, and the command that needs it.
USES: tuple[tuple[May, str], ...] = (
    ("read", "read answers (remon pull)"),
    ("publish", "publish (remon deploy)"),
    ("share", "share (remon deploy, remon phone)"),
    ("erase", "delete answers (remon erase)"),
)


def on_rights(about: str, server: Server, uid: str) -> Iterator[Examined]:
    """Look at what the account may do with a form; on ODK Central with any."""
    look = partial(_missing, server, uid)
    yield from looked(about, look, otherwise="may do everything")


def _missing(server: Server, uid: str) -> Iterator[str]:
    held = rights(server, uid)
    if held is None:
        yield "the server does not say what the account may do: look there"
        return
    on_central = isinstance(server, Central)
    owner = "an administrator to make it a manager of the project" if on_central else ""
    for may, said in USES:
        if may not in held:
            asked = owner or "the owner of the form for it"
            yield f"the account may not {said}: ask {asked}"


@dataclass(frozen=True, slots=True)
class LiveForm:
    """One published form; `key` is its tool, and its project if it has one."""

    place: Workspace
    instruments: Instruments
    server: Server
    country: str
    key: str
    uid: str

    def examined(self) -> Iterator[Examined]:
        name = f"{self.country}/{self.key}"
        yield from looked(
            f"form {name}", self._live, otherwise="as published from here"
        )
        yield from on_rights(f"rights {name}", self.server, self.uid)
        yield tried(f"answers {name}", self._answers)
        well = "as remon.toml states"
        yield from looked(f"sharing {name}", self._around, otherwise=well)

    def _live(self) -> Iterator[str]:
        standing = self.server.standing(self.uid)
        if standing.live is None or standing.archived:
            yield "phones cannot get it: run remon deploy, or remon unarchive"
            return
        content = live_content(self.server, self.uid)
        wanted = self._form().settings.get("public_key", "")
        if content.public_key != wanted:
            yield _encryption(wanted, content.public_key)
        records = publications_of(self.place)
        last = records.last(f"{self.country}/{self.key}", self.uid)
        if last is None:
            yield "no publication of it is on record here: run remon deploy"
        elif last.digest != content.digest:
            yield "it was edited on the server after it was published: run remon plan"

    def _answers(self) -> str:
        """Read one as a pull does, and keep nothing of it."""
        count = self.server.count(self.uid)
        next(self.server.submissions(self.uid, fields=HARMLESS, page_size=1), None)
        return f"can be read; the server holds {count}"

    def _around(self) -> Iterator[str]:
        form = self._form()
        found = around(self.server, self.place, self.country, form, self.uid)
        for said in found.worries:
            yield f"{said}: {self._away}"
        for said in found.to_do:
            yield f"{said}: run remon deploy"

    @property
    def _away(self) -> str:
        if isinstance(self.server, Central):  # a role there holds for all forms
            return "take it away on the server"
        return "take it away on the server, or with remon deploy --exact"

    def _form(self) -> Form:
        return self.instruments.form(self.country, self.key.partition("@")[0])


def _encryption(wanted: str, live: str) -> str:
    if not live:
        return "phones do NOT encrypt it, and the profile has a key: run remon deploy"
    if not wanted:
        return (
            "phones encrypt it with a key, and the profile has none: put the key into "
            "encryption_key, or nobody may be able to read the answers"
        )
    return "phones encrypt it with another key than the profile's: run remon plan"
