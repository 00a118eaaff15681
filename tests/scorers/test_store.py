"""The database: its tables, who may read it, what a transaction keeps."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from small_form import consenting
from sqlalchemy import text

from builder.form import Form
from scorers import archive
from scorers.normalise import normalise
from scorers.schema import METADATA
from scorers.store import Store, StoreError, open_store
from scorers.submission import SetAside

Made = Callable[..., dict[str, Any]]


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
            archive.take(
                connection, "NGA/survey", [normalise(form, row(1, **consenting()))], 1
            )
        store.close()

    with open_store(path).begin() as connection:
        assert len(archive.submissions(connection, "NGA/survey")) == 1


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "remon.db"
    path.touch(0o644)
    store = open_store(path)
    with store.begin() as connection:
        connection.execute(text("insert into cursors values ('p', 1)"))

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
        archive.take(connection, "p", [one], 4)
        assert archive.submissions(connection, "p") == [one]
        assert archive.submissions(connection, "another") == []


def test_a_row_is_new_then_unchanged_then_changed(
    store: Store, form: Form, row: Made
) -> None:
    def take(**answers: Any) -> archive.Taken:
        with store.begin() as connection:
            return archive.take(
                connection, "p", [normalise(form, row(4, **consenting(**answers)))], 4
            )

    assert take() == archive.Taken(new=1)
    assert take() == archive.Taken(unchanged=1)
    assert take(q1_1="no") == archive.Taken(changed=1)
    with store.begin() as connection:
        (kept,) = archive.submissions(connection, "p")
        assert kept.value("q1_1") == "no"


def test_an_older_copy_of_a_row_does_not_come_back(
    store: Store, form: Form, row: Made
) -> None:
    newer = row(9, **consenting(q1_1="no"))
    older = {
        **row(4, **consenting(q1_1="yes")),
        "meta/rootUuid": newer["meta/rootUuid"],
    }

    with store.begin() as connection:
        archive.take(
            connection, "p", [normalise(form, newer), normalise(form, older)], 9
        )
        assert [one.value("q1_1") for one in archive.submissions(connection, "p")] == [
            "no"
        ]


def test_what_was_set_aside_and_can_be_read_now_is_no_longer_listed(
    store: Store, form: Form, row: Made
) -> None:
    with store.begin() as connection:
        archive.take(
            connection, "p", [SetAside("number 4", "why"), SetAside("row-4", "why")], 4
        )
        assert len(archive.set_aside(connection, "p")) == 2

        archive.take(connection, "p", [normalise(form, row(4, **consenting()))], 4)
        assert archive.set_aside(connection, "p") == []


def test_the_cursor_never_goes_back(store: Store) -> None:
    with store.begin() as connection:
        archive.take(connection, "p", [], 9)
        archive.take(connection, "p", [], 4)
        assert archive.cursor(connection, "p") == 9
        assert archive.cursor(connection, "q") == 0


def test_a_transaction_is_kept_whole_or_not_at_all(store: Store) -> None:
    def broken_off() -> None:
        with store.begin() as connection:
            archive.take(connection, "p", [SetAside("row", "why")], 9)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken_off()

    with store.begin() as connection:
        assert archive.cursor(connection, "p") == 0
        assert archive.set_aside(connection, "p") == []


def test_an_error_of_the_database_quotes_nothing(store: Store) -> None:
    with (
        pytest.raises(StoreError, match="run the command again") as error,
        store.begin() as connection,
    ):
        connection.execute(text("insert into cursors values ('CANARY', null)"))

    assert "CANARY" not in str(error.value)
    assert error.value.__suppress_context__


@pytest.mark.parametrize("where", ["nonsense://x/y", "/proc/remon/remon.db"])
def test_a_place_that_cannot_be_used_is_told(where: str) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(where)
