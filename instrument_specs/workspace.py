"""The workspace: the folder that holds what belongs to a country office.

It is the folder with `remon.toml`, found from where the command runs upwards.
Its profiles and texts are read before the package's own. Secrets never stand
in it: they come from the environment, or from a file that a variable names.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MARK = "remon.toml"
IDENTITIES = "assets.toml"
LEDGER = "publications.jsonl"
# Names of settings that nobody should have to ask whether to share.
SECRET = re.compile(r"token|passw|passphrase|secret|credential|api_?key", re.IGNORECASE)
LOGIN = re.compile(r"://[^/@\s:]*:[^/@\s]+@")


class WorkspaceError(ValueError):
    """The workspace or its settings cannot be used; told to the M&E officer."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace and the settings in its `remon.toml`.

    `to` names another server than the one under `[server]`, as in `--to central`;
    what is known of the forms there is kept in the folder of that name.
    """

    folder: Path
    settings: Mapping[str, Any]
    to: str = ""

    @property
    def records(self) -> Path:
        """Where stands what is known of forms and phones on the server."""
        return self.folder / self.to

    def setting(self, section: str, name: str, default: str = "") -> str:
        """Give one setting as text; the environment goes first.

        REMON_SERVER_URL overrides `url` under `[server]`, and so on; for the server
        that `to` names it is REMON_CENTRAL_URL, so that no secret goes astray.
        """
        value = os.environ.get(f"REMON_{self._written(section)}_{name}".upper())
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
            written = self._written(section)
            raise WorkspaceError(
                f"{MARK} says no {name} under [{written}]: add it, or set "
                f"REMON_{written.upper()}_{name.upper()}"
            )
        return value

    def _written(self, section: str) -> str:
        """Tell under which name a section stands in the file."""
        return self.to if self.to and section == "server" else section

    def suspended(self, country: str) -> str:
        """Give why no new talks are held in a country; "" when they are."""
        return self.setting("suspended", country)

    def identities(self) -> dict[str, str]:
        """Give the form's id on the server for each `country/tool`.

        `country/tool@project` where a country has a tool in several projects.
        """
        return self._remembered("assets")

    def remember(self, key: str, uid: str) -> None:
        """Write down which form on the server is which tool; whole or not at all."""
        known = self.identities() | {key: uid}
        lines = [
            "# Which form on the server is which tool. Keep and share this file.",
            "[assets]",
            *(f'"{one}" = "{value}"' for one, value in sorted(known.items())),
        ]
        path = self.records / IDENTITIES
        draft = path.with_suffix(".new")
        draft.write_text("\n".join(lines) + "\n", encoding="utf-8")
        draft.replace(path)

    def _remembered(self, section: str) -> dict[str, str]:
        path = self.records / IDENTITIES
        if not path.is_file():
            return {}
        try:
            found = tomllib.loads(path.read_text(encoding="utf-8-sig")).get(section, {})
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            shown = path.relative_to(self.folder).as_posix()
            raise WorkspaceError(f"{shown} cannot be read: {error}") from error
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
                f"{variable}_FILE names {Path(path).name}, which cannot be read: "
                f"{error.strerror}"
            ) from error
        except UnicodeDecodeError:
            # Not chained: the error holds the bytes of the file.
            raise WorkspaceError(
                f"{variable}_FILE names {Path(path).name}, which is not text in UTF-8"
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
    _without_secrets(settings)
    return Workspace(folder, settings)


def _without_secrets(settings: Mapping[str, Any], section: str = "") -> None:
    """Refuse a secret in a file that is shared; say where, never what."""
    for name, value in settings.items():
        if isinstance(value, Mapping):
            _without_secrets(value, name)
        elif value and (SECRET.search(name) or LOGIN.search(str(value))):
            raise WorkspaceError(
                f"{MARK}: {name} under [{section}] holds a secret, and this file is "
                "shared. Take it out and set it in the environment, as in REMON_TOKEN, "
                "REMON_MAIL_PASSWORD or REMON_STORE_URL, or name a file that holds it "
                "in REMON_TOKEN_FILE. Then replace the secret by a new one"
            )
