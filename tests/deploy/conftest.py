"""A sandbox, a player of recordings and clients that do not wait long."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

import pytest
import requests
from recordings.player import Player, playing

from deploy.kobo import Kobo
from deploy.sandbox import Sandbox, serving
from deploy.wire.openrosa import OpenRosa
from deploy.wire.transport import Patience, Transport
from deploy.wire.waiting import Pace

TOKEN = "a" * 40
HASTY = Patience(
    connect=2, answer=5, attempts=3, first_wait=0.01, jitter=0, longest_wait=2
)
QUICK = Pace(first=0.005, longest=0.02, limit=20)


class Server(NamedTuple):
    """A server that tests can talk to, and one account on it."""

    url: str
    token: str

    def transport(self, session: requests.Session | None = None) -> Transport:
        return Transport(self.url, self.token, patience=HASTY, session=session)

    def kobo(self, session: requests.Session | None = None) -> Kobo:
        return Kobo(self.transport(session), pace=QUICK)

    def phone(self) -> OpenRosa:
        return OpenRosa(self.transport())


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Server]:
    """One sandbox for all, so each test names its forms differently."""
    box = Sandbox(users={"alice": TOKEN, "bob": "b" * 40}, validate=False)
    with serving(box) as url:
        yield Server(url, TOKEN)


@pytest.fixture(params=["sandbox", "KOBO_TEST_URL"])
def server(request: pytest.FixtureRequest) -> Server:
    """Give the sandbox, and the real server that the environment names."""
    if request.param == "sandbox":
        found: Server = request.getfixturevalue("sandbox")
        return found
    url, token = os.environ.get("KOBO_TEST_URL"), os.environ.get("KOBO_TEST_TOKEN")
    if not url or not token:
        pytest.skip("no real server: KOBO_TEST_URL and KOBO_TEST_TOKEN are not set")
    return Server(url, token)


@pytest.fixture
def player() -> Iterator[Player]:
    """Answer from a script, and be asked for nothing else."""
    with playing() as found:
        yield found
        assert found.unexpected == []
        assert found.script == []


@pytest.fixture
def played(player: Player) -> Server:
    return Server(player.url, TOKEN)
