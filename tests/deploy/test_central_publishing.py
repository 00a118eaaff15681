"""Drafts, warnings and versions on ODK Central, over a socket."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from central_place import CentralPlace, central_place
from form_servers import CentralSite
from recordings.workbooks import TEXT, titled

from deploy.central.drafts import version_of
from deploy.central.stamp import form_id_of
from deploy.central.versions import next_version, ours, plain
from deploy.errors import FormRefusedError, ServerError
from deploy.server import Grant

LONGER = (TEXT, {"type": "text", "name": "b", "label": "B"})
OTHER = ({"type": "text", "name": "b", "label": "B"},)
FORM_A, SECOND, REMOVED = (titled("Form A", rows) for rows in ((TEXT,), LONGER, OTHER))
MARK = f"remon NGA/survey {'0123456789abcdef' * 2}"


@pytest.fixture(scope="module")
def server() -> Iterator[CentralPlace]:
    with central_place() as found:
        yield found


@pytest.fixture
def place(server: CentralPlace) -> CentralPlace:
    project = server.box.projects[1]
    project.forms.clear()
    project.trash.clear()
    project.roles.clear()
    return server


def begun(place: CentralPlace) -> str:
    client = place.client()
    uid = client.create("Form A", MARK)
    client.store_form(uid, FORM_A)
    return uid


def live(place: CentralPlace) -> str:
    uid = begun(place)
    place.client().go_live(uid)
    return uid


def test_a_form_goes_step_by_step(place: CentralPlace) -> None:
    client = place.client()
    assert client.marked(MARK) is None
    uid = client.create("Form A", MARK)
    empty = client.standing(uid)
    version = client.store_form(uid, FORM_A)
    stored = client.standing(uid)

    assert (uid, client.marked(MARK)) == ("NGA_survey_01234567", uid)
    assert (empty.live, empty.saved == version) == (None, False)
    assert (stored.saved, stored.live) == (version, None)
    assert client.go_live(uid, version) == version_of(version)
    assert client.standing(uid) == client.named("Form A")[0]
    assert client.live_xform(uid) == client.saved_xform(uid)
    assert f'version="{version_of(version)}"'.encode() in client.live_xform(uid)


def test_nothing_is_stored_before_its_warnings_were_shown(place: CentralPlace) -> None:
    uid = live(place)
    before = place.client().standing(uid)

    with pytest.raises(FormRefusedError, match=r"gone: a;.*--accept-warnings"):
        place.client().store_form(uid, REMOVED)

    assert place.client().standing(uid) == before
    accepted = place.client(accept_warnings=True)
    assert version_of(accepted.store_form(uid, REMOVED)).endswith("-2")


def test_a_version_is_never_used_twice_even_after_a_deletion(
    place: CentralPlace,
) -> None:
    uid = live(place)
    client = place.client(accept_warnings=True)
    numbers = []
    for book in (SECOND, FORM_A):
        client.store_form(uid, book)
        numbers.append(client.go_live(uid).rpartition("-")[2])
    project = place.box.projects[1]
    project.trash.append(project.forms.pop(uid))
    client.create("Form A", MARK)
    client.store_form(uid, FORM_A)
    numbers.append(client.go_live(uid).rpartition("-")[2])

    assert numbers == ["2", "3", "4"]


def test_a_form_in_the_trash_is_told_first(place: CentralPlace) -> None:
    uid = live(place)
    project = place.box.projects[1]
    project.trash.append(project.forms.pop(uid))

    with pytest.raises(FormRefusedError, match="lies in the project's trash"):
        place.client().create("Form A", MARK)


def by_hand(place: CentralPlace, uid: str, book: bytes, version: str) -> None:
    """Upload a draft as people do on the server's own pages."""
    CentralSite(place.url, place.token).edit(uid, book, live=False, version=version)


@pytest.mark.parametrize("version", ["march", "same", ""])
def test_somebody_else_s_draft_is_left_alone(place: CentralPlace, version: str) -> None:
    uid = live(place)
    said = place.client().standing(uid).live if version == "same" else version
    by_hand(place, uid, SECOND, said or "")
    before = place.client().standing(uid)

    with pytest.raises(ServerError, match="not made by this program"):
        place.client().store_form(uid, FORM_A)

    assert place.client().standing(uid) == before
    assert before.saved != before.live


def test_a_draft_that_nobody_changed_yet_is_written_over(place: CentralPlace) -> None:
    uid, client = live(place), place.client()
    client.project.http.post(f"{client.project.form(uid)}/draft")
    copied = client.standing(uid)

    client.store_form(uid, SECOND)

    assert copied.saved == copied.live
    assert client.go_live(uid) == client.standing(uid).saved


def test_only_the_draft_that_was_stored_goes_live(place: CentralPlace) -> None:
    uid, client = live(place), place.client()
    stored = client.store_form(uid, SECOND)
    by_hand(place, uid, FORM_A, version_of(stored))
    theirs = client.standing(uid)

    with pytest.raises(ServerError, match="colleague saved something"):
        client.go_live(uid, stored)
    with pytest.raises(ServerError, match="colleague saved something"):
        client.store_form(uid, SECOND, over=stored)

    assert client.standing(uid) == theirs
    assert theirs.saved != stored


def test_a_draft_that_somebody_took_away_is_told(place: CentralPlace) -> None:
    uid, client = live(place), place.client()
    stored = client.store_form(uid, SECOND)
    client.project.http.send(
        "DELETE", f"{client.project.form(uid)}/draft", repeatable=False, accept="*/*"
    )

    with pytest.raises(ServerError, match="colleague saved something"):
        client.go_live(uid, stored)


