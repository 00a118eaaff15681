"""No row is lost or given twice, however the server cuts its pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from form_servers import published
from recordings.workbooks import titled

from deploy.kobo import Kobo
from deploy.sandbox import Sandbox, serving
from deploy.sandbox.records import Submission
from deploy.sandbox.state import Limits
from deploy.wire.transport import Transport
from deploy.wire.waiting import Pace

TOKEN = "a" * 40
FORM = (
    '<data id="{uid}"><a>{number}</a>'
    "<meta><instanceID>uuid:{number}</instanceID></meta></data>"
)


class Full:
    """A form with many rows on a sandbox that counts the pages it gives."""

    def __init__(self, url: str, box: Sandbox, rows: int) -> None:
        self.pages = 0
        self.url = url
        session = requests.Session()
        session.hooks["response"].append(self._count)
        self.kobo = Kobo(Transport(url, TOKEN, session=session), pace=Pace(first=0.01))
        self.uid = published(self.kobo, titled("Full"), "Full").uid
        for number in range(1, rows + 1):
            box.remember(self._record(box, number))

    def ids(self, **options: Any) -> Iterator[int]:
        self.pages = 0
        return (row["_id"] for row in self.kobo.submissions(self.uid, **options))

    def _count(self, response: requests.Response, **_: Any) -> None:
        self.pages += "/data/" in response.url

    def _record(self, box: Sandbox, number: int) -> Submission:
        return Submission(
            id=box.next_id(),
            form_uid=self.uid,
            xml=FORM.format(uid=self.uid, number=number),
            uuid=str(number),
            root_uuid=str(number),
            submitted_by="alice",
            time=box.time(),
            modified=box.time(),
        )


@pytest.fixture
def box() -> Sandbox:
    return Sandbox(users={"alice": TOKEN}, validate=False)


@pytest.fixture
def full(box: Sandbox) -> Iterator[Full]:
    with serving(box) as url:
        yield Full(url, box, rows=3_500)


def test_pages_of_a_thousand_give_every_row_once(full: Full) -> None:
    assert list(full.ids()) == list(range(1, 3_501))
    assert full.pages == 5


def test_a_wish_beyond_the_limit_is_no_problem(full: Full) -> None:
    assert list(full.ids(page_size=30_000)) == list(range(1, 3_501))


def test_a_server_that_gives_a_hundred_when_asked_for_a_thousand(
    box: Sandbox,
) -> None:
    box.limits = Limits(largest_page=100)
    with serving(box) as url:
        full = Full(url, box, rows=450)

        assert list(full.ids(page_size=1000)) == list(range(1, 451))

    assert full.pages == 6


def test_rows_deleted_between_pages_hide_no_others(full: Full, box: Sandbox) -> None:
    rows = full.ids(page_size=500)

    read = [next(rows) for _ in range(500)]
    for gone in range(1, 400):
        box.forget(box.submissions[gone])
    read += list(rows)

    assert read == list(range(1, 3_501))


def test_rows_that_arrive_meanwhile_come_too(full: Full, box: Sandbox) -> None:
    rows = full.ids(page_size=1000)

    read = [next(rows) for _ in range(1000)]
    box.remember(full._record(box, 3_501))
    read += list(rows)

    assert read == list(range(1, 3_502))


def test_only_what_is_new_is_read(full: Full) -> None:
    assert list(full.ids(after=3_490)) == list(range(3_491, 3_501))
    assert full.pages == 2


@pytest.mark.parametrize(("asked", "given"), [({}, 100), ({"limit": 5_000}, 1_000)])
def test_a_page_has_its_limits(full: Full, asked: dict[str, int], given: int) -> None:
    page = requests.get(
        f"{full.url}/api/v2/assets/{full.uid}/data/",
        params=asked,
        headers={"Authorization": f"Token {TOKEN}"},
        timeout=10,
    ).json()

    assert (page["count"], len(page["results"])) == (3_500, given)


def test_the_count_agrees(full: Full) -> None:
    assert full.kobo.count(full.uid) == 3_500
