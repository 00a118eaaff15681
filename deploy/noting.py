"""Where commands write down who did what; the database is not ours to know."""

from __future__ import annotations

from typing import Protocol

from instrument_specs.workspace import Workspace


class Noted(Protocol):
    """Writes one line about a command, and nothing of whom it concerned."""

    def __call__(
        self,
        workspace: Workspace,
        command: str,
        what: str,
        *,
        count: int = 0,
        project: str = "",
    ) -> None: ...


def nowhere(
    workspace: Workspace, command: str, what: str, *, count: int = 0, project: str = ""
) -> None:
    """Write nothing."""
    del workspace, command, what, count, project
