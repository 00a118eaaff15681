"""The database: its tables, who may read it, what a transaction keeps."""

from __future__ import annotations

import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from small_form import consenting
from sqlalchemy import text

from builder.form import Form
from scorers.reading.normalise import normalise
from scorers.reading.submission import SetAside
from scorers.storing import archive, cursors, rows, taking, work
from scorers.storing.schema import METADATA
from scorers.storing.store import Store, StoreError, open_store

Made = Callable[..., dict[str, Any]]
NOW = datetime(2026, 1, 9, 8, tzinfo=UTC)


def test_the_migrations_make_the_tables_that_the_code_expects(store: Store) -> None:
    with store.begin() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_opening_again_keeps_what_is_there(
    tmp_path: Path, form: Form, row: Made
) -> None:
    path = tmp_path / "folder/remon.db"
    for _ in range(2):
        store = open_store(path)
        with store.begin() as connection:
            taking.take(
                connection,
                "NGA/survey",
                [normalise(form, row(1, **consenting()))],
                1,
                NOW,
            )
        store.close()

    with open_store(path).begin() as connection:
        assert len(archive.submissions(connection, "NGA/survey")) == 1


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "remon.db"
    path.touch(0o644)
    store = open_store(path)
    with store.begin() as connection:
        connection.execute(
            text("insert into cursors (project, last_id) values ('p', 1)")
        )

    files = list(tmp_path.iterdir())

    assert path in files
    assert {stat.S_IMODE(one.stat().st_mode) for one in files} == {0o600}
    store.close()


def test_a_submission_comes_back_as_it_was(store: Store, form: Form, row: Made) -> None:
    debts = {
        "b2/debts/debt": [
            {"b2/debts/debt/q2_2": "family"},
            {"b2/debts/debt/q2_2": "arranger"},
        ]
    }
    one = normalise(form, row(4, **consenting(q1_1="bad", q2_1="no"), **debts))

    with store.begin() as connection:
        taking.take(connection, "p", [one], 4, NOW)
        assert archive.submissions(connection, "p") == [one]
        assert archive.submissions(connection, "another") == []


def test_a_row_is_new_then_unchanged_then_changed(
    store: Store, form: Form, row: Made
) -> None:
    def take(**answers: Any) -> taking.Taken:
        with store.begin() as connection:
            return taking.take(
                connection,
                "p",
                [normalise(form, row(4, **consenting(**answers)))],
                4,
                NOW,
            )

    assert take() == taking.Taken(new=1)
    assert take() == taking.Taken(unchanged=1)
    assert take(q1_1="no") == taking.Taken(changed=1)
    with store.begin() as connection:
        (kept,) = archive.submissions(connection, "p")
        assert kept.value("q1_1") == "no"


@pytest.mark.parametrize("numbers", [(4, 9), (9, 4)])
def test_rows_that_share_an_identity_and_differ_are_both_kept(
    store: Store, form: Form, row: Made, numbers: tuple[int, int]
) -> None:
    with store.begin() as connection:
        for number, answer in zip(numbers, ("yes", "no"), strict=True):
            twin = row(number, **consenting(q1_1=answer)) | {"meta/rootUuid": "uuid:a"}
            taking.take(connection, "p", [normalise(form, twin)], number, NOW)
        found = archive.submissions(connection, "p")

    assert {one.value("q1_1") for one in found} == {"yes", "no"}
    assert [one.server_id for one in found] == [4, 9]


def test_the_same_sent_again_counts_once(store: Store, form: Form, row: Made) -> None:
    def taken(number: int, **answers: str) -> taking.Taken:
        same = row(number, **consenting(**answers)) | {"meta/rootUuid": "uuid:a"}
        return taking.take(connection, "p", [normalise(form, same)], number, NOW)

    with store.begin() as connection:
        first, again = taken(4), taken(9)
        counted = rows.seen(connection, "p")
        dropped = taking.drop(connection, "p", [4], NOW)
        edited = taken(9, q1_1="no")
        found = archive.submissions(connection, "p")

    assert (first, again) == (taking.Taken(new=1), taking.Taken(unchanged=1))
    assert (counted, dropped) == (2, taking.Taken())
    assert edited == taking.Taken(changed=1)
    assert [(one.submission, one.value("q1_1")) for one in found] == [("a", "no")]


def test_what_was_set_aside_and_can_be_read_now_is_no_longer_listed(
    store: Store, form: Form, row: Made
) -> None:
    with store.begin() as connection:
        taking.take(
            connection,
            "p",
            [SetAside("number 4", "why"), SetAside("row-4", "why")],
            4,
            NOW,
        )
        assert len(archive.set_aside(connection, "p")) == 2

        taking.take(connection, "p", [normalise(form, row(4, **consenting()))], 4, NOW)
        assert archive.set_aside(connection, "p") == []


def test_the_cursor_never_goes_back(store: Store) -> None:
    with store.begin() as connection:
        taking.take(connection, "p", [], 9, NOW)
        taking.take(connection, "p", [], 4, NOW)
        assert cursors.progress(connection, "p").last_id == 9
        assert cursors.progress(connection, "q").last_id == 0


def test_a_transaction_is_kept_whole_or_not_at_all(store: Store) -> None:
    def broken_off() -> None:
        with store.begin() as connection:
            taking.take(connection, "p", [SetAside("row", "why")], 9, NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken_off()

    with store.begin() as connection:
        assert cursors.progress(connection, "p").last_id == 0
        assert archive.set_aside(connection, "p") == []


def test_an_error_of_the_database_quotes_nothing(store: Store) -> None:
    with (
        pytest.raises(StoreError, match="run the command again") as error,
        store.begin() as connection,
    ):
        connection.execute(
            text("insert into cursors (project, last_id) values ('CANARY', null)")
        )

    assert "CANARY" not in str(error.value)
    assert error.value.__suppress_context__


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("nonsense://x/y", "driver that is not installed"),
        ("/proc/remon/remon.db", "cannot be opened"),
        ("postgresql://nobody@127.0.0.1:9/none", "cannot be opened"),
    ],
)
def test_a_place_that_cannot_be_used_is_told(where: str, told: str) -> None:
    with pytest.raises(StoreError, match=told):
        open_store(where)


def test_a_second_run_on_sqlite_is_refused_and_told(tmp_path: Path) -> None:
    first, second = (open_store(tmp_path / "remon.db") for _ in range(2))

    with first.alone(), pytest.raises(StoreError, match="in use by another run"):
        second.alone().__enter__()
    with second.alone(), second.begin() as connection:
        assert rows.seen(connection, "p") == 0

    first.close()
    second.close()


def test_runs_on_postgresql_share_the_work(
    store: Store, database: str, form: Form, row: Made
) -> None:
    if not store.shares:
        pytest.skip("SQLite has one writer at a time")
    other = open_store(database)
    with store.begin() as connection:
        people = [str(number) for number in range(4)]
        work.queue(connection, "p", people, NOW)

    with store.begin() as one, other.begin() as two:
        mine, theirs = work.claim(one, "p", 2), work.claim(two, "p", 4)
        work.done(one, "p", mine)
        work.done(two, "p", theirs)
    with store.begin() as connection:
        left = work.waiting(connection, "p")

    assert sorted(mine + theirs) == people
    assert (len(mine), len(theirs), left) == (2, 2, 0)
    other.close()
