"""Connect to the form server that the workspace names."""

from __future__ import annotations

from deploy.kobo import Kobo
from instrument_specs.workspace import Workspace, WorkspaceError, secret


def connect(workspace: Workspace) -> Kobo:
    """Use the server of `remon.toml` with the token of the environment."""
    url = workspace.need("server", "url")
    token = secret("token")
    if not token:
        raise WorkspaceError(
            "no token for the form server: copy it from your account settings there "
            "and set REMON_TOKEN, or name a file that holds it in REMON_TOKEN_FILE"
        )
    return Kobo.connect(url, token)
