"""Which database a workspace keeps its submissions and alerts in."""

from __future__ import annotations

from instrument_specs.workspace import Workspace

from .store import Store, open_store

SQLITE = "sqlite:///"


def store_of(workspace: Workspace) -> Store:
    """Open the database; a SQLite file without a full path lies in the workspace."""
    url = workspace.setting("store", "url", f"{SQLITE}remon.db")
    if url.startswith(SQLITE) and not url.startswith(f"{SQLITE}/"):
        return open_store(workspace.folder / url.removeprefix(SQLITE))
    return open_store(url)
