"""The form servers that tests run on: two stand-ins, and real ones.

Real ones are those that the environment names: `KOBO_TEST_URL` and
`KOBO_TEST_TOKEN`; `CENTRAL_TEST_URL`, `CENTRAL_TEST_PROJECT`, `CENTRAL_TEST_EMAIL`
and `CENTRAL_TEST_PASSWORD`. A test that takes a `Site` sees no difference, gives
its forms names of their own and deletes them.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol, TypeAlias
from urllib.parse import urlsplit

import pytest
import requests

from deploy.central import Central
from deploy.central.advice import CENTRAL_ADVICE
from deploy.central.forms import XLSX
from deploy.central.project import Project
from deploy.central.stamp import stamped
from deploy.kobo import Kobo
from deploy.kobo.assets import asset_path
from deploy.wire.address import is_this_machine
from deploy.wire.transport import ANY, PATIENT, Patience, Transport
from deploy.wire.waiting import Pace

HASTY = Patience(
    connect=2, answer=5, attempts=3, first_wait=0.01, jitter=0, longest_wait=2
)
QUICK = Pace(first=0.002, longest=0.02, limit=2)
Server: TypeAlias = Kobo | Central


class Live(NamedTuple):
    """A form that phones can fetch, in the version they get."""

    uid: str
    version_id: str


def published(
    server: Server, workbook: bytes, name: str, known_uid: str | None = None
) -> Live:
    """Give phones the workbook, as a new form unless `known_uid` names one."""
    uid = known_uid or server.create(name, name)
    server.store_form(uid, workbook)
    return Live(uid, server.go_live(uid))


class Site(Protocol):
    """An account on a form server, and what its own pages let people do."""

    @property
    def url(self) -> str:
        """The server's address."""
        ...

    @property
    def kept(self) -> requests.Session:
        """The lines that all clients of the account share."""
        ...

    def client(
        self,
        session: requests.Session | None = None,
        *,
        accept_warnings: bool = False,
    ) -> Server:
        """Give a client; `session` may watch, or break, its requests."""
        ...

    def edit(self, uid: str, workbook: bytes, *, live: bool = True) -> None:
        """Do what a colleague does on the server's own pages."""
        ...

    def delete(self, uid: str) -> None:
        """Delete a form with all that was sent."""
        ...


@dataclass(frozen=True)
class KoboSite:
    """An account on KoboToolbox."""

    url: str
    token: str
    patience: Patience = PATIENT
    pace: Pace = field(default_factory=Pace)
    kept: requests.Session = field(default_factory=requests.Session, repr=False)

    def client(
        self,
        session: requests.Session | None = None,
        *,
        accept_warnings: bool = False,
    ) -> Kobo:
        del accept_warnings  # this server has none
        door = Transport(self.url, self.token, patience=self.patience, session=session)
        return Kobo(door, pace=self.pace)

    def edit(self, uid: str, workbook: bytes, *, live: bool = True) -> None:
        self.client().store_form(uid, workbook)
        if live:
            self.client().go_live(uid)

    def delete(self, uid: str) -> None:
        self.client()._http.delete(asset_path(uid), accept=ANY)


@dataclass(frozen=True)
class CentralSite:
    """An account in a project of ODK Central."""

    url: str
    token: str
    project: int = 1
    patience: Patience = PATIENT
    kept: requests.Session = field(default_factory=requests.Session, repr=False)

    def client(
        self,
        session: requests.Session | None = None,
        *,
        accept_warnings: bool = False,
    ) -> Central:
        door = Transport(
            self.url,
            self.token,
            scheme="Bearer",
            advice=CENTRAL_ADVICE,
            patience=self.patience,
            session=session or opened(self),
        )
        found = Project(door, self.project)
        return Central(found, accept_warnings=accept_warnings)

    def edit(
        self,
        uid: str,
        workbook: bytes,
        *,
        live: bool = True,
        version: str | None = None,
    ) -> None:
        """Upload a draft under a version that people make up, and publish it."""
        said = f"by-hand-{uuid.uuid4().hex[:8]}" if version is None else version
        project = self.client().project
        project.http.send(
            "POST",
            f"{project.form(uid)}/draft",
            repeatable=False,
            accept=ANY,
            data=stamped(workbook, form_id=uid, version=said),
            headers={"Content-Type": XLSX},
            params={"ignoreWarnings": "true"},
        )
        if live:
            project.http.post(f"{project.form(uid)}/draft/publish")

    def delete(self, uid: str) -> None:
        project = self.client().project
        project.http.delete(project.form(uid), accept=ANY)


def real_kobo() -> KoboSite:
    return KoboSite(*_named("KOBO_TEST_URL", "KOBO_TEST_TOKEN"))


@contextmanager
def real_central() -> Iterator[CentralSite]:
    """Log in with the password, as the program does, and out at the end."""
    names = ("URL", "PROJECT", "EMAIL", "PASSWORD")
    url, project, email, password = _named(*(f"CENTRAL_TEST_{one}" for one in names))
    client = Central.connect(url, project, email=email, password=password)
    http = client.project.http
    try:
        yield CentralSite(http.base_url, http._auth.token, client.project.number)
    finally:
        client.close()


def _named(*variables: str) -> list[str]:
    found = [os.environ.get(name, "") for name in variables]
    if not all(found):
        pytest.fail(f"to test on a real server, set {', '.join(variables)}")
    return found


def is_local(site: Site) -> bool:
    """Whether the server runs on this machine, so that no proxy is in between."""
    return is_this_machine(urlsplit(site.url).hostname or "")


def opened(site: Site) -> requests.Session:
    site.kept.trust_env = not is_local(site)
    return site.kept
