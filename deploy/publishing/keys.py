"""What a form is called in the records: country, tool and project."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from deploy.connection import CENTRAL, KOBO
from instrument_specs.workspace import WorkspaceError

PROJECT = re.compile(r"[\w-]{0,40}")


def key_of(country: str, tool: str, project: str = "") -> str:
    """Name a form of a workspace; a country may have it in several projects."""
    if project in (KOBO, CENTRAL) or not PROJECT.fullmatch(project):
        raise WorkspaceError(
            f"a project cannot be called {project!r}: use letters, digits, - and _; "
            f"{KOBO} and {CENTRAL} are names of servers"
        )
    return f"{country}/{tool}" + (f"@{project}" if project else "")


def chosen(
    country: str, tools: Sequence[str], known: Sequence[str], project: str = ""
) -> dict[str, str]:
    """Name these forms, in their order, all known ones for none; with their tools."""
    if strange := [one for one in tools if one not in known]:
        raise WorkspaceError(
            f"there is no tool {strange[0]!r}; tools are {', '.join(known)}"
        )
    return {key_of(country, one, project): one for one in tools or known}


def other_projects(key: str, keys: Iterable[str]) -> str:
    """Tell of a form that is not known yet in which projects its tool is."""
    country, tool, project = named(key)
    if not project or key in (published := set(keys)):
        return ""
    there = sorted(
        other for *at, other in map(named, published) if at == [country, tool] and other
    )
    return f"{project} is new here; known projects: {', '.join(there)}" if there else ""


def named(key: str) -> tuple[str, str, str]:
    """Take a key apart: country, tool and project."""
    country, _, rest = key.partition("/")
    tool, _, project = rest.partition("@")
    return country, tool, project
