"""ODK Central for tests: the stand-in, behind a client that does not wait long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import requests

from deploy.central import Central
from deploy.central.project import Project, door
from deploy.central_sandbox import CentralSandbox, serving
from deploy.central_sandbox.intake import receive
from deploy.central_sandbox.state import Form, new_token
from deploy.wire.transport import Patience

HASTY = Patience(
    connect=2, answer=5, attempts=3, first_wait=0.01, jitter=0, longest_wait=2
)
Answered = Callable[[requests.Response], None]


@dataclass(frozen=True)
class CentralPlace:
    """A stand-in with one project, and ways to look inside."""

    box: CentralSandbox
    url: str
    token: str

    def client(self, *, accept_warnings: bool = False) -> Central:
        found = Project(door(self.url, self.token, patience=HASTY), 1)
        return Central(found, accept_warnings=accept_warnings)

    def watched(self, answered: Answered) -> Central:
        """Give a client after each of whose answers something happens."""
        client = self.client()
        session = client.project.http._session
        session.hooks["response"].append(lambda answer, **_: answered(answer))
        return client

    def form(self, uid: str) -> Form:
        return self.box.projects[1].forms[uid]

    def send(self, uid: str, instance: str, answer: str = "x") -> None:
        """Put a submission whose only question is `a` straight into the server."""
        form = self.form(uid)
        sent = record(uid, form.versions[-1].version, instance, answer)
        receive(form, self.box.users[0], sent, {}, self.box.now())

    def drop(self, uid: str, instance: str) -> None:
        self.form(uid).submissions[instance].deleted = self.box.now()


def record(
    uid: str, version: str, instance: str, answer: str, replaces: str = ""
) -> bytes:
    """Write a submission as a phone does."""
    old = f"<deprecatedID>{replaces}</deprecatedID>" if replaces else ""
    meta = f"<meta><instanceID>{instance}</instanceID>{old}</meta>"
    return f'<data id="{uid}" version="{version}"><a>{answer}</a>{meta}</data>'.encode()


@contextmanager
def central_place(
    clock: Callable[[], datetime] | None = None,
) -> Iterator[CentralPlace]:
    box = CentralSandbox(clock=clock)
    box.add_project("North")
    token = new_token()
    box.sessions[token] = box.users[0]
    with serving(box) as url:
        yield CentralPlace(box, url, token)
