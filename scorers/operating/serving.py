"""Listen for the hook on one socket, and run in a thread beside it."""

from __future__ import annotations

import socket
import threading
from dataclasses import dataclass

import uvicorn

from builder.telling import say
from instrument_specs.workspace import WorkspaceError

from .hook import PATH, SHORTEST_SECRET, Door, application
from .watch import Watch

LOOPBACK = "127.0.0.1"
AT_ONCE = 50  # calls; more are told to come again


@dataclass(slots=True)
class Serving:
    """A watch that calls from outside may wake."""

    watch: Watch
    secret: str
    host: str = LOOPBACK
    port: int = 8056

    def run(self) -> None:
        """Listen and watch until told to end, or until either cannot go on."""
        waking = self.watch.waking

        def wake() -> bool:
            waking.woken.set()
            return worker.is_alive() and not waking.ending.is_set()

        def work() -> None:
            try:
                self.watch.go_on()
            finally:
                server.should_exit = True

        server = _server(Door(checked(self.secret), wake))
        worker = threading.Thread(target=work, name="watch", daemon=True)
        with socket.create_server((self.host, self.port)) as listening:
            port = listening.getsockname()[1]
            say(f"listening on http://{self.host}:{port}{PATH}")
            worker.start()
            try:
                server.run([listening])
            finally:
                waking.ending.set()
                worker.join()


def _server(door: Door) -> uvicorn.Server:
    return uvicorn.Server(
        uvicorn.Config(
            application(door),
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            lifespan="off",
            ws="none",
            limit_concurrency=AT_ONCE,
            timeout_graceful_shutdown=10,
        )
    )


def checked(secret: str) -> str:
    """Refuse a secret that could be guessed."""
    if len(secret) < SHORTEST_SECRET:
        raise WorkspaceError(
            f"the hook needs a secret of at least {SHORTEST_SECRET} characters: set "
            "REMON_HOOK_SECRET, or name a file that holds it in "
            'REMON_HOOK_SECRET_FILE. One is made by: python -c "import secrets; '
            'print(secrets.token_urlsafe(32))"'
        )
    return secret
