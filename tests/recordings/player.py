"""A server that gives prepared answers, one after the other, over a real socket."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from recordings.reading import Recording

PASSED_ON = ("content-type", "www-authenticate", "location", "retry-after")


@dataclass(frozen=True)
class Prepared:
    """An answer; `method` and `path` say to which request, when they matter."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str | None = None
    path: str | None = None
    delay: float = 0


@dataclass
class Player:
    url: str = ""
    script: list[Prepared] = field(default_factory=list)
    seen: list[tuple[str, str, Mapping[str, str], bytes]] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)

    def play(self, *recordings: Recording) -> None:
        """Answer the next requests with these, which must be of the same kind."""
        self.script += [self._prepared(each) for each in recordings]

    def answer(self, *answers: Prepared) -> None:
        self.script += answers

    def _prepared(self, each: Recording) -> Prepared:
        headers = {
            name: value.replace("http://kc.kobo.test", self.url)
            for name, value in each.headers.items()
            if name.lower() in PASSED_ON or name.lower().startswith("x-openrosa")
        }
        return Prepared(
            each.status,
            each.body_at(self.url),
            headers,
            each.method,
            urlsplit(each.url).path,
        )


@contextmanager
def playing() -> Iterator[Player]:
    player = Player()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            player.seen.append((self.command, self.path, dict(self.headers), body))
            prepared = player.script.pop(0) if player.script else Prepared(599)
            wanted = (prepared.method or self.command, prepared.path)
            given = (self.command, prepared.path and urlsplit(self.path).path)
            if wanted != given or prepared.status == 599:
                player.unexpected.append(f"{self.command} {self.path}")
            stop.wait(prepared.delay)
            with suppress(BrokenPipeError, ConnectionResetError):
                self._reply(prepared)

        def _reply(self, prepared: Prepared) -> None:
            self.send_response(prepared.status)
            for name, value in prepared.headers.items():
                self.send_header(name, value)
            has_body = prepared.status != 204 and self.command != "HEAD"
            self.send_header("Content-Length", str(len(prepared.body) * has_body))
            self.end_headers()
            if has_body:
                self.wfile.write(prepared.body)

        do_GET = do_POST = do_PATCH = do_DELETE = do_HEAD = do  # noqa: N815 names of the base class

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    stop = threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    player.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield player
    finally:
        stop.set()
        server.shutdown()
        thread.join()
        server.server_close()


def methods(seen: Sequence[tuple[str, str, Mapping[str, str], bytes]]) -> list[str]:
    """Shorten what was seen to the methods."""
    return [method for method, *_ in seen]
