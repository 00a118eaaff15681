"""What no server can be asked for: it is busy, broken, unreachable or lying.

Reading is tried again, sending is not unless nothing can have been sent, and the
error says what to do.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
import stamina
from recordings.player import Player, Prepared, methods
from recordings.reading import household

from deploy.errors import ServerError
from deploy.kobo import Kobo
from deploy.wire.openrosa import OpenRosa
from deploy.wire.transport import Patience, Transport
from deploy.wire.waiting import Pace

UID = "aee2UL8pi7YeK2pubX7Uy9"
TOKEN = "c0ffee" * 6 + "beef"
HTML = {"Content-Type": "text/html"}
GATEWAY_PAGE = b"<html><body>Bad Gateway secret-canary</body></html>"
HASTY = Patience(
    connect=0.5, answer=0.5, attempts=3, first_wait=0.01, jitter=0, longest_wait=2
)
BRIEF = Pace(first=0.01, longest=0.02, limit=0.1)
ME = json.dumps({"username": "alice"}).encode()
JSON = {"Content-Type": "application/json"}


def kobo(url: str, **changes: Any) -> Kobo:
    return Kobo(Transport(url, TOKEN, patience=HASTY, **changes), pace=BRIEF)


def start_an_import(url: str) -> str:
    return kobo(url).store_form(UID, household())


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (429, "asks for fewer requests"),
        (502, "not reachable behind its gateway"),
        (503, "down for the moment"),
        (504, "took too long"),
    ],
)
def test_a_busy_server_is_asked_again_for_what_it_only_has_to_read(
    player: Player, status: int, says: str
) -> None:
    player.answer(*[Prepared(status, GATEWAY_PAGE, HTML)] * 3)

    with pytest.raises(ServerError, match=f"{says}.*run the same command again") as got:
        kobo(player.url).whoami()

    assert methods(player.seen) == ["GET"] * 3
    assert got.value.retryable
    assert "canary" not in str(got.value)


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_server_that_recovers_is_not_even_noticed(
    player: Player, status: int
) -> None:
    player.answer(Prepared(status, GATEWAY_PAGE, HTML), Prepared(200, ME, JSON))

    assert kobo(player.url).whoami() == "alice"


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_an_upload_is_not_repeated_by_itself(player: Player, status: int) -> None:
    player.answer(Prepared(status, GATEWAY_PAGE, HTML))

    with pytest.raises(ServerError) as caught:
        start_an_import(player.url)

    assert caught.value.retryable
    assert methods(player.seen) == ["POST"]


def test_an_unexplained_failure_is_not_hammered(player: Player) -> None:
    player.answer(Prepared(500, b'{"error": "Server Error (500)"}', JSON))

    with pytest.raises(ServerError, match="does not say why"):
        kobo(player.url).whoami()


def test_a_repeated_submission_is_safe_and_therefore_repeated(player: Player) -> None:
    player.answer(Prepared(423), Prepared(503), Prepared(201))

    assert kobo_phone(player.url).submit(b"<data/>") == "stored"


def test_the_wait_that_the_server_asks_for_is_kept(player: Player) -> None:
    waits: list[float] = []
    player.answer(Prepared(429, b"", {"Retry-After": "1"}), Prepared(200, ME, JSON))

    with noted_waits(waits):
        kobo(player.url).whoami()

    assert waits == [pytest.approx(1, abs=0.01)]


def test_a_date_to_wait_for_is_understood(player: Player) -> None:
    waits: list[float] = []
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
    player.answer(Prepared(503, b"", {"Retry-After": soon}), Prepared(200, ME, JSON))

    with noted_waits(waits):
        kobo(player.url).whoami()

    assert waits == [pytest.approx(1.5, abs=0.6)]


@pytest.mark.parametrize("wait", ["soon", "-5", "\xb2", "Mon, 99 Jan 2026"])
def test_a_wait_that_is_no_time_is_overlooked(player: Player, wait: str) -> None:
    headers = {"Retry-After": wait}
    player.answer(Prepared(503, b"", headers), Prepared(200, ME, JSON))

    assert kobo(player.url).whoami() == "alice"


@pytest.mark.parametrize(
    ("wait", "says"),
    [
        ("600", "10 minutes"),
        ("7200", "2 hours"),
        ("604800", "7 days"),
        ("9" * 400, "years"),
    ],
)
def test_a_command_does_not_hang_until_a_long_wait_is_over(
    player: Player, wait: str, says: str
) -> None:
    player.answer(Prepared(429, b"", {"Retry-After": wait}))

    with pytest.raises(ServerError, match=f"asks to wait {says}"):
        kobo(player.url).whoami()

    assert methods(player.seen) == ["GET"]


@pytest.mark.parametrize("ask", [start_an_import, lambda url: kobo(url).whoami()])
def test_a_refused_connection_is_tried_again_for_every_request(
    ask: Callable[[str], object],
) -> None:
    waits: list[float] = []
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"

        with (
            noted_waits(waits),
            pytest.raises(
                ServerError, match=r"cannot be reached.*internet connection"
            ) as caught,
        ):
            ask(url)

    assert caught.value.retryable
    assert caught.value.unsent
    assert len(waits) == 2


def test_an_unknown_host_is_unreachable() -> None:
    with pytest.raises(ServerError, match=r"cannot be reached .*kf\.invalid"):
        kobo("https://kf.invalid").whoami()


def test_silence_ends_and_is_asked_again_only_for_reading(player: Player) -> None:
    player.answer(*[Prepared(200, ME, JSON, delay=0.8)] * 3)

    with pytest.raises(ServerError, match=r"did not answer in time") as caught:
        kobo(player.url).whoami()

    assert caught.value.retryable
    assert not caught.value.unsent


def test_silence_after_an_upload_ends_the_command(player: Player) -> None:
    player.answer(Prepared(201, b"{}", JSON, delay=0.8))

    with pytest.raises(ServerError, match=r"did not answer in time"):
        start_an_import(player.url)

    assert methods(player.seen) == ["POST"]


def test_a_broken_line_after_an_upload_ends_the_command() -> None:
    with hanging_up() as (url, calls), pytest.raises(ServerError, match="was cut"):
        start_an_import(url)

    assert calls == ["POST"]


def test_a_broken_line_while_reading_is_tried_again() -> None:
    with hanging_up() as (url, calls), pytest.raises(ServerError, match="was cut"):
        kobo(url).whoami()

    assert calls == ["GET"] * 3


def kobo_phone(url: str) -> OpenRosa:
    return OpenRosa(Transport(url, TOKEN, patience=HASTY))


@contextmanager
def noted_waits(waits: list[float]) -> Iterator[None]:
    """Write down how long each pause before a further try is."""
    before = stamina.instrumentation.get_on_retry_hooks()
    stamina.instrumentation.set_on_retry_hooks(
        [lambda details: waits.append(details.wait_for)]
    )
    try:
        yield
    finally:
        stamina.instrumentation.set_on_retry_hooks(before)


@contextmanager
def hanging_up() -> Iterator[tuple[str, list[str]]]:
    """Serve by reading the beginning of a request and cutting the line."""
    calls: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as door:

        def serve() -> None:
            while True:
                try:
                    line, _ = door.accept()
                except OSError:
                    return
                with line:
                    calls.append(line.recv(1 << 20).split(b" ")[0].decode())

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{door.getsockname()[1]}", calls
        finally:
            door.shutdown(socket.SHUT_RDWR)
            thread.join()
