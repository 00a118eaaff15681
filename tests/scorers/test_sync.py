"""What the server holds and what is here stay the same, whatever happens there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from small_form import MADE_WITH, consenting

from builder.form import Form
from scorers.operating import stages
from scorers.scoring.agreement import MadeWith
from scorers.storing import archive, quarantine, results, sync, work
from scorers.storing.store import Store
from scorers.storing.sync import FEW, SWEEP_EVERY, Pulled, Sync
from scorers.storing.taking import Taken

Made = Callable[..., dict[str, Any]]
PROJECT, UID = "NGA/survey", "aForm"
NOW = datetime(2026, 1, 9, 8, tzinfo=UTC)


class Server:
    """Rows by number; `asked` tells from which number on each reading began."""

    def __init__(self, *held: dict[str, Any]) -> None:
        self.held = {row["_id"]: row for row in held}
        self.asked: list[int] = []
        self.hidden: set[int] = set()
        self.lies: dict[int, bool] = {}

    def submissions(
        self, uid: str, *, after: int = 0, fields: Sequence[str] | None = None
    ) -> Iterator[dict[str, Any]]:
        self.asked.append(after)
        for number in sorted(self.held):
            if number > after and number not in self.hidden:
                wanted = {"_id", "meta/rootUuid", "_validation_status", *(fields or ())}
                yield {k: v for k, v in self.held[number].items() if k in wanted}

    def rows(self, uid: str, numbers: Sequence[int]) -> Iterator[dict[str, Any]]:
        yield from (self.held[number] for number in numbers)

    def count(self, uid: str) -> int:
        return len(self.held)

    def holds(self, uid: str, number: int) -> bool:
        return self.lies.get(number, number in self.held)


@pytest.fixture
def synced(store: Store, form: Form) -> Callable[..., Pulled]:
    def pull(
        server: Server,
        after: timedelta = timedelta(),
        version: str = "",
        **options: Any,
    ) -> Pulled:
        one = Sync(server, UID, form, store, PROJECT, version)
        return one.pull(NOW + after, **options)

    return pull


def stored(store: Store) -> list[str]:
    with store.begin() as connection:
        return [one.submission for one in archive.submissions(connection, PROJECT)]


def waiting(store: Store) -> list[str]:
    with store.begin() as connection:
        people = work.claim(connection, PROJECT, 100)
        work.done(connection, PROJECT, people)
    return people


def sheets(row: Made, *numbers: int) -> list[dict[str, Any]]:
    return [row(number, **consenting(q1_1="yes")) for number in numbers]


SOON, LATER = timedelta(minutes=5), SWEEP_EVERY


def test_the_first_pull_takes_all_and_the_next_reads_on(
    synced: Callable[..., Pulled], store: Store, row: Made
) -> None:
    server = Server(*sheets(row, 1001, 1002))
    first = synced(server)
    server.held[1003] = sheets(row, 1003)[0]

    second = synced(server, SOON)

    assert first == Pulled(Taken(new=2), 2, 2)
    assert second.taken.new == 1
    assert server.asked == [0, 1002 - sync.OVERLAP]
    assert stored(store) == ["row-1001", "row-1002", "row-1003"]


def test_an_edit_is_found_by_the_next_sweep(
    synced: Callable[..., Pulled], store: Store, row: Made
) -> None:
    server = Server(*sheets(row, *range(1, 300)))
    synced(server)
    waiting(store)
    server.held[2] = row(2, **consenting(q1_1="no"))

    before, after = synced(server, SOON), synced(server, LATER)

    assert (before.taken.changed, after.taken.changed) == (0, 1)
    assert waiting(store) == ["10000022"]


def test_a_deletion_shows_in_the_count_and_is_followed_at_once(
    synced: Callable[..., Pulled], store: Store, row: Made
) -> None:
    server = Server(*sheets(row, 1, 2, 3))
    synced(server)
    waiting(store)
    del server.held[2]

    pulled = synced(server, SOON)

    assert pulled == Pulled(Taken(unchanged=2, deleted=1), 2, 2)
    assert stored(store) == ["row-1", "row-3"]
    assert waiting(store) == ["10000022"]


def test_a_row_left_out_of_a_page_is_kept_and_told(
    synced: Callable[..., Pulled], store: Store, row: Made
) -> None:
    server = Server(*sheets(row, 1, 2, 3))
    server.hidden = {2}

    first = synced(server)
    server.hidden = set()
    second = synced(server, SOON)
    server.hidden = {3}
    third = synced(server, LATER)

    assert (first.there, first.here, first.complete) == (3, 2, False)
    assert second.complete
    assert third.complete
    assert stored(store) == ["row-1", "row-2", "row-3"]


def test_rows_that_vanish_in_numbers_are_kept_until_somebody_says_so(
    synced: Callable[..., Pulled], store: Store, row: Made
) -> None:
    server = Server(*sheets(row, *range(1, FEW + 3)))
    synced(server)
    server.held = {1: server.held[1]}

    kept = synced(server, SOON)
    dropped = synced(server, SOON, drop_many=True, everything=True)

    assert (kept.gone, kept.complete) == (FEW + 1, False)
    assert (dropped.taken.deleted, dropped.complete) == (FEW + 1, True)
    assert stored(store) == ["row-1"]


def test_a_late_row_with_a_low_number_is_not_missed(
    synced: Callable[..., Pulled], store: Store, row: Made
) -> None:
    server = Server(*sheets(row, 900))
    synced(server)
    server.held |= {5: sheets(row, 5)[0], 800: sheets(row, 800)[0]}

    pulled = synced(server, SOON)

    assert pulled.complete
    assert stored(store) == ["row-5", "row-800", "row-900"]


def test_rows_that_come_in_while_reading_are_no_mismatch(
    synced: Callable[..., Pulled], store: Store, row: Made
) -> None:
    server = Server(*sheets(row, 1001))
    synced(server)
    counts = iter([2, 2])

    def counting(_: str) -> int:
        server.held[1002] = sheets(row, 1002)[0]
        return next(counts)

    server.count = counting  # type: ignore[method-assign]
    pulled = synced(server, SOON)

    assert pulled.complete
    assert pulled.taken.new == 1
    assert 0 not in server.asked[1:]


def test_answers_of_another_version_are_found_wherever_they_stand(
    synced: Callable[..., Pulled], store: Store, row: Made
) -> None:
    moved = row(1, **consenting(content_hash="old"))
    moved["another_group/q1_1"] = "no"

    synced(Server(moved), version="new")

    with store.begin() as connection:
        (found,) = archive.submissions(connection, PROJECT)
    assert found.value("q1_1") == "no"


def test_a_person_that_cannot_be_worked_out_holds_up_nobody(
    synced: Callable[..., Pulled],
    store: Store,
    form: Form,
    row: Made,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    codes = ("10000022", "10000119", "10000216")
    rows = [
        row(number, **consenting(respondent_code=code))
        for number, code in enumerate(codes, 1)
    ]
    synced(Server(*rows))
    real = stages.work_out

    def failing(one: Form, submissions: Any) -> Any:
        if any(each.submission == "row-2" for each in submissions):
            raise ZeroDivisionError("CANARY")
        return real(one, submissions)

    scorer = stages.Scorer(form, store, PROJECT, MadeWith("", "", ""))
    monkeypatch.setattr(stages, "work_out", failing)
    first = scorer.run(NOW)
    with store.begin() as connection:
        told = work.failures(connection, PROJECT)
    monkeypatch.undo()
    second = scorer.run(NOW)

    assert (first.submissions, first.failed) == (2, 1)
    assert told == [work.Failed("10000119", "ZeroDivisionError")]
    assert (second.submissions, second.failed) == (1, 0)
    with store.begin() as connection:
        assert len(results.scores(connection, PROJECT, "toolkit")) == 3


def test_of_hidden_interviews_no_doubt_about_a_flag_is_told(
    synced: Callable[..., Pulled], store: Store, form: Form, row: Made
) -> None:
    """The phone stored a flag that its answers do not raise."""
    flag = next(one.name for one in form.flags)
    wrong = {flag: "1", **MADE_WITH}
    open_one = row(1, **consenting(**wrong))
    hidden = row(
        2,
        **consenting(
            respondent_code="10000119", programme_involved="not_sure", **wrong
        ),
    )
    synced(Server(open_one, hidden))

    stages.Scorer(form, store, PROJECT, MadeWith(**MADE_WITH)).run(NOW)

    with store.begin() as connection:
        told = results.disagreements(connection, PROJECT)
    assert (("row-1", flag) in {(one.submission, one.node) for one in told}) is True
    assert not [x for x in told if x.submission == "row-2" and x.is_about_a_flag]


def test_work_that_cannot_be_shared_out_ends_the_run(
    store: Store, form: Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> list[str]:
        raise ZeroDivisionError

    monkeypatch.setattr(work, "claim", broken)

    with pytest.raises(ZeroDivisionError):
        stages.Scorer(form, store, PROJECT, MadeWith("", "", "")).run(NOW)


def test_new_rules_have_everything_scored_again_once(
    synced: Callable[..., Pulled], store: Store, form: Form, row: Made
) -> None:
    synced(Server(*sheets(row, 1, 2)))

    def run(version: str) -> int:
        here = MadeWith(version, "", "")
        return stages.Scorer(form, store, PROJECT, here).run(NOW).submissions

    assert [run("1"), run("1"), run("2"), run("2")] == [2, 0, 2, 0]


def test_what_could_not_be_used_is_listed_without_a_value(
    synced: Callable[..., Pulled], store: Store, form: Form, row: Made
) -> None:
    spoilt = row(1, **consenting(q1_1="CANARY"))
    foreign = row(2, _xform_id_string="aOther", who="CANARY")
    synced(Server(spoilt, foreign, row(3, **consenting(respondent_code="10000119"))))
    stages.Scorer(form, store, PROJECT, MadeWith("another", "", "")).run(NOW)

    with store.begin() as connection:
        work.queue(connection, PROJECT, ["10000119"], NOW)
        work.failed(connection, PROJECT, "10000119", "ZeroDivisionError")
        found = quarantine.held(connection, PROJECT)

    assert [(one.kind, one.submission) for one in found] == [
        ("row", "row-2"),
        ("answer", "row-1"),
        ("person", "10000119"),
    ]
    assert "CANARY" not in repr(found)
    assert all(one.what_to_do for one in found)
