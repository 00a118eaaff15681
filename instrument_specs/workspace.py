"""The workspace: the folder that holds what belongs to a country office.

It is the folder with `remon.toml`, found from where the command runs upwards.
Its profiles and texts are read before the package's own. Secrets never stand
in it: they come from the environment, or from a file that a variable names.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MARK = "remon.toml"
IDENTITIES = "assets.toml"


class WorkspaceError(ValueError):
    """The workspace or its settings cannot be used; told to the M&E officer."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace and the settings in its `remon.toml`."""

    folder: Path
    settings: Mapping[str, Any]

    def setting(self, section: str, name: str, default: str = "") -> str:
        """Give one setting as text; the environment goes first.

        REMON_SERVER_URL overrides `url` under `[server]`, and so on.
        """
        value = os.environ.get(f"REMON_{section}_{name}".upper())
        if value is not None:
            return value
        found = self.settings.get(section, {})
        if not isinstance(found, Mapping):
            raise WorkspaceError(
                f"{MARK}: {section} must be a section, [{section}], with its settings "
                "on the lines below"
            )
        return str(found.get(name, default))

    def need(self, section: str, name: str) -> str:
        value = self.setting(section, name)
        if not value:
            raise WorkspaceError(
                f"{MARK} says no {name} under [{section}]: add it, or set "
                f"REMON_{section.upper()}_{name.upper()}"
            )
        return value

    def identities(self) -> dict[str, str]:
        """Give the asset uid on the server for each `country/tool`."""
        return self._remembered("assets")

    def deployed(self) -> dict[str, str]:
        """Give content hash and server version last published, by `country/tool`."""
        return self._remembered("deployed")

    def remember(self, key: str, uid: str, deployed: str) -> None:
        """Write down which asset a form became, and what was published."""
        assets = self.identities() | {key: uid}
        live = self.deployed() | {key: deployed}
        lines = ["# Which form on the server is which tool. Keep and share this file."]
        for section, known in (("assets", assets), ("deployed", live)):
            lines.append(f"[{section}]")
            lines += [f'"{one}" = "{value}"' for one, value in sorted(known.items())]
        path = self.folder / IDENTITIES
        draft = path.with_suffix(".new")
        draft.write_text("\n".join(lines) + "\n", encoding="utf-8")
        draft.replace(path)

    def _remembered(self, section: str) -> dict[str, str]:
        path = self.folder / IDENTITIES
        if not path.is_file():
            return {}
        try:
            found = tomllib.loads(path.read_text(encoding="utf-8-sig")).get(section, {})
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise WorkspaceError(f"{IDENTITIES} cannot be read: {error}") from error
        if not isinstance(found, Mapping):
            raise WorkspaceError(f"{IDENTITIES}: {section} must be a section")
        return {key: str(value) for key, value in found.items()}


def secret(name: str) -> str:
    """Give a secret from REMON_<NAME> or the file named by REMON_<NAME>_FILE."""
    variable = f"REMON_{name.upper()}"
    if path := os.environ.get(f"{variable}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8-sig").strip()
        except OSError as error:
            raise WorkspaceError(
                f"{variable}_FILE names a file that cannot be read: {error.strerror}"
            ) from error
        except UnicodeDecodeError:
            # Not chained: the error holds the bytes of the file.
            raise WorkspaceError(
                f"{variable}_FILE names a file that is not text in UTF-8"
            ) from None
    return os.environ.get(variable, "")


def found(start: Path | None = None) -> Workspace | None:
    """Find the workspace at or above a folder; None when there is none."""
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / MARK).is_file():
            return read(folder)
    return None


def required() -> Workspace:
    workspace = found()
    if workspace is None:
        raise WorkspaceError(
            "this folder is no workspace: change to one, or make one with: remon init"
        )
    return workspace


def read(folder: Path) -> Workspace:
    try:
        settings = tomllib.loads((folder / MARK).read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WorkspaceError(f"{MARK} cannot be read: {error}") from error
    return Workspace(folder, settings)
