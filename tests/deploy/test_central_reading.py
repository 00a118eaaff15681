"""Nothing is lost or doubled between pages, whatever happens on the server."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import requests
from central_place import HASTY, CentralPlace, central_place, record
from form_servers import published
from recordings.player import Player, Prepared
from recordings.workbooks import TEXT, titled, workbook

from deploy.central import odata
from deploy.central.numbers import moment_of, number_of, written
from deploy.central.project import Project, door
from deploy.central.submissions import Submissions
from deploy.errors import ServerError

START = datetime(2026, 3, 1, 8, 0, 0, 123000, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


class Clock:
    """Stands still until it is moved on."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def place(clock: Clock) -> Iterator[CentralPlace]:
    with central_place(clock) as found:
        yield found


@pytest.fixture(scope="module")
def form_a(place: CentralPlace) -> str:
    return published(place.client(), titled("Form A"), "Form A").uid


@pytest.fixture
def uid(place: CentralPlace, clock: Clock, form_a: str) -> Iterator[str]:
    """Give a form without submissions, in its first version."""
    clock.now = START
    form = place.form(form_a)
    yield form_a
    form.submissions.clear()
    del form.versions[1:]


def played(player: Player) -> Project:
    return Project(door(player.url, "a" * 64, patience=HASTY), 1)


def ids(rows: object) -> list[str]:
    return [row["meta/rootUuid"] for row in rows]  # type: ignore[attr-defined]


@pytest.mark.parametrize("seed", range(10))
def test_inserts_and_deletes_between_pages_lose_and_double_nothing(
    place: CentralPlace, clock: Clock, uid: str, seed: int
) -> None:
    dice = random.Random(seed)
    stays, goes, comes = set[str](), set[str](), set[str]()

    def send(name: str) -> None:
        clock.now += MILLISECOND * dice.choice((0, 0, 1, 7))
        place.send(uid, name)

    for n in range(25):
        send(f"uuid:{n}")
        (goes if dice.random() < 0.3 else stays).add(f"uuid:{n}")
    left = sorted(goes)

    def meanwhile(answer: requests.Response) -> None:
        if "Submissions" not in answer.url:
            return
        for _ in range(dice.randrange(3)):
            if left:
                place.drop(uid, left.pop(dice.randrange(len(left))))
        if len(comes) < 10 and dice.random() < 0.7:
            name = f"uuid:new-{len(comes)}"
            comes.add(name)
            send(name)

    seen = ids(place.watched(meanwhile).submissions(uid, page_size=dice.choice((1, 3))))

    assert len(seen) == len(set(seen))
    assert stays <= set(seen) <= stays | goes | comes


def test_many_submissions_of_one_millisecond_all_come(
    place: CentralPlace, uid: str
) -> None:
    for n in range(9):
        place.send(uid, f"uuid:{n}")

    rows = list(place.client().submissions(uid, page_size=2))

    assert sorted(ids(rows)) == [f"uuid:{n}" for n in range(9)]
    assert len({row["_id"] for row in rows}) == 9


def test_rows_come_in_the_order_in_which_they_came_in(
    place: CentralPlace, clock: Clock, uid: str
) -> None:
    for n in range(5):
        clock.now += MILLISECOND
        place.send(uid, f"uuid:{n}")

    numbers = [row["_id"] for row in place.client().submissions(uid, page_size=2)]

    assert numbers == sorted(numbers)


def test_a_server_that_repeats_itself_for_ever_is_left(player: Player) -> None:
    page = (
        b'{"value": [{"__id": "uuid:1", "__system": {"submissionDate":'
        b' "2026-03-01T08:00:00.000Z"}}], "@odata.nextLink": "http://elsewhere/"}'
    )
    answer = Prepared(200, page, {"Content-Type": "application/json"})
    table = odata.Table(played(player), "x", 1)
    player.answer(*[answer] * 40)

    with pytest.raises(ServerError, match="same page of submissions for ever"):
        list(table.since(START - timedelta(days=1)))

    assert all("elsewhere" not in path for _, path, _, _ in player.seen)
    player.script.clear()


def test_what_came_late_or_was_changed_comes_again(
    place: CentralPlace, clock: Clock, uid: str
) -> None:
    for n in range(6):
        clock.now += timedelta(days=1)
        place.send(uid, f"uuid:{n}")
    client = place.client()
    last = list(client.submissions(uid))[-1]["_id"]
    version = place.form(uid).versions[-1].version
    client.phone().submit(record(uid, version, "uuid:edit", "new", "uuid:1"))
    place.form(uid).submissions["uuid:2"].updated = START  # reviewed long ago

    rows = list(client.submissions(uid, after=last))

    assert ids(rows) == ["uuid:1", "uuid:4", "uuid:5"]
    assert (rows[0]["a"], rows[0]["_uuid"]) == ("new", "edit")