def test_a_draft_that_was_not_made_here_is_not_published(place: CentralPlace) -> None:
    uid = live(place)
    by_hand(place, uid, SECOND, "march")

    with pytest.raises(ServerError, match=r"not made by this program.*'march'"):
        place.client().go_live(uid)

    assert version_of(place.client().standing(uid).saved) == "march"


def test_a_form_made_by_hand_is_not_taken_for_ours(place: CentralPlace) -> None:
    uid = live(place)
    place.form(uid).versions[-1].version = "march"

    with pytest.raises(ServerError, match="was not made by this program"):
        place.client().marked(MARK)


def test_two_who_publish_at_once_are_told(place: CentralPlace) -> None:
    uid = live(place)
    client = place.client()
    version = version_of(client.store_form(uid, SECOND))
    place.form(uid).versions[-1].version = version  # the other was quicker

    with pytest.raises(ServerError, match="somebody else is publishing"):
        client.go_live(uid)

    assert place.form(uid).draft is None


def test_an_empty_beginning_is_never_given_to_phones(place: CentralPlace) -> None:
    client = place.client()
    uid = client.create("Form A", MARK)

    with pytest.raises(ServerError, match="not made by this program"):
        client.go_live(uid)

    assert client.phone().forms() == ()


def test_a_form_is_archived_and_taken_back(place: CentralPlace) -> None:
    uid = live(place)
    client = place.client()

    client.archive(uid, archived=True)
    closed = client.standing(uid)
    client.archive(uid, archived=False)

    assert (closed.archived, client.standing(uid).archived) == (True, False)
    assert closed.live


def test_a_lost_answer_to_publishing_is_no_failure(place: CentralPlace) -> None:
    uid = begun(place)

    def lose(answer: requests.Response) -> None:
        if answer.url.endswith("/publish"):
            answer.close()
            raise requests.exceptions.ReadTimeout

    assert place.watched(lose).go_live(uid) == place.form(uid).versions[-1].version


def test_phones_get_a_token_of_their_own_and_lose_it(place: CentralPlace) -> None:
    uid, client = live(place), place.client()
    phone = client.app_user("nga-01")
    holder = place_as(place, phone.token)

    assert client.app_user("nga-01") == phone
    assert holder.phone().forms() == ()
    client.let_send(uid, phone)
    client.let_send(uid, phone)
    assert [one.form_id for one in holder.phone().forms()] == [uid]
    with pytest.raises(ServerError, match="no right"):
        list(client.named("Form A") and holder.submissions(uid))

    assert client.revoke_app_user("nga-01") == 1
    assert client.revoke_app_user("nga-01") == 0
    with pytest.raises(ServerError, match="does not accept"):
        holder.phone().forms()
    assert client.app_user("nga-01").token != phone.token


def place_as(place: CentralPlace, token: str) -> Any:
    return CentralPlace(place.box, place.url, token).client()


def test_offices_get_a_role_for_the_whole_project(place: CentralPlace) -> None:
    uid, client = live(place), place.client()
    place.box.add_user("office@example.com", "x" * 10)
    seen = {
        Grant("office@example.com", "view_asset", "viewer"),
        Grant("office@example.com", "view_submissions", "viewer"),
    }

    for right in ("view_asset", "view_submissions", "view_submissions"):
        client.grant(uid, Grant("office@example.com", right))

    assert set(client.grants(uid)) == seen
    with pytest.raises(ServerError, match="project of its own"):
        client.revoke(uid, next(iter(seen)))


@pytest.mark.parametrize(
    ("grant", "says"),
    [
        (Grant("", "add_submissions"), "without an account"),
        (Grant("nobody@example.com", "view_submissions"), "knows no account"),
        (Grant("office@example.com", "delete_submissions"), "nobody can be given"),
    ],
)
def test_a_right_that_cannot_be_given_is_told(
    place: CentralPlace, grant: Grant, says: str
) -> None:
    with pytest.raises(ServerError, match=says):
        place.client().grant("x", grant)


@pytest.mark.parametrize(
    ("used", "expected"),
    [
        ([], "abcdef-1"),
        (["abcdef-1", "012345-7"], "abcdef-8"),
        (["march", "", "abcdef-0", "abcdef-x"], "abcdef-1"),
        (["abcdef-3[encrypted:AaH//u4i]"], "abcdef-4"),
    ],
)
def test_the_next_version_is_above_all_others(used: list[str], expected: str) -> None:
    assert next_version("abcdef", used) == expected


def test_what_the_server_adds_to_a_version_is_left_out() -> None:
    assert plain("abcdef-3[encrypted:AaH//u4i]") == "abcdef-3"
    assert ours("abcdef-3[encrypted:AaH//u4i]")
    assert not ours("march-3")


@pytest.mark.parametrize(
    ("mark", "uid"),
    [(MARK, "NGA_survey_01234567"), ("Form A", "Form_A"), ("a/b@c", "a_b_c")],
)
def test_the_id_of_a_form_is_neutral(mark: str, uid: str) -> None:
    assert form_id_of(mark) == uid


def test_a_workbook_that_is_none_is_told(place: CentralPlace) -> None:
    uid = live(place)

    with pytest.raises(FormRefusedError, match="no workbook that can be read"):
        place.client().store_form(uid, b"not a workbook")
