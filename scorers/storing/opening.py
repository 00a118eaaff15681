"""Which database a workspace keeps its submissions and alerts in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection

from instrument_specs.workspace import Workspace

from .store import Store, open_store

SQLITE = "sqlite:///"


def store_of(workspace: Workspace) -> Store:
    """Open the database; a SQLite file without a full path lies in the workspace."""
    return open_store(_place(workspace))


@contextmanager
def transaction(workspace: Workspace) -> Iterator[Connection]:
    """Open the database for one transaction, and close it."""
    with closing(store_of(workspace)) as store, store.begin() as connection:
        yield connection


def nothing_kept(workspace: Workspace) -> bool:
    """Say whether the database is a file in the workspace that is not there yet."""
    place = _place(workspace)
    return isinstance(place, Path) and not place.exists()


def _place(workspace: Workspace) -> Path | str:
    url = workspace.setting("store", "url", f"{SQLITE}remon.db")
    if url.startswith(SQLITE) and not url.startswith(f"{SQLITE}/"):
        return workspace.folder / url.removeprefix(SQLITE)
    return url
