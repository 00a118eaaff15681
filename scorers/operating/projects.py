"""Which forms a workspace has published, and where each is on the server."""

from __future__ import annotations

from dataclasses import dataclass

from deploy.connection import places
from deploy.publishing.keys import key_of, named
from instrument_specs.workspace import Workspace, WorkspaceError


@dataclass(frozen=True, slots=True)
class Project:
    """One published form: what it is, and its identity on the server.

    `name` is empty, or that of one of a country's several projects. `to` is empty,
    or names the other server that it stands on.
    """

    country: str
    tool: str
    uid: str
    name: str = ""
    to: str = ""

    @property
    def record(self) -> str:
        """Name the form in the records of its server."""
        return key_of(self.country, self.tool, self.name)

    @property
    def key(self) -> str:
        """Name the form in the database: what two servers hold is kept apart."""
        return self.record + (f"@{self.to}" if self.to else "")


def projects(workspace: Workspace, country: str | None) -> list[Project]:
    """Give the forms the workspace has published, in one country or in all.

    Those of every server of the workspace: an alert must not depend on where a form
    was published.
    """
    found = [
        Project(*named(key)[:2], uid, named(key)[2], place.to)
        for place in places(workspace)
        for key, uid in sorted(place.identities().items())
    ]
    chosen = [one for one in found if country in {None, one.country}]
    if not chosen:
        raise WorkspaceError(
            "no form of this workspace is published"
            + (f" for {country}" if country else "")
            + ": run remon deploy first"
        )
    return chosen
