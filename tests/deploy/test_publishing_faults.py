"""A deployment meets every fault at every request that changes something.

The error says what to do, nothing is made twice, and the next run finishes.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from publishing import QUICK, Office, asking, made, opened

from deploy.errors import ServerError
from deploy.kobo import Kobo
from deploy.sandbox import Sandbox, serving
from deploy.wire.transport import Transport

BUILT = made(asking())
REQUESTS = ("/assets/", "/imports/", "/asset_snapshots/", "/deployment/")
FAULTS: dict[str, tuple[Any, str]] = {
    "429": (429, "fewer requests"),
    "500": (500, "does not say why"),
    "502": (502, "gateway"),
    "503": (503, "down for the moment"),
    "504": (504, "too long"),
    "elsewhere": (302, "another host, elsewhere.example"),
    "certificate": (requests.exceptions.SSLError(), "certificate"),
    "lost on the way back": (requests.exceptions.ReadTimeout(), "did not answer"),
    "no right": (403, "permission|right|allowed"),
    "wrong token": (401, "token"),
}


class Faulty(requests.Session):
    """Answers the requests to one address with a fault."""

    def __init__(self, where: str, fault: Any, *, processed: bool) -> None:
        super().__init__()
        self.trust_env = False
        self.where, self.fault, self.processed = where, fault, processed

    def request(self, method: str, url: str, **more: Any) -> Any:  # type: ignore[override]
        if method == "GET" or not url.endswith(self.where):
            return super().request(method, url, **more)
        if self.processed:
            super().request(method, url, **more)
        if isinstance(self.fault, Exception):
            raise self.fault
        answer = requests.Response()
        answer.status_code, answer.url = self.fault, url
        answer.request = requests.Request(method, url).prepare()
        answer._content = b"<html>canary</html>"
        answer.headers["Content-Type"] = "text/html"
        if self.fault == 302:
            answer.headers["Location"] = "https://elsewhere.example/"
        return answer


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Sandbox, str]]:
    box = Sandbox(users={}, validate=False, patience=0)
    with serving(box) as url:
        yield box, url


@pytest.fixture
def office(served: tuple[Sandbox, str], tmp_path: Path) -> Office:
    box, url = served
    token = secrets.token_hex(20)
    box.users[token] = token
    return opened(tmp_path / "office", url, token)


LOST = "lost on the way back"
# Whether a deployment happened is looked up at once.
EACH = [
    (kind, where)
    for kind in FAULTS
    for where in REQUESTS
    if (kind, where) != (LOST, "/deployment/")
]


@pytest.mark.parametrize(("kind", "where"), EACH)
def test_a_fault_is_explained_and_the_next_run_finishes(
    office: Office, kind: str, where: str
) -> None:
    fault, says = FAULTS[kind]
    office.session = Faulty(where, fault, processed=kind == LOST)

    with pytest.raises(ServerError, match=rf"(?i){says}") as caught:
        office.deploy(BUILT)
    office.session = None
    office.deploy(BUILT)

    (standing,) = office.server.named(BUILT.form.title)
    assert standing.live == standing.saved
    assert office.plan(BUILT).steps == ()
    assert "canary" not in str(caught.value)
    assert office.token not in str(caught.value)


def test_a_lost_answer_to_a_deployment_is_looked_up_at_once(office: Office) -> None:
    fault = FAULTS[LOST][0]
    office.session = Faulty("/deployment/", fault, processed=True)

    done = office.deploy(BUILT)

    assert office.server.standing(done.uid).live == done.version


def test_an_import_that_never_ends_is_taken_up_by_the_next_run(
    office: Office, served: tuple[Sandbox, str]
) -> None:
    box = served[0]
    box.patience = 10**6
    hasty = Kobo(Transport(office.url, office.token), pace=QUICK)
    try:
        uid = hasty.create(BUILT.form.title, "mark")
        with pytest.raises(ServerError, match="has not finished reading") as caught:
            hasty.store_form(uid, BUILT.workbook)
    finally:
        box.patience = 0

    assert caught.value.retryable
    assert hasty.store_form(uid, BUILT.workbook) == hasty.standing(uid).saved


def test_another_account_cannot_see_the_form(office: Office, served: Any) -> None:
    uid = office.deploy(BUILT).uid
    served[0].users["other"] = "e" * 40
    stranger = Kobo(Transport(office.url, "e" * 40), pace=QUICK)

    with pytest.raises(ServerError, match="no access"):
        stranger.standing(uid)
    with pytest.raises(ServerError, match="right to edit"):
        stranger.store_form(uid, BUILT.workbook)
