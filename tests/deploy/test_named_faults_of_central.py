"""Faults that only ODK Central has: its drafts, warnings, projects and sessions."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import requests
from faulty import Fault, asks, faulty
from form_servers import HASTY, CentralSite
from publishing import asking, made, settled, titled
from recordings.on_central import told as on_central
from two_servers import BUILT, JSON, NEXT, Servers, both_servers, finishes, told

from deploy.central import Central
from deploy.central.forms import drop_draft
from deploy.errors import FormRefusedError, NoServerError, ServerError


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    with both_servers() as found:
        yield found


def test_the_reader_of_workbooks_may_be_down(servers: Servers, tmp_path: Path) -> None:
    office = settled(tmp_path / "office", servers.site("central"))
    text = {"code": 502.2, "message": "The XLSForm converter is not available."}
    down = Fault(502, json.dumps(text).encode(), JSON)
    office.session = faulty(asks("POST", "/draft"), down)

    with pytest.raises(
        NoServerError, match=r"reads workbooks.*run the same command again"
    ) as caught:
        office.deploy(BUILT)

    told("central", caught.value, office)
    finishes(office)


@pytest.mark.parametrize(
    ("recorded", "says"),
    [
        ("060", r"warns, and has stored nothing: Language.*--accept-warnings"),
        ("066", r"cannot use the form: There should be a choices sheet"),
        ("204", r"attempts to change the type of the field"),
    ],
)
def test_what_central_says_of_a_form_is_passed_on(
    servers: Servers, tmp_path: Path, recorded: str, says: str
) -> None:
    office = settled(tmp_path / "office", servers.site("central"))
    answer = on_central(recorded).prepared(servers.central.url)
    refused = Fault(answer.status, answer.body, JSON)
    office.session = faulty(asks("POST", "/draft"), refused)

    with pytest.raises(FormRefusedError, match=says) as caught:
        office.deploy(BUILT)

    told("central", caught.value, office)
    finishes(office)


def test_a_draft_of_a_colleague_is_never_written_over(
    servers: Servers, tmp_path: Path
) -> None:
    site = servers.site("central")
    office = settled(tmp_path / "office", site)
    uid = office.deploy(BUILT).uid
    site.edit(uid, titled(NEXT, office.title), live=False)
    third = made(asking(food="Is there food?"))

    for allowed, says in (
        ({}, "somebody saved another version"),
        ({"overwrite_drift": True}, "draft .*not made by this program.*delete that"),
    ):
        with pytest.raises(ServerError, match=says) as caught:
            office.deploy(third, **allowed)
        told("central", caught.value, office)

    client = site.client()
    assert isinstance(client, Central)
    drop_draft(client.project, uid)
    finishes(office)


@pytest.mark.parametrize(
    ("project", "says"),
    [(0, "no right to do this.*manager of the project"), (9999, "the project")],
)
def test_a_project_that_is_not_ours_is_told(
    servers: Servers, tmp_path: Path, project: int, says: str
) -> None:
    site = servers.site("central")
    assert isinstance(site, CentralSite)
    stranger, token = secrets.token_hex(4), secrets.token_hex(32)
    box = servers.central.box
    box.sessions[token] = box.add_user(f"{stranger}@example.com", "x" * 10)
    foreign = replace(site, token=token, project=project or site.project)
    office = settled(tmp_path / "office", foreign)

    with pytest.raises(ServerError, match=says) as caught:
        office.deploy(BUILT)

    told("central", caught.value, office)
    office.site = site
    finishes(office)


def test_a_form_made_anew_under_the_same_id_is_not_ours(
    servers: Servers, tmp_path: Path
) -> None:
    site = servers.site("central")
    office = settled(tmp_path / "office", site)
    uid = office.deploy(BUILT).uid
    site.delete(uid)
    client = site.client(accept_warnings=True)
    client.create(office.title, uid)
    site.edit(uid, titled(NEXT, office.title))

    with pytest.raises(ServerError, match="edited on the server") as caught:
        office.deploy(BUILT)

    told("central", caught.value, office)
    office.deploy(BUILT, accept_warnings=True, overwrite_drift=True)
    assert office.records.all()[-1].version.endswith("-2")
    finishes(office, lines=2)


@dataclass(frozen=True)
class PasswordSite(CentralSite):
    """An account that logs in with its password, as the program does."""

    password: str = field(default="ten letters", repr=False)

    def client(self, *_: Any, **__: Any) -> Central:
        email = "admin@example.com"
        return Central.connect(
            self.url,
            str(self.project),
            email=email,
            password=self.password,
            patience=HASTY,
        )


@pytest.mark.parametrize("ends_at", range(1, 12))
def test_a_session_that_ends_meanwhile_is_opened_again(
    servers: Servers, tmp_path: Path, ends_at: int
) -> None:
    site = servers.site("central")
    assert isinstance(site, CentralSite)
    box = servers.central.box
    kept, asked = dict(box.sessions), 0

    def end(_: requests.Response, **__: Any) -> None:
        nonlocal asked
        asked += 1
        if asked == ends_at:
            box.sessions.clear()

    class Ending(PasswordSite):
        def client(self, *_: Any, **__: Any) -> Central:
            client = super().client()
            client.project.http._session.hooks["response"].append(end)
            return client

    office = settled(tmp_path / "office", Ending(site.url, "", site.project))
    office.deploy(BUILT)

    assert asked > ends_at
    box.sessions |= kept
    office.site = site
    finishes(office)


def test_a_password_that_was_changed_meanwhile_is_told(
    servers: Servers, tmp_path: Path
) -> None:
    site = servers.site("central")
    assert isinstance(site, CentralSite)
    box = servers.central.box
    client = PasswordSite(site.url, "", site.project).client()
    kept = dict(box.sessions)
    box.sessions.clear()
    admin, box.users[0].password = box.users[0].password, "another one"

    try:
        with pytest.raises(NoServerError, match=r"login.*password") as caught:
            client.whoami()
    finally:
        box.users[0].password = admin
        box.sessions |= kept

    assert admin not in str(caught.value)
