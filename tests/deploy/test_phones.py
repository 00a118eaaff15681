"""Phones on both servers, the book of phones, and who is behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
import requests
import responses
from form_servers import published
from recordings.workbooks import workbook

from deploy.access import book
from deploy.access.book import Phone
from deploy.central import Central
from deploy.central_sandbox import CentralSandbox
from deploy.central_sandbox import serving as serving_central
from deploy.phones.gates import CentralGate, gate_of
from deploy.phones.papers import folder_for_owner, unlocking, write_for_owner
from deploy.phones.reaching import beyond, short
from deploy.phones.settings import Door
from deploy.phones.versions import Sent, behind
from deploy.publishing.publications import Publication
from deploy.rights import rights
from deploy.wire import clock
from instrument_specs.workspace import Workspace, WorkspaceError, read

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
FORMS = {"survey": "NGA_survey", "contact_card": "NGA_contact_card"}
PLAIN = {"survey": "NGA_survey"}


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    (tmp_path / "remon.toml").write_text("", encoding="utf-8")
    return read(tmp_path)


def phone(code: str = "17", account: str = "nga_17", *, cards: bool = False) -> Phone:
    return Phone("NGA", code, account, "https://x.org", date(2026, 11, 22), cards=cards)


def live(content_hash: str, at: datetime) -> dict[str, Publication]:
    made = Publication(
        "NGA/survey", "https://x.org", "a1", "v2", "d", content_hash, "c", "s", ("en",),
        draft=False, account="officer", at=at.isoformat(),
    )  # fmt: skip
    return {"NGA/survey": made}


def sent(who: str, at: datetime, content_hash: str, key: str = "NGA/survey") -> Sent:
    return Sent(key, who, at, content_hash)


def test_who_sends_an_old_version_after_the_new_one_is_behind() -> None:
    everything = [
        sent("1", NOON - HOUR, "old"),
        sent("1", NOON + HOUR, "old"),
        sent("2", NOON - HOUR, "old"),
        sent("3", NOON + 3 * HOUR, "new"),
        sent("3", NOON + HOUR, "old"),
        sent("4", NOON + HOUR, "other", key="NGA/urgent"),
    ]

    found = behind(everything, live("new", NOON))

    assert [(one.interviewer, one.old) for one in found] == [("2", False), ("1", True)]
    assert "connect the phone" in str(found[1])
    assert "nothing since" in str(found[0])


def test_who_sends_what_is_live_is_not_behind() -> None:
    assert behind([sent("1", NOON - HOUR, "new")], live("new", NOON)) == []


def test_the_book_keeps_what_was_written(place: Workspace) -> None:
    odd = phone("team-2", 'a"b\\c\u007f')
    for one in (phone(), phone(cards=True), odd):
        book.remember(place, one)
    book.mark_lost(place, phone(), date(2026, 12, 1))
    book.mark_lost(place, phone(), date(2026, 12, 9))

    found = {one.key: one for one in book.phones(place)}

    assert found["NGA/team-2"] == odd
    assert found["NGA/17"].lost == date(2026, 12, 1)
    assert found["NGA/17/cards"].lost is None
    assert book.phones(place, "BGD") == []


def test_a_phone_set_up_again_is_not_lost_any_more(place: Workspace) -> None:
    book.remember(place, phone())
    book.mark_lost(place, phone(), date(2026, 12, 1))
    book.remember(place, phone(account="nga_17_2"))
    book.mark_lost(place, phone(), date(2026, 12, 2))

    (found,) = book.phones(place)

    assert found.lost is None
    assert found.account == "nga_17_2"


@pytest.mark.parametrize(
    "text",
    [
        "nonsense",
        '["NGA/17"]\naccount = "x"\n',
        '["NGA/Mary Smith"]\naccount = "x"\nserver = "y"\nmade = 2026-01-01\n',
        '["NGA/17/more"]\naccount = "x"\nserver = "y"\nmade = 2026-01-01\n',
        '["NGA/17"]\naccount = "x"\nserver = "y"\nmade = "soon"\n',
        "phone = 17\n",
    ],
)
def test_a_book_that_was_spoilt_is_told(text: str, place: Workspace) -> None:
    (place.folder / book.BOOK).write_text(text, encoding="utf-8")

    with pytest.raises(WorkspaceError, match=r"phones\.toml|Never use a name"):
        book.phones(place)


def test_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    folder = folder_for_owner(tmp_path / "new" / "deep")
    path = folder / "phone-1.png"
    path.write_bytes(b"before")
    path.chmod(0o644)

    write_for_owner(path, b"after")

    assert path.read_bytes() == b"after"
    assert path.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert unlocking(folder) == unlocking(folder)


def test_a_folder_that_others_can_read_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)

    with pytest.raises(WorkspaceError, match="can be read by others"):
        folder_for_owner(tmp_path)


@pytest.fixture
def central() -> Iterator[Central]:
    """Give a project with two forms on a stand-in for ODK Central."""
    box = CentralSandbox()
    box.add_project("Visits")
    with serving_central(box) as url:
        server = Central.connect(
            url,
            "1",
            email="admin@example.com",
            password="ten letters",
        )
        for name in FORMS.values():
            version = {"form_id": "x", "form_title": name, "version": "0123456789ab"}
            made = workbook(settings=(version,))
            assert published(server, made, name).uid == name
        yield server


def form_list(door: Door) -> requests.Response:
    """Ask for the forms as an app does, which knows the address alone."""
    version = {"X-OpenRosa-Version": "1.0"}
    return requests.get(f"{door.server_url}/formList", headers=version, timeout=10)


def test_a_phone_on_central_opens_its_forms_and_nothing_else(central: Central) -> None:
    gate = gate_of(central)

    door = gate.open("nga_17", PLAIN)

    again = gate.open("nga_17", PLAIN)
    assert door.server_url == again.server_url
    assert (door.username, door.password) == ("", "")
    listed = form_list(door)
    assert listed.status_code == 200
    assert "<formID>NGA_survey</formID>" in listed.text
    assert "contact_card" not in listed.text
    assert gate.reach("nga_17", FORMS).sends == {"survey"}
    assert beyond(phone(), gate.reach("nga_17", FORMS)) == ()


def test_a_lost_phone_on_central_opens_nothing(central: Central) -> None:
    gate = CentralGate(central)
    lost, other = gate.open("nga_17", PLAIN), gate.open("nga_18", PLAIN)

    assert gate.shut("nga_17", FORMS) == 1
    assert gate.shut("nga_17", FORMS) == 0

    assert gate.reach("nga_17", FORMS).sends == frozenset()
    assert form_list(lost).status_code == 403
    assert form_list(other).status_code == 200
    assert gate.open("nga_17", PLAIN).server_url != lost.server_url


def test_a_form_that_a_phone_does_not_get_is_told(
    central: Central, place: Workspace
) -> None:
    gate = gate_of(central)
    place.remember("NGA/survey", FORMS["survey"])
    nothing = list(short(gate, place, phone(), gate.reach("nga_17", PLAIN)))
    gate.open("nga_17", PLAIN)

    everything = list(short(gate, place, phone(), gate.reach("nga_17", PLAIN)))

    (said,) = nothing
    assert "nga_17 may not send survey yet: run remon phone qr --country NGA" in said
    assert everything == []


def test_a_phone_with_names_and_answers_is_told(central: Central) -> None:
    gate = gate_of(central)
    gate.open("nga_17", FORMS)
    gate.open("nga_17_2", FORMS)

    (mixed,) = beyond(phone(), gate.reach("nga_17", FORMS))
    (other,) = beyond(phone(cards=True), gate.reach("nga_17_2", FORMS))

    assert "has contact_card beside the other forms" in mixed
    assert "is for contact_card" in other


@pytest.mark.parametrize("hours", [-3, 0, 3])
def test_the_clock_is_compared_with_the_servers(hours: int) -> None:
    there = datetime.now(UTC) - hours * HOUR
    with responses.RequestsMock() as mock:
        mock.get(
            "https://x.org/",
            status=302,
            headers={"Date": format_datetime(there, usegmt=True), "Location": "/login"},
        )

        apart = clock.ahead("https://x.org")

    assert apart is not None
    assert abs(apart - hours * HOUR) < timedelta(seconds=30)


@pytest.mark.parametrize("written", ["", "yesterday"])
def test_a_server_without_a_clock_is_told(written: str) -> None:
    with responses.RequestsMock() as mock:
        mock.get("https://x.org/", headers={"Date": written})

        assert clock.ahead("https://x.org") is None


@pytest.mark.parametrize(
    ("verbs", "may"),
    [
        (["form.create", "form.update", "submission.list", "submission.read"],
         {"publish", "read"}),
        (["assignment.create", "field_key.create", "submission.delete"],
         {"share", "erase"}),
        (["form.read"], set()),
        ([], None),
    ],
)  # fmt: skip
def test_rights_on_central_are_those_of_the_project(
    verbs: list[str], may: set[str] | None
) -> None:
    server = Central.connect("https://x.org", "3", token="t" * 64)
    with responses.RequestsMock() as mock:
        mock.get("https://x.org/v1/projects/3", json={"id": 3, "verbs": verbs})

        assert rights(server, "NGA_survey") == may
