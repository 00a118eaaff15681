"""Connect to the form server that the workspace names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import TypeAlias

from deploy.central import Central
from deploy.kobo import Kobo
from instrument_specs.workspace import (
    IDENTITIES,
    LEDGER,
    MARK,
    Workspace,
    WorkspaceError,
    secret,
)

Server: TypeAlias = Kobo | Central
KOBO, CENTRAL = "kobo", "central"


def aimed(workspace: Workspace, to: str = "") -> Workspace:
    """Give the workspace as it is for another server, as in `--to central`.

    The server is that of the section `[central]`; what is known of its forms is
    kept in the folder of that name, so that two servers never mix.
    """
    if to == workspace.to:
        return workspace
    section = workspace.settings.get(to)
    if to not in (KOBO, CENTRAL):
        raise WorkspaceError(
            f"--to {to}: --to knows {KOBO} and {CENTRAL}; leave it out for the server "
            f"under [server] in {MARK}"
        )
    if not isinstance(section, Mapping):
        raise WorkspaceError(
            f"{MARK} has no section [{to}]: add it with url and kind, or leave --to out"
        )
    if workspace.setting("server", "kind", KOBO) == to:
        raise WorkspaceError(
            f"{MARK}: [{to}] and [server] are servers of one kind and would share "
            "their secrets: make a workspace of its own for the second"
        )
    server = {**section, "kind": to}
    place = Workspace(workspace.folder, {**workspace.settings, "server": server}, to)
    place.records.mkdir(exist_ok=True)
    return place


def servers(workspace: Workspace) -> list[str]:
    """Name the servers of a workspace for `aimed`, the usual one first, as "".

    One that is aimed at a server already has that one alone.
    """
    if workspace.to:
        return [workspace.to]
    return ["", *(to for to in (KOBO, CENTRAL) if to in workspace.settings)]


def forsaken(workspace: Workspace) -> list[str]:
    """Name the servers that forms were published on and that nothing leads to."""
    return [
        to
        for to in (KOBO, CENTRAL)
        for folder in [workspace.folder / to]
        if ((folder / LEDGER).is_file() and not (folder / IDENTITIES).is_file())
        or ((folder / IDENTITIES).is_file() and to not in workspace.settings)
    ]


@contextmanager
def signed_in(
    workspace: Workspace, *, accept_warnings: bool = False
) -> Iterator[Server]:
    """Use the server as `connect` does, and log out at the end where it logged in."""
    with closing(connect(workspace, accept_warnings=accept_warnings)) as server:
        yield server


def connect(workspace: Workspace, *, accept_warnings: bool = False) -> Server:
    """Use the server of `remon.toml` with the secrets of the environment.

    `accept_warnings` lets ODK Central store forms that it warns of. Who connects
    must `close`.
    """
    url = workspace.need("server", "url")
    kind = workspace.setting("server", "kind", KOBO)
    if kind == KOBO:
        return Kobo.connect(url, _kobo_token())
    if kind != CENTRAL:
        raise WorkspaceError(
            f'{MARK}: kind under [server] must be "{KOBO}" or "{CENTRAL}"'
        )
    token = secret("central_token")
    email, password = workspace.setting("server", "email"), secret("central_password")
    if not token and not (email and password):
        ways = {
            "write the account's e-mail address as email under "
            f"[{workspace.to or 'server'}] in {MARK}": email,
            "set REMON_CENTRAL_PASSWORD, or name a file that holds the password in "
            "REMON_CENTRAL_PASSWORD_FILE": password,
        }
        lacking = ", and ".join(way for way, given in ways.items() if not given)
        raise WorkspaceError(f"no login for ODK Central: {lacking}")
    return Central.connect(
        url,
        workspace.need("server", "project"),
        token=token,
        email=email,
        password=password,
        accept_warnings=accept_warnings,
    )


def _kobo_token() -> str:
    token = secret("token")
    if not token:
        raise WorkspaceError(
            "no token for the form server: copy it from your account settings there "
            "and set REMON_TOKEN, or name a file that holds it in REMON_TOKEN_FILE"
        )
    return token
