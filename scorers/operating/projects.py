"""Which forms a workspace has published, and where each is on the server."""

from __future__ import annotations

from dataclasses import dataclass

from deploy.connection import aimed, servers
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


@dataclass(frozen=True, slots=True)
class Known:
    """Forms, and why those of some servers are not known."""

    projects: list[Project]
    errors: tuple[WorkspaceError, ...] = ()


def known(workspace: Workspace, country: str | None) -> Known:
    """Find the forms the workspace has published, in one country or in all.

    Those of every server of the workspace: an alert must not depend on where a form
    was published, nor on what is wrong with another server.
    """
    found, errors = list[Project](), list[WorkspaceError]()
    for to in servers(workspace):
        try:
            place = aimed(workspace, to)
            for key, uid in sorted(place.identities().items()):
                held, tool, name = named(key)
                if country in {None, held}:
                    found.append(Project(held, tool, uid, name, to))
        except WorkspaceError as error:
            errors.append(error)
    if not found:
        errors.append(
            WorkspaceError(
                "no form of this workspace is published"
                + (f" for {country}" if country else "")
                + ": run remon deploy first"
            )
        )
    return Known(found, tuple(errors))


def projects(workspace: Workspace, country: str | None) -> list[Project]:
    """Give the forms, all of them, or say what is wrong."""
    found = known(workspace, country)
    for error in found.errors:
        raise error
    return found.projects
