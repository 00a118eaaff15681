"""Both kinds of form server, to be met with faults, and what must hold after one."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from central_place import CentralPlace, central_place
from form_servers import HASTY, CentralSite, KoboSite
from publishing import KEY, Office, asking, made

from deploy.errors import ServerError
from deploy.sandbox import Sandbox, serving
from deploy.wire.waiting import Pace

BUILT = made(asking())
NEXT = made(asking(food="Is there enough food?"))
JSON = {"Content-Type": "application/json"}
# Words that would be wrong advice on the one server and on the other.
FOREIGN = {"kobo": "Central|e-mail address", "central": "KoboToolbox|API key|owner"}


@dataclass
class Clock:
    """Time passes only where somebody waits."""

    now: float = 0.0

    def wait(self, seconds: float) -> None:
        self.now += seconds

    def pace(self) -> Pace:
        return Pace(sleep=self.wait, clock=lambda: self.now)


@dataclass
class Servers:
    box: Sandbox
    kobo: str
    central: CentralPlace

    def site(self, kind: str) -> KoboSite | CentralSite:
        """Give an account with nothing in it."""
        if kind == "kobo":
            token = secrets.token_hex(20)
            self.box.users[token] = token
            return KoboSite(self.kobo, token, HASTY, Clock().pace())
        project = self.central.box.add_project(secrets.token_hex(4))
        return CentralSite(self.central.url, self.central.token, project.id, HASTY)


@contextmanager
def both_servers() -> Iterator[Servers]:
    box = Sandbox(users={}, validate=False, patience=0)
    with ExitStack() as stack:
        url = stack.enter_context(serving(box))
        place = stack.enter_context(central_place())
        yield Servers(box, url, place)


def told(kind: str, error: ServerError, office: Office) -> str:
    """Give what a person reads, after looking for what must not be in it."""
    text = str(error)
    assert "canary" not in text
    assert office.site.token not in text
    assert error.advice.endswith(".")
    assert not [one for one in FOREIGN[kind].split("|") if one in error.advice]
    return text


def finishes(office: Office, *, lines: int = 1) -> None:
    """Run once more, and look whether all is as without a fault."""
    office.session = None
    office.deploy(BUILT)

    (standing,) = office.server.named(office.title)
    last = office.records.all()[-1]
    assert office.place.identities() == {KEY: standing.uid}
    assert standing.live == standing.saved == last.version
    assert not standing.archived
    assert len(office.records.all()) == lines
    assert office.live().items == office.records.base(KEY, last.digest).content.items
    assert office.plan(BUILT).steps == ()
    assert office.records.underway(KEY) is None
