"""Which forms a workspace has published, and where each is on the server."""

from __future__ import annotations

from dataclasses import dataclass

from deploy.publishing.release import key_of, named
from instrument_specs.workspace import Workspace, WorkspaceError


@dataclass(frozen=True, slots=True)
class Project:
    """One published form: what it is, and its identity on the server.

    `name` is empty, or that of one of a country's several projects.
    """

    country: str
    tool: str
    uid: str
    name: str = ""

    @property
    def key(self) -> str:
        return key_of(self.country, self.tool, self.name)


def projects(workspace: Workspace, country: str | None) -> list[Project]:
    """Give the forms the workspace has published, in one country or in all."""
    found = [
        Project(*named(key)[:2], uid, named(key)[2])
        for key, uid in sorted(workspace.identities().items())
    ]
    chosen = [one for one in found if country in {None, one.country}]
    if not chosen:
        raise WorkspaceError(
            "no form of this workspace is published"
            + (f" for {country}" if country else "")
            + ": run remon deploy first"
        )
    return chosen
