"""Read the recordings of a country: `media/<COUNTRY>/` of the workspace.

A folder inside it that is called like a form holds recordings of that form
alone. A link that leads out of the workspace is refused: it could publish any
file of the machine.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from builder.media import MediaFile

from .workspace import WorkspaceError

FOLDER = "media"
# Nobody records a sentence as long as this; it would have to be read whole.
LARGEST = 50_000_000


def recordings(workspace: Path, country: str) -> list[MediaFile]:
    """Give the files of a country, their names as paths below its folder."""
    folder = workspace / FOLDER / country
    if not folder.is_dir():
        return []
    return [
        MediaFile(path.relative_to(folder).as_posix(), path.read_bytes())
        for path in _files(folder, workspace.resolve())
    ]


def astray(workspace: Path, countries: Collection[str]) -> list[str]:
    """Name what stands where only folders of these countries belong."""
    folder = workspace / FOLDER
    if not folder.is_dir():
        return []
    return [
        path.name
        for path in sorted(folder.iterdir())
        if not path.name.startswith(".")
        and not (path.name in countries and path.is_dir())
    ]


def _files(folder: Path, within: Path) -> Iterator[Path]:
    """Go through the folder; hidden files are made by the system and left out."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if not path.resolve().is_relative_to(within):
            raise WorkspaceError(
                f"{path} leads out of the workspace: put the recording itself there"
            )
        if path.is_dir() and not path.is_symlink():
            yield from _files(path, within)
        elif not path.is_file():
            raise WorkspaceError(f"{path} is no file: put the recording itself there")
        elif path.stat().st_size > LARGEST:
            raise WorkspaceError(
                f"{path} has more than {LARGEST // 1_000_000} MB: record each text "
                "by itself, in mono"
            )
        else:
            yield path
