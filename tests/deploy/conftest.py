"""A sandbox, a player of recordings and clients that do not wait long."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import pytest
import requests
from central_place import CentralPlace, central_place
from form_servers import CentralSite, KoboSite, Site, real_central, real_kobo
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


@pytest.fixture(scope="session")
def central() -> Iterator[CentralPlace]:
    """ODK Central's stand-in for all: each test names its forms differently."""
    with central_place() as found:
        yield found


@pytest.fixture(scope="session")
def central_account() -> Iterator[CentralSite]:
    with real_central() as found:
        yield found


SITES: Mapping[str, Callable[[Callable[[str], Any]], Site]] = {
    "kobo": lambda ask: KoboSite(*ask("sandbox"), HASTY, QUICK),
    "central": lambda ask: CentralSite(
        ask("central").url, ask("central").token, patience=HASTY
    ),
    "real kobo": lambda ask: real_kobo(),
    "real central": lambda ask: ask("central_account"),
}
REAL = {"real kobo": "KOBO_TEST_URL", "real central": "CENTRAL_TEST_URL"}
HERE = [one for one in SITES if one not in REAL or os.environ.get(REAL[one])]


@pytest.fixture(params=HERE)
def site(request: pytest.FixtureRequest) -> Site:
    """Give the stand-ins, and the real servers that the environment names."""
    return SITES[request.param](request.getfixturevalue)


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
