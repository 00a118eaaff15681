"""The token goes to one host, over a safe line, and shows up nowhere."""

from __future__ import annotations

import json
import ssl
from typing import Any

import pytest
import requests
import responses
from recordings.player import Player, Prepared
from recordings.reading import recording

from deploy.errors import ServerError
from deploy.kobo import Kobo
from deploy.wire.address import safe_address
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
        "https://[::1",
        "https://kf.kobotoolbox.org:secret-canary",
        "http://[2001:db8::1]",
        "",
    ],
)
def test_a_token_is_not_sent_where_others_could_read_it(address: str) -> None:
    with pytest.raises(ServerError, match="must begin with https://") as caught:
        Transport(address, TOKEN)

    assert "canary" not in str(caught.value)


@pytest.mark.parametrize("left", ["/api/v2", "/api/v2/", "/", "//", ""])
def test_what_is_left_of_a_request_is_cut_off(left: str) -> None:
    for start in ("https://kf.example", "https://office.example/kobo"):
        assert safe_address(start + left).geturl() == start


def test_an_address_may_be_of_the_newer_kind_and_have_a_path() -> None:
    door = Transport("https://[2001:db8::1]:8443/odk/", TOKEN)

    assert door.base_url == "https://[2001:db8::1]:8443/odk"
    assert door.path_of("https://[2001:db8::1]:8443/odk/me/") == "/me/"
    for strange in ("http://[", "", "https://elsewhere.example/odk/me/"):
        with pytest.raises(ServerError, match="The server points to"):
            door.path_of(strange)


def test_a_path_before_the_server_s_own_is_kept(player: Player) -> None:
    player.answer(Prepared(200, ME, JSON, path="/odk/me/"))

    assert kobo(player.url + "/odk/").whoami() == "alice"


@pytest.mark.parametrize("host", ["a..b", "x" * 70 + ".example"])
def test_a_name_that_no_host_can_have_is_told(host: str) -> None:
    with pytest.raises(ServerError, match=r"Check the .*address"):
        kobo(f"https://{host}").whoami()


def test_a_redirect_to_no_address_is_told(player: Player) -> None:
    player.answer(Prepared(302, b"", {"Location": "http://["}))

    with pytest.raises(ServerError, match="Check the server address"):
        kobo(player.url).whoami()


@pytest.mark.parametrize("token", ["", "  ", "two words", "line\nbreak", "naïve"])
def test_a_token_that_was_copied_wrongly_is_told_at_once(token: str) -> None:
    with pytest.raises(ServerError, match="token is empty or holds"):
        Transport("https://kf.example", token)


def test_nothing_shows_the_token() -> None:
    transport = Transport("https://kf.example", TOKEN)

    shown = repr(transport) + str(vars(transport)) + repr(Kobo(transport))

    assert TOKEN not in shown


def kobo_phone(url: str) -> OpenRosa:
    return OpenRosa(Transport(url, TOKEN, patience=HASTY))
