"""What a form is called in the records: country, tool and project."""

from __future__ import annotations

import re

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


def named(key: str) -> tuple[str, str, str]:
    """Take a key apart: country, tool and project."""
    country, _, rest = key.partition("/")
    tool, _, project = rest.partition("@")
    return country, tool, project
