"""Who may use a form, and whom the server calls: as stated, nothing wider."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from form_servers import KoboSite
from publishing import Office, asking, made, opened, settled

from builder.form import Form
from builder.questions import text
from deploy.access.around import around, set_around
from deploy.access.book import Phone, mark_lost, remember
from deploy.access.hooks import HEADER, hook_plan, wanted_hook
from deploy.access.sharing import over_sharing, sharing_plan, stated
from deploy.errors import ServerError
from deploy.sandbox import Sandbox, serving
from deploy.server import Grant, Hook
from instrument_specs.workspace import Workspace, WorkspaceError

BUILT = made(asking())
SECRET = "canary-" + "x" * 24
SENDS = {("bob", "view_asset"), ("bob", "add_submissions")}
READS = {("carol", "view_asset"), ("carol", "view_submissions")}


def private_form() -> Form:
    return asking(lambda form: form.ask(None, text, "Phone", name="phone", pii=True))


def place(settings: dict[str, Any]) -> Workspace:
    return Workspace(Path(), {"sharing": settings})


def pairs(grants: Any) -> set[tuple[str, str]]:
    return {(one.user, one.right) for one in grants}


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Sandbox, str]]:
    users = {"bob": "b" * 40, "carol": "c" * 40}
    box = Sandbox(users=users, validate=False, patience=0)
    with serving(box) as url:
        yield box, url


@pytest.fixture
def office(
    served: tuple[Sandbox, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Office:
    monkeypatch.setenv("REMON_HOOK_SECRET", SECRET)
    box, url = served
    token = secrets.token_hex(20)
    box.users[token] = token
    return opened(
        tmp_path / "office",
        url,
        token,
        '[sharing.NGA]\nenumerators = ["bob"]\noffices = ["carol"]\n',
    )


def test_enumerators_send_and_offices_read() -> None:
    grants = stated(
        place({"NGA": {"enumerators": ["bob"], "offices": ["carol"]}}), "NGA", asking()
    )

    assert pairs(grants) == SENDS | READS


def test_nothing_stated_means_nobody() -> None:
    assert stated(place({}), "NGA", asking()) == frozenset()
    assert stated(place({"TUN": {"offices": ["a"]}}), "NGA", asking()) == frozenset()


def test_a_form_with_identities_is_shared_by_a_section_of_its_own_only() -> None:
    general = {"enumerators": ["bob"]}
    own = {"offices": ["carol"]}

    without = stated(place({"NGA": general}), "NGA", private_form())
    with_own = stated(place({"NGA": general | {"survey": own}}), "NGA", private_form())

    assert without == frozenset()
    assert pairs(with_own) == READS


def test_the_account_of_a_lost_phone_may_do_nothing(tmp_path: Path) -> None:
    settings = {"sharing": {"NGA": {"enumerators": ["bob", "dora"]}}}
    office = Workspace(tmp_path, settings)
    phone = Phone("NGA", "17", "dora", "https://kobo.example", date(2026, 1, 8))
    remember(office, phone)
    before = pairs(stated(office, "NGA", asking()))

    mark_lost(office, phone, date(2026, 1, 9))

    assert {user for user, _ in before} == {"bob", "dora"}
    assert {user for user, _ in pairs(stated(office, "NGA", asking()))} == {"bob"}


def test_anybody_sends_only_where_it_is_stated() -> None:
    grants = stated(place({"NGA": {"anonymous": True}}), "NGA", asking())

    assert pairs(grants) == {("", "view_asset"), ("", "add_submissions")}


@pytest.mark.parametrize(
    "wrong",
    [
        {"NGA": {"enumerator": ["bob"]}},
        {"NGA": {"enumerators": "bob"}},
        {"NGA": {"enumerators": [1]}},
        {"NGA": {"enumerators": ["../me"]}},
        {"NGA": {"enumerators": [""]}},
        {"NGA": {"anonymous": "yes"}},
        {"NGA": ["bob"]},
        {"NGA": {"survey": {"office": []}}},
    ],
)
def test_a_slip_in_the_file_is_told(wrong: dict[str, Any]) -> None:
    with pytest.raises(WorkspaceError, match=r"remon\.toml.*sharing\.NGA"):
        stated(place(wrong), "NGA", asking())


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"NGR": {"offices": ["a"]}}, r"\[sharing\]: NGR is no country.* NGA meant\?"),
        ({"nga": {"offices": ["a"]}}, "nga is no country.* NGA meant"),
        ({"enumerators": ["bob"]}, "enumerators is no country.* known are BGD, MDA"),
        ({"NGA": {"servey": {}}}, r"NGA\.servey\] is about no form; is survey meant\?"),
        ({"NGA": {"contact-card": {}}}, "is contact_card meant"),
    ],
)
def test_a_section_by_a_wrong_name_widens_nothing_in_silence(
    wrong: dict[str, Any], says: str
) -> None:
    right = {"NGA": {"enumerators": ["bob"]} | wrong.pop("NGA", {})}

    with pytest.raises(WorkspaceError, match=says):
        stated(place(right | wrong), "NGA", asking())


def test_what_is_wider_than_stated_is_told_in_words() -> None:
    here = [
        Grant("", "add_submissions", "1"),
        Grant("dan", "delete_submissions", "2"),
        Grant("bob", "add_submissions", "3"),
    ]

    plan = sharing_plan({Grant("bob", "add_submissions")}, here)

    assert plan.missing == ()
    assert over_sharing(plan) == (
        "anybody, without an account, may send answers; remon.toml does not say so",
        "account dan may delete answers; remon.toml does not say so",
    )


def test_a_deployment_shares_as_stated(office: Office) -> None:
    uid = office.deploy(BUILT).uid

    assert pairs(office.server.grants(uid)) == SENDS | READS
    assert around(office.server, office.place, "NGA", BUILT.form, uid).to_do == ()


def test_who_may_send_gets_the_form_on_the_phone(office: Office, served: Any) -> None:
    uid = office.deploy(BUILT).uid

    bob, carol = (
        KoboSite(served[1], sign * 40).client().phone() for sign in ("b", "c")
    )

    assert [form.form_id for form in bob.forms(uid)] == [uid]
    assert carol.forms(uid) == ()


def test_rights_of_others_stay_unless_exactly_is_asked_for(office: Office) -> None:
    uid = office.deploy(BUILT).uid
    office.server.grant(uid, Grant("carol", "change_submissions"))
    office.server.grant(uid, Grant("", "add_submissions"))

    office.deploy(BUILT)
    kept = around(office.server, office.place, "NGA", BUILT.form, uid)
    office.deploy(BUILT, exact=True)
    exact = around(office.server, office.place, "NGA", BUILT.form, uid)

    assert len(kept.worries) == 2
    assert exact.worries == ()
    assert pairs(office.server.grants(uid)) == SENDS | READS


def test_an_unknown_account_is_named(office: Office) -> None:
    uid = office.deploy(BUILT).uid

    with pytest.raises(ServerError, match="no account 'nobody'"):
        office.server.grant(uid, Grant("nobody", "view_asset"))


def test_the_owner_is_not_shared_with(office: Office) -> None:
    uid = office.deploy(BUILT).uid

    with pytest.raises(ServerError, match="owner"):
        office.server.grant(uid, Grant(office.server.whoami(), "view_asset"))


def hooked(office: Office, url: str) -> Office:
    return settled(office.folder, office.site, f'hook_url = "{url}"\n')


def test_the_hook_is_set_once_and_tells_no_answers(office: Office) -> None:
    with_hook = hooked(office, "https://office.example/hook")
    uid = with_hook.deploy(BUILT).uid
    with_hook.deploy(BUILT)

    (hook,) = with_hook.server.hooks(uid)

    assert hook.endpoint == "https://office.example/hook"
    assert dict(hook.headers) == {HEADER: SECRET}
    assert hook.sends == ("_id",)


def test_a_changed_hook_is_brought_back_and_a_moved_one_replaced(
    office: Office,
) -> None:
    with_hook = hooked(office, "https://office.example/hook")
    uid = with_hook.deploy(BUILT).uid
    (hook,) = with_hook.server.hooks(uid)
    with_hook.server.set_hook(uid, replace(hook, active=False, sends=()))

    with_hook.deploy(BUILT)
    (back,) = with_hook.server.hooks(uid)
    moved = hooked(office, "https://other.example/hook")
    moved.deploy(BUILT)

    assert (back.active, back.sends) == (True, ("_id",))
    assert [one.endpoint for one in moved.server.hooks(uid)] == [
        "https://other.example/hook"
    ]


def test_hooks_of_others_are_told_without_their_address(office: Office) -> None:
    uid = office.deploy(BUILT).uid
    office.server.set_hook(uid, Hook("https://x.example/?key=secret", sends=()))

    beside = around(office.server, office.place, "NGA", BUILT.form, uid)
    set_around(office.server, uid, beside, exact=True)

    assert beside.worries == (
        "each submission is sent on to x.example, with all answers",
    )
    assert len(office.server.hooks(uid)) == 1


def test_no_secret_is_shown(office: Office) -> None:
    with_hook = hooked(office, "https://office.example/hook")

    wanted = wanted_hook(with_hook.place)
    plan = hook_plan(wanted, [])

    assert SECRET not in repr(wanted) + repr(plan)


@pytest.mark.parametrize("url", ["http://office.example/hook", "ftp://a", "hook"])
def test_a_secret_does_not_go_over_an_open_line(office: Office, url: str) -> None:
    with pytest.raises(WorkspaceError, match="https://"):
        wanted_hook(hooked(office, url).place)


@pytest.mark.parametrize("word", ["", "short", "ü" * 40, "a\nb" * 20])
def test_a_weak_secret_is_refused(
    office: Office, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    monkeypatch.setenv("REMON_HOOK_SECRET", word)

    with pytest.raises(WorkspaceError, match="REMON_HOOK_SECRET") as caught:
        wanted_hook(hooked(office, "https://office.example/hook").place)

    assert word == "" or word not in str(caught.value)
