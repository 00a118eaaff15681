"""Put the sandbox behind a socket of this machine."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from deploy.sandbox.app import application
from deploy.sandbox.state import Sandbox

LOOPBACK = "127.0.0.1"
START_SECONDS = 10


@contextmanager
def serving(sandbox: Sandbox, *, port: int = 0) -> Iterator[str]:
    """Serve the sandbox on this machine; see `listening`."""
    with listening(application(sandbox), port=port) as url:
        yield url


@contextmanager
def listening(app: ASGIApp, *, port: int = 0) -> Iterator[str]:
    """Serve in a thread and give the address, such as `http://127.0.0.1:54321`.

    Port 0 takes a free one. Nothing outside this machine can connect.
    """
    # Named as TCP, or answers wait 40 ms each to be sent together (Nagle).
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    door.bind((LOOPBACK, port))
    server = uvicorn.Server(
        uvicorn.Config(app, log_config=None, access_log=False, lifespan="off")
    )
    thread = threading.Thread(target=server.run, args=([door],), daemon=True)
    thread.start()
    try:
        _wait_until_started(server, thread)
        yield f"http://{LOOPBACK}:{door.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        door.close()


def _wait_until_started(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise RuntimeError("the sandbox did not start")
        time.sleep(0.01)
