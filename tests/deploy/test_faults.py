"""What no server can be asked for: it is busy, broken, unreachable or lying.

Reading is tried again, sending is not unless nothing can have been sent, and the
error says what to do.
"""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
import requests
import responses
import stamina
from recordings.player import Player, Prepared, methods
from recordings.reading import household, recording

from deploy.errors import ServerError
from deploy.kobo import Kobo
from deploy.openrosa import OpenRosa
from deploy.transport import Patience, Transport
from deploy.waiting import Pace

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
    return kobo(url).import_form(household(), name="x", filename="form.xlsx")


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


def test_a_wait_that_is_no_time_is_overlooked(player: Player) -> None:
    headers = {"Retry-After": "soon"}
    player.answer(Prepared(503, b"", headers), Prepared(200, ME, JSON))

    assert kobo(player.url).whoami() == "alice"


def test_a_command_does_not_hang_for_an_hour(player: Player) -> None:
    player.answer(Prepared(429, b"", {"Retry-After": "3600"}))

    with pytest.raises(ServerError) as caught:
        kobo(player.url).whoami()

    assert caught.value.wait == 3600


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
    with hanging_up() as (url, calls), pytest.raises(ServerError, match="reached"):
        start_an_import(url)

    assert calls == ["POST"]


def test_a_broken_line_while_reading_is_tried_again() -> None:
    with hanging_up() as (url, calls), pytest.raises(ServerError, match="reached"):
        kobo(url).whoami()

    assert calls == ["GET"] * 3


def test_a_certificate_nobody_vouches_for_stops_everything() -> None:
    def untrusted(_: requests.PreparedRequest) -> Any:
        raise requests.exceptions.SSLError(
            ssl.SSLCertVerificationError("self-signed certificate")
        )

    with responses.RequestsMock() as mock:
        mock.add_callback("GET", "https://kf.example/me/", callback=untrusted)

        with pytest.raises(ServerError, match=r"certificate.*Do not go on") as caught:
            kobo("https://kf.example").whoami()

        assert len(mock.calls) == 1
    assert not caught.value.retryable


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_the_token_follows_no_redirect_to_another_host(
    player: Player, status: int
) -> None:
    player.answer(Prepared(status, b"", {"Location": "https://elsewhere.example/me/"}))

    with pytest.raises(
        ServerError, match=r"another host, elsewhere\.example.*server address"
    ) as caught:
        kobo(player.url).whoami()

    assert not caught.value.retryable


def test_a_redirect_on_the_same_host_is_told_too(player: Player) -> None:
    player.answer(Prepared(301, b"", {"Location": "/login/"}))

    with pytest.raises(ServerError, match="redirects to another address"):
        kobo(player.url).whoami()


def test_a_form_is_not_fetched_from_another_host(player: Player) -> None:
    player.play(recording("4005"))
    phone = kobo_phone(player.url)
    form = phone.form(UID)

    with pytest.raises(ServerError, match=r"another host, elsewhere\.example"):
        phone.blank(
            type(form)(
                form.form_id,
                form.name,
                form.version,
                form.md5,
                "http://elsewhere.example/forms/1/form.xml",
                None,
            )
        )


@pytest.mark.parametrize(
    "address",
    [
        "http://kf.kobotoolbox.org",
        "http://192.168.1.4:8000",
        "kf.kobotoolbox.org",
        "ftp://kf.kobotoolbox.org",
        "https://me:secret-canary@kf.kobotoolbox.org",
        "",
    ],
)
def test_a_token_is_not_sent_where_others_could_read_it(address: str) -> None:
    with pytest.raises(ServerError, match="must begin with https://") as caught:
        Transport(address, TOKEN)

    assert "canary" not in str(caught.value)


@pytest.mark.parametrize("token", ["", "  ", "two words", "line\nbreak", "naïve"])
def test_a_token_that_was_copied_wrongly_is_told_at_once(token: str) -> None:
    with pytest.raises(ServerError, match="token is empty or holds"):
        Transport("https://kf.example", token)


def test_nothing_shows_the_token() -> None:
    transport = Transport("https://kf.example", TOKEN)

    shown = repr(transport) + str(vars(transport)) + repr(Kobo(transport))

    assert TOKEN not in shown


