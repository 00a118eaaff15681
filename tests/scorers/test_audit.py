"""Who saw or did what: a line each, which nobody can change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from scorers.storing import audit
from scorers.storing.store import Store, StoreError

NOW = datetime(2026, 1, 9, 8, tzinfo=UTC)


def test_lines_come_back_as_they_were_written(store: Store) -> None:
    with store.begin() as connection:
        audit.note(connection, "score", "scores shown", count=3, project="NGA", now=NOW)
        later = NOW + timedelta(days=1)
        role = "Head\n of  office"
        audit.note(connection, "erase", "person erased", role=role, now=later)
        first, second = audit.lines(connection)
        assert audit.lines(connection, later) == [second]

    assert (first.command, first.what, first.count) == ("score", "scores shown", 3)
    assert (first.at, first.project, first.account) == (NOW, "NGA", audit.account())
    assert second.role == "Head of office"


@pytest.mark.parametrize(
    "statement",
    [
        "update audit set command = 'x'",
        "update audit set what = what where line = 1",
        "delete from audit",
        "delete from audit where line = 1",
    ],
)
def test_no_line_is_changed_or_taken_away(store: Store, statement: str) -> None:
    with store.begin() as connection:
        audit.note(connection, "score", "scores shown", count=3)

    with pytest.raises(StoreError), store.begin() as connection:
        connection.execute(text(statement))

    with store.begin() as connection:
        (line,) = audit.lines(connection)
    assert (line.command, line.count) == ("score", 3)


def test_the_table_is_not_emptied_at_once(store: Store) -> None:
    if not store.shares:
        pytest.skip("SQLite has no such command")
    with store.begin() as connection:
        audit.note(connection, "score", "scores shown")
    with pytest.raises(StoreError), store.begin() as connection:
        connection.execute(text("truncate audit"))


def test_an_account_without_a_name_is_no_reason_to_stop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def nameless() -> str:
        raise KeyError("uid not found: 1000")

    monkeypatch.setattr("getpass.getuser", nameless)
    assert audit.account() == audit.NOBODY
