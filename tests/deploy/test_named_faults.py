"""Every fault of a form server that has a name, on both kinds of server.

What is told says what to do, and is right for this server. When the fault is
gone, one more run ends as if there had been none: one form, one line in the
ledger, and what phones get is what was built.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import requests
from faulty import Fault, asks, faulty
from publishing import KEY, Office, settled
from recordings.workbooks import TEXT
from recordings.workbooks import titled as simple
from two_servers import BUILT, JSON, NEXT, Servers, both_servers, finishes, told

from deploy.errors import FormRefusedError, NoServerError, ServerError


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    with both_servers() as found:
        yield found


@pytest.fixture(params=["kobo", "central"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def office(servers: Servers, kind: str, tmp_path: Path) -> Office:
    return settled(tmp_path / "office", servers.site(kind))


@dataclass(frozen=True)
class Named:
    """A fault, what is told of it, and whether every other form would meet it."""

    fault: Fault
    says: str
    everywhere: bool = False
    passing: bool = False


def status(code: int, **headers: str) -> Fault:
    return Fault(code, headers={"Content-Type": "text/html", **headers})


def breaking(error: Exception, *, done: bool = False) -> Fault:
    return Fault(breaks=error, done=done)


CUT = requests.ConnectionError("Connection aborted.")
AFTER = "cut after it was done"
SILENT = "silence after it was done"
HALF = "half an answer"
LOST = {AFTER, SILENT, HALF}
AGAIN = "run the same command again"
FAULTS: Mapping[str, Named] = {
    "wrong token": Named(status(401), "does not accept the (token|login)", True),
    "no right": Named(status(403), "no right to do this"),
    "429": Named(status(429), f"fewer requests.*{AGAIN}", True, True),
    "429 for a week": Named(
        status(429, **{"Retry-After": "604800"}), "asks to wait 7 days", True, True
    ),
    "500": Named(status(500), f"does not say why.*{AGAIN}", passing=True),
    "502": Named(status(502), f"not reachable.*{AGAIN}", True, True),
    "503": Named(status(503), f"down for the moment.*{AGAIN}", True, True),
    "504": Named(status(504), f"too long.*{AGAIN}", passing=True),
    "too large": Named(status(413), "too large.*allow larger"),
    "cut before it was done": Named(breaking(CUT), f"was cut.*{AGAIN}", passing=True),
    AFTER: Named(breaking(CUT, done=True), f"was cut.*{AGAIN}", passing=True),
    SILENT: Named(
        breaking(requests.ReadTimeout(), done=True), f"in time.*{AGAIN}", passing=True
    ),
    HALF: Named(
        Fault(200, b'{"u', {**JSON, "Content-Length": "99"}, done=True),
        f"broke off.*{AGAIN}",
        passing=True,
    ),
    "another host": Named(
        status(302, Location="https://elsewhere.example/"),
        "another host, elsewhere.example; the token is not sent.*address",
        True,
    ),
    "certificate": Named(
        breaking(requests.exceptions.SSLError()), "certificate.*Do not go on", True
    ),
    "login page of the network": Named(status(200), "a web page.*in a browser", True),
    "login of a proxy": Named(status(407), "proxy.*another connection", True),
}
STEPS = {
    "kobo": {
        "create": "/assets/",
        "store": "/imports/",
        "compile": "/asset_snapshots/",
        "go live": "/deployment/",
    },
    "central": {"create": "/forms", "store": "/draft", "go live": "/publish"},
}
EACH = [
    pytest.param(kind, name, path, id=f"{kind}-{step}-{name}")
    for kind, steps in STEPS.items()
    for step, path in steps.items()
    for name in FAULTS
    # Whether a form went live is looked up at once: the next test.
    if not (step == "go live" and name in LOST)
    # Nothing is stored there: most faults are as at the step before.
    if not (step == "compile" and name not in {HALF, "502"})
]


@pytest.mark.parametrize(("kind", "name", "path"), EACH)
def test_a_fault_is_told_and_the_next_run_finishes(
    office: Office, kind: str, name: str, path: str
) -> None:
    named = FAULTS[name]
    office.session = faulty(asks("POST", path), named.fault)

    with pytest.raises(ServerError, match=named.says) as caught:
        office.deploy(BUILT)

    told(kind, caught.value, office)
    assert isinstance(caught.value, NoServerError) == named.everywhere
    assert caught.value.retryable == named.passing
    finishes(office)


@pytest.mark.parametrize("name", sorted(LOST))
def test_whether_a_form_went_live_is_looked_up(
    office: Office, kind: str, name: str
) -> None:
    path = STEPS[kind]["go live"]
    office.session = faulty(asks("POST", path), FAULTS[name].fault)

    office.deploy(BUILT)

    finishes(office)


def test_a_server_that_lies_about_the_version_is_found_out(
    office: Office, kind: str
) -> None:
    lie = Fault(200, b'{"success": true}', JSON)
    office.session = faulty(asks("POST", STEPS[kind]["go live"]), lie)

    with pytest.raises(ServerError, match="said yes, but phones") as got:
        office.deploy(BUILT)

    told(kind, got.value, office)
    finishes(office)


REFUSALS: Mapping[str, tuple[int, dict[str, Any], str]] = {
    "kobo": (400, {"error": "no such thing as ${nope}"}, r"cannot be deployed.*nope"),
    "central": (
        409,
        {"code": 409.6, "message": "used", "details": {}},
        "was published before.*Agree on who publishes",
    ),
}


def test_a_refused_publication_is_told(office: Office, kind: str) -> None:
    code, body, says = REFUSALS[kind]
    refused = Fault(code, json.dumps(body).encode(), JSON)
    office.session = faulty(asks("POST", STEPS[kind]["go live"]), refused)

    with pytest.raises(ServerError, match=says) as caught:
        office.deploy(BUILT)

    told(kind, caught.value, office)
    finishes(office)


def test_a_rejected_form_is_told_with_the_reason(office: Office, kind: str) -> None:
    broken = replace(BUILT, workbook=simple("Form A", (TEXT, TEXT)))

    with pytest.raises(FormRefusedError, match="cannot use the form: ") as caught:
        office.deploy(broken)

    told(kind, caught.value, office)
    finishes(office)


def test_a_form_that_is_gone_from_the_server_is_told(office: Office, kind: str) -> None:
    uid = office.deploy(NEXT).uid
    office.site.delete(uid)

    with pytest.raises(ServerError, match=f"{uid}.*assets.toml.*{KEY}") as caught:
        office.deploy(BUILT)

    told(kind, caught.value, office)
    (office.folder / "assets.toml").unlink()
    finishes(office, lines=2)


def test_a_form_of_another_account_is_not_seen(
    servers: Servers, office: Office, kind: str
) -> None:
    office.deploy(BUILT)
    own = office.site
    office.site = servers.site(kind)

    # On Central the project, too, is part of the address.
    whose = {
        "kobo": "this is another account",
        "central": "was published on .*, and this is",
    }
    with pytest.raises(ServerError, match=whose[kind]) as caught:
        office.deploy(BUILT)

    told(kind, caught.value, office)
    office.site = own
    finishes(office)


def test_two_forms_of_the_same_name_are_left_alone(office: Office, kind: str) -> None:
    uids = [office.server.create(office.title, f"by hand {one}") for one in "ab"]

    with pytest.raises(ServerError, match="is not known here") as caught:
        office.deploy(BUILT)

    assert all(uid in told(kind, caught.value, office) for uid in uids)
    assert len(office.server.named(office.title)) == 2
    for uid in uids:
        office.site.delete(uid)
    finishes(office)


def test_an_import_that_never_ends_ends_the_command(
    servers: Servers, tmp_path: Path
) -> None:
    office = settled(tmp_path / "office", servers.site("kobo"))
    servers.box.patience = 10**6
    try:
        with pytest.raises(ServerError, match=f"after 300 s.*{AGAIN}.*id") as caught:
            office.deploy(BUILT)
    finally:
        servers.box.patience = 0

    assert caught.value.retryable
    told("kobo", caught.value, office)
    finishes(office)
