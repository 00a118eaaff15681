"""Make, export and take over the profile files of a workspace.

A file is replaced only by one that has been read and found consistent; the one
before stays beside it.
"""

from __future__ import annotations

from pathlib import Path

from . import country_new, country_sheet, country_sheet_read
from .country_file import content, toml
from .profiles import OWN, ProfileError, folders, known, profile, read, understood
from .workspace import WorkspaceError

MODEL = "NGA"
REMEDY = "Correct these in the spreadsheet, then take it over again"


def made(country: str, workspace: Path) -> Path:
    """Write a new country's profile to fill in; never over another."""
    if country in known(workspace):
        raise ProfileError(
            f"there is a profile for {country} already; to change it, run: "
            f"remon country edit {country}"
        )
    values = country_new.drafted(country, read(OWN / f"{MODEL}.toml"))
    understood(values, country, country, REMEDY)
    path = _place(country, workspace)
    _replaced(path, toml(values).encode())
    return path


def exported(country: str, workspace: Path, path: Path) -> Path:
    """Write a profile as a spreadsheet; never over one that may hold edits."""
    if path.exists():
        raise WorkspaceError(f"{path} exists: move it away, or name another with --out")
    book = country_sheet.workbook(content(profile(country, workspace)))
    try:
        path.write_bytes(book)
    except OSError as error:
        raise WorkspaceError(f"{path} cannot be written: {error.strerror}") from error
    return path


def taken_over(country: str, workspace: Path, path: Path) -> Path:
    """Replace the workspace's profile by an edited spreadsheet, if it is sound."""
    try:
        file = path.read_bytes()
    except OSError as error:
        raise WorkspaceError(f"{path} cannot be read: {error.strerror}") from error
    values = country_sheet_read.values_of(file, path.name)
    found = understood(values, country, path.name, REMEDY)
    target = _place(country, workspace)
    if target.is_file():
        _replaced(target.with_suffix(".toml.old"), target.read_bytes())
    _replaced(target, toml(content(found)).encode())
    return target


def _place(country: str, workspace: Path) -> Path:
    return folders(workspace)[0] / f"{country}.toml"


def _replaced(path: Path, text: bytes) -> None:
    """Write a file whole or not at all."""
    draft = path.with_suffix(".new")
    try:
        path.parent.mkdir(exist_ok=True)
        draft.write_bytes(text)
        draft.replace(path)
    except OSError as error:
        raise WorkspaceError(f"{path} cannot be written: {error.strerror}") from error