def test_reviews_show_at_once(place: CentralPlace, clock: Clock, uid: str) -> None:
    place.send(uid, "uuid:old")
    clock.now += timedelta(days=9)
    place.send(uid, "uuid:new")
    client = place.client()
    last = list(client.submissions(uid))[-1]["_id"]
    path = f"{client.project.form(uid)}/submissions/uuid:old"
    client.project.http.patch(path, json={"reviewState": "rejected"})

    first, *_ = client.submissions(uid, after=last)

    assert first["_validation_status"] == {"uid": "validation_status_not_approved"}


def test_a_deleted_submission_is_gone_and_a_restored_one_is_back(
    place: CentralPlace, uid: str
) -> None:
    place.send(uid, "uuid:1")
    client = place.client()
    (row,) = client.submissions(uid)

    client.delete(uid, row["_id"])
    client.delete(uid, row["_id"])
    after = (client.count(uid), client.holds(uid, row["_id"]))
    place.form(uid).submissions["uuid:1"].deleted = None

    assert after == (0, False)
    assert client.holds(uid, row["_id"])
    assert ids(client.submissions(uid)) == ["uuid:1"]


GROUPED = (
    {"type": "begin group", "name": "g-1", "label": "G"},
    TEXT,
    {"type": "end group", "name": ""},
    {"type": "begin repeat", "name": "child", "label": "C"},
    {"type": "integer", "name": "age", "label": "Age"},
    {"type": "end repeat", "name": ""},
)
ANSWERED = (
    '<data id="{uid}" version="{version}"><g-1><a>yes</a></g-1>'
    "<child><age>3</age></child><child><age/></child>"
    "<meta><instanceID>uuid:1</instanceID></meta></data>"
)


def test_groups_repeats_and_odd_names_are_read_alike_both_ways(
    place: CentralPlace, uid: str
) -> None:
    client = place.client(accept_warnings=True)
    form = published(client, workbook(GROUPED), "x", uid)
    sent = ANSWERED.format(uid=uid, version=form.version_id)
    client.phone().submit(sent.encode())

    (table,) = client.submissions(uid)
    (whole,) = client.rows(uid, [table["_id"]])
    (some,) = client.submissions(uid, fields=["g-1/a"])
    (children,) = client.submissions(uid, fields=["child"])

    assert table == whole
    assert (table["g-1/a"], table["child"]) == ("yes", [{"child/age": "3"}, {}])
    assert (some["g-1/a"], "child" in some) == ("yes", False)
    assert ("g-1/a" in children, len(children["child"])) == (False, 2)


def test_answers_to_removed_questions_are_read_from_what_was_sent(
    place: CentralPlace, uid: str
) -> None:
    place.send(uid, "uuid:old", "kept")
    other = ({"type": "text", "name": "b", "label": "B"},)
    client = place.client(accept_warnings=True)
    published(client, workbook(other), "x", uid)

    (table,) = client.submissions(uid)
    (whole,) = client.rows(uid, [table["_id"]])

    assert "a" not in table
    assert whole["a"] == "kept"


def test_a_field_that_the_live_version_lacks_is_not_asked_for(
    place: CentralPlace, uid: str
) -> None:
    place.send(uid, "uuid:1")

    (row,) = place.client().submissions(uid, fields=["a", "gone", "__version__"])

    assert row["a"] == "x"


@pytest.mark.parametrize("days", [0, 1, 4000, 20_000])
def test_a_number_tells_the_millisecond_and_rises_with_time(days: int) -> None:
    moment = START + timedelta(days=days)

    first = number_of("uuid:1", moment)
    second = number_of("uuid:2", moment)
    later = number_of("uuid:1", moment + MILLISECOND)

    assert moment_of(first) == moment_of(second) == moment
    assert first != second
    assert max(first, second) < later < 2**63


def test_a_number_from_elsewhere_leads_nowhere() -> None:
    assert [moment_of(n) for n in (-5, 0)] == [moment_of(0)] * 2
    assert moment_of(2**70).year < 2100


def test_moments_are_written_in_utc_to_the_millisecond() -> None:
    moment = datetime.fromisoformat("2026-03-01T01:02:03.004999+03:00")

    assert written(moment) == "2026-02-28T22:02:03.004Z"


def test_a_submission_that_is_gone_has_no_envelope(
    place: CentralPlace, uid: str
) -> None:
    with pytest.raises(ServerError, match="no longer there") as caught:
        Submissions(place.client().project, uid).envelope(1)

    assert caught.value.status == 404


def test_a_busy_server_is_asked_again(player: Player) -> None:
    busy = Prepared(503, b"", {})
    count = Prepared(
        200, b'{"value": [], "@odata.count": 7}', {"Content-Type": "application/json"}
    )
    player.answer(busy, replace(busy, status=429), count)

    assert odata.Table(played(player), "x", 1).count() == 7
