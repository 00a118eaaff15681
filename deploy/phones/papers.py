"""Write what only its owner may read: codes, pages, the settings password.

Whoever can read one of these files can send forms in somebody's place.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from instrument_specs.workspace import WorkspaceError, secret

UNLOCK = "settings-password.txt"
DIGITS = 8
LONGEST = 64


def folder_for_owner(folder: Path) -> Path:
    """Make a folder that nobody else on this machine, and no git, looks into."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.name == "posix" and folder.stat().st_mode & 0o077:
        raise WorkspaceError(
            f"{folder} can be read by others on this machine: name a new folder with "
            "--out, or take their rights away (chmod 700)"
        )
    (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    return folder


def write_for_owner(path: Path, content: bytes) -> None:
    """Write a file whole; a crash leaves the old one or none."""
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    draft.replace(path)


def unlocking(folder: Path | None) -> str:
    """Give the settings password: one for the office, or made once per folder.

    Phones ask for it before they show or change locked settings.
    """
    own = secret("phone_settings_password")
    if own:
        return _usable(own, "REMON_PHONE_SETTINGS_PASSWORD")
    path = folder / UNLOCK if folder else None
    if path and path.is_file():
        return _usable(path.read_text(encoding="utf-8").strip(), str(path))
    made = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    if path:
        write_for_owner(path, f"{made}\n".encode())
    return made


def _usable(password: str, where: str) -> str:
    if password.isprintable() and 6 <= len(password) <= LONGEST:  # noqa: PLR2004
        return password
    raise WorkspaceError(
        f"{where} holds no usable settings password: 6 to {LONGEST} letters or digits "
        "on one line"
    )