def test_an_import_that_never_ends_ends_the_command(player: Player) -> None:
    player.play(recording("2000"))
    body = {"status": "processing", "uid": "isdqrm2AeKg9rBPEiLAJio", "messages": {}}
    player.answer(*[Prepared(200, json.dumps(body).encode(), JSON)] * 50)

    with pytest.raises(
        ServerError, match=r"not finished.*isdqrm2AeKg9rBPEiLAJio.*project list"
    ) as caught:
        start_an_import(player.url)

    assert caught.value.retryable
    player.script.clear()


def test_a_stopped_import_is_resumed_by_its_id(player: Player) -> None:
    player.play(recording("2001"))

    assert kobo(player.url).resume_import("isdqrm2AeKg9rBPEiLAJio") == UID


def test_an_import_that_names_no_form_is_an_error(player: Player) -> None:
    body = {"status": "complete", "uid": "i", "messages": {}}
    player.answer(Prepared(200, json.dumps(body).encode(), JSON))

    with pytest.raises(ServerError, match="names no form"):
        kobo(player.url).resume_import("i")


def test_a_server_that_only_says_it_deployed_is_found_out(player: Player) -> None:
    player.play(recording("3013"), recording("3017"))
    stale = Prepared(200, recording("3013").body_at(player.url), JSON)
    player.answer(*[stale] * 50)

    with pytest.raises(ServerError, match="phones still get another version"):
        kobo(player.url).deploy(UID)

    player.script.clear()


def test_a_version_that_changes_meanwhile_is_not_claimed(player: Player) -> None:
    player.play(recording("3013"), recording("3017"))
    other = recording("3013").body | {"version_id": "vSomebodyElse"}
    player.answer(Prepared(200, json.dumps(other).encode(), JSON))

    with pytest.raises(ServerError, match="Someone else changed the form"):
        kobo(player.url).deploy(UID)


def test_a_deployment_whose_answer_was_lost_counts(player: Player) -> None:
    player.play(recording("3013"))
    player.answer(*[Prepared(504, GATEWAY_PAGE, HTML)] * 3)
    player.play(recording("7010"), recording("7010"))

    assert kobo(player.url).deploy(UID).up_to_date


def test_a_row_without_a_number_stops_the_reading(player: Player) -> None:
    body = {"count": 1, "results": [{"hh/age": "secret-canary"}]}
    player.answer(Prepared(200, json.dumps(body).encode(), JSON))

    with pytest.raises(ServerError, match="without a number") as caught:
        list(kobo(player.url).submissions(UID))

    assert "canary" not in str(caught.value)


def test_an_empty_page_that_counts_rows_stops_the_reading(player: Player) -> None:
    player.answer(Prepared(200, b'{"count": 3, "results": []}', JSON))

    with pytest.raises(ServerError, match="counts more submissions than it sends"):
        list(kobo(player.url).submissions(UID))


def test_rows_before_a_failure_are_given_and_none_is_lost(player: Player) -> None:
    player.play(recording("5022"))
    player.answer(Prepared(500, b"", HTML))
    given = []

    with pytest.raises(ServerError) as caught:
        given.extend(row["_id"] for row in kobo(player.url).submissions(UID))

    assert caught.value.retryable
    assert given == [5, 6]
    _, path, _, _ = player.seen[1]
    assert "%22%24gt%22%3A+6" in path


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"null", b"<html/>"])
def test_a_body_that_is_no_object_is_told(player: Player, body: bytes) -> None:
    player.answer(Prepared(200, body, JSON))

    with pytest.raises(ServerError, match="not its data format"):
        kobo(player.url).whoami()


def test_an_answer_in_an_error_body_is_not_repeated(player: Player) -> None:
    body = b'{"hh/head_name": ["secret-canary"], "results": ["secret-canary"]}'
    player.answer(Prepared(400, body, JSON))

    with pytest.raises(ServerError) as caught:
        list(kobo(player.url).submissions(UID))

    assert "canary" not in str(caught.value)


def test_an_id_that_is_none_is_refused_before_anything_is_sent() -> None:
    with pytest.raises(ServerError, match="not the id of a form"):
        kobo("https://kf.example").asset("../users")


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
