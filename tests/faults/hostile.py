"""A form server that is not to be trusted: the sandbox behind a door that lies."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit


@dataclass
class Answer:
    """What the sandbox answered; the door may change it, or cut it off.

    `cut` is the number of bytes of the body after which the line breaks; -1
    breaks it before anything is sent.
    """

    status: int
    headers: dict[str, str]
    body: bytes
    cut: int | None = None
    delay: float = 0.0

    def page(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found

    def say(self, body: Any) -> None:
        self.body = json.dumps(body).encode()


@dataclass
class Door:
    """Changes answers about submissions; `turn` counts them, from 0 on."""

    spoil: Callable[[Answer, str, int], None]
    turn: int = 0
    asks: bool = True
    seen: list[str] = field(default_factory=list)


@contextmanager
def behind(url: str, door: Door) -> Iterator[str]:
    """Serve the sandbox through the door."""
    inner = urlsplit(url).netloc
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            answer = _fetched(inner, self.path, dict(self.headers))
            if "/data/" in self.path:
                with lock:
                    turn, door.turn = door.turn, door.turn + 1
                    door.spoil(answer, self.path, turn)
            _send(self, answer)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _fetched(inner: str, path: str, headers: dict[str, str]) -> Answer:
    line = http.client.HTTPConnection(inner, timeout=10)
    known = {
        k: v for k, v in headers.items() if k.lower() in {"authorization", "accept"}
    }
    line.request("GET", path, headers=known)
    found = line.getresponse()
    kind = found.headers.get("Content-Type", "")
    answer = Answer(found.status, {"Content-Type": kind}, found.read())
    line.close()
    return answer


def _send(handler: BaseHTTPRequestHandler, answer: Answer) -> None:
    time.sleep(answer.delay)
    handler.close_connection = True
    if answer.cut == -1:
        return
    try:
        handler.send_response(answer.status)
        for name, value in answer.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(answer.body)))
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(answer.body[: answer.cut])
    except OSError:
        pass  # who asked has gone
