"""Connect to the form server that the workspace names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import TypeAlias

from deploy.central import Central
from deploy.kobo import Kobo
from instrument_specs.workspace import MARK, Workspace, WorkspaceError, secret

Server: TypeAlias = Kobo | Central
KOBO, CENTRAL = "kobo", "central"


def aimed(workspace: Workspace, to: str = "") -> Workspace:
    """Give the workspace as it is for another server, as in `--to central`.

    The server is that of the section `[central]`; what is known of its forms is
    kept in the folder of that name, so that two servers never mix.
    """
    if not to:
        return workspace
    section = workspace.settings.get(to)
    if to not in (KOBO, CENTRAL) or not isinstance(section, Mapping):
        raise WorkspaceError(
            f"{MARK} has no section [{to}]: add it with url and kind, or leave --to out"
        )
    server = {"kind": to, **section}
    place = Workspace(workspace.folder, {**workspace.settings, "server": server}, to)
    place.records.mkdir(exist_ok=True)
    return place


def places(workspace: Workspace) -> list[Workspace]:
    """Give the workspace as it is for each of its servers, the usual one first.

    One that is aimed at a server already has that one alone.
    """
    if workspace.to:
        return [workspace]
    others = [to for to in (KOBO, CENTRAL) if to in workspace.settings]
    return [workspace, *(aimed(workspace, to) for to in others)]


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
        raise WorkspaceError(
            "no login for ODK Central: write the account's e-mail address as email "
            "under [server], and set REMON_CENTRAL_PASSWORD, or name a file that "
            "holds the password in REMON_CENTRAL_PASSWORD_FILE"
        )
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
