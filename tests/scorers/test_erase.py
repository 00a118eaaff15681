"""Forgetting a person: there first, then here, for good, whatever comes between."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from small_form import consenting
from sqlalchemy import select

from builder.form import Form
from deploy.errors import ServerError
from instrument_specs.registry import Instruments
from instrument_specs.workspace import Workspace, WorkspaceError
from scorers.alerting import releasing
from scorers.alerting.letter import Desk
from scorers.erasing import erasures, removal
from scorers.erasing.certificate import Certificate
from scorers.erasing.erase import Eraser, Left, write_certificates
from scorers.erasing.erasures import Asked
from scorers.operating.forgetting import Forgetting
from scorers.operating.projects import projects
from scorers.operating.stages import Scorer
from scorers.scoring.agreement import MadeWith
from scorers.storing import archive, cursors, rows, taking, tombstones, work
from scorers.storing.schema import (
    ALERTS,
    EPISODES,
    ERASURES,
    METADATA,
    OUTBOX,
    TOMBSTONES,
)
from scorers.storing.store import Store
from scorers.storing.sync import Pulled, Sync
from scorers.storing.tombstones import FILE, Key

Made = Callable[..., dict[str, Any]]
PROJECT, UID = "NGA/survey", "aForm"
ARRANGER = {"b2/debts/debt": [{"b2/debts/debt/q2_2": "arranger"}]}
KEY = Key(bytes(range(32)))
A, B = "10000022", "10000119"


class Server:
    """A form server that can delete; it breaks off where it is told to."""

    def __init__(self, *held: dict[str, Any]) -> None:
        self.held = list(held)
        self.breaks_at: str = ""
        self.keeps = False

    def submissions(
        self, uid: str, *, after: int = 0, fields: Sequence[str] | None = None
    ) -> Iterator[dict[str, Any]]:
        yield from [row for row in self.held if row["_id"] > after]

    def rows(self, uid: str, numbers: Sequence[int]) -> Iterator[dict[str, Any]]:
        yield from (row for row in self.held if row["_id"] in numbers)

    def count(self, uid: str) -> int:
        self._reached("count")
        return len(self.held)

    def holds(self, uid: str, number: int) -> bool:
        self._reached("holds")
        return any(row["_id"] == number for row in self.held)

    def delete(self, uid: str, number: int) -> None:
        self._reached("delete")
        if not self.keeps:
            self.held = [row for row in self.held if row["_id"] != number]

    def _reached(self, step: str) -> None:
        if step == self.breaks_at:
            raise ServerError("Away", where="server", advice="Wait.", retryable=True)


class Office:
    """One office, with its store, its server and its folder."""

    def __init__(
        self, store: Store, form: Form, desk: Desk, now: datetime, folder: Path
    ) -> None:
        self.store, self.form, self.desk, self.now = store, form, desk, now
        self.folder, self.server = folder, Server()

    def pull(self) -> Pulled:
        with self.store.begin() as connection:
            guard = tombstones.guard(connection, "NGA", KEY)
        sync = Sync(self.server, UID, self.form, self.store, PROJECT, guard=guard)
        pulled = sync.pull(self.now, everything=True)
        here = MadeWith(str(len(self.form.flags)), "", "")
        Scorer(self.form, self.store, PROJECT, here, self.desk).run(self.now)
        return pulled

    def ask(self, name: str, second: str = "", kind: Any = "code") -> str:
        asked = Asked("NGA", kind, name, "Head of office", second)
        with self.store.begin() as connection:
            return erasures.ask(connection, asked, self.now)

    def finish(self) -> list[Certificate | Left]:
        eraser = Eraser(
            self.store, self.server, "NGA", {PROJECT: UID}, self.folder, KEY, self.now
        )
        return list(eraser.finish())

    def holds(self, *words: str) -> set[str]:
        """Find words in any row of any table."""
        with self.store.begin() as connection:
            dump = "\n".join(
                f"{tuple(row)}"
                for table in METADATA.sorted_tables
                for row in connection.execute(select(table))
            )
        return {one for one in words if one in dump}


@pytest.fixture
def office(
    store: Store, form: Form, desk: Desk, now: datetime, tmp_path: Path
) -> Office:
    folder = tmp_path / "office"
    folder.mkdir()
    return Office(store, form, desk, now, folder)


def talk(row: Made, number: int, code: str, **answers: Any) -> dict[str, Any]:
    said = consenting(go_on_1="continue", q2_1="no", respondent_code=code)
    return row(number, **{**said, **answers})


def unsafe(row: Made, number: int, code: str) -> dict[str, Any]:
    return talk(row, number, code, **ARRANGER)


def test_nothing_of_a_person_is_left_there_or_here(office: Office, row: Made) -> None:
    office.server.held = [unsafe(row, 1, A), talk(row, 2, A), unsafe(row, 3, B)]
    office.pull()
    office.ask(A, "Protection lead")

    done = office.finish()

    assert [type(one) for one in done] == [Certificate]
    assert [one["_id"] for one in office.server.held] == [3]
    assert office.holds(A, "row-1", "row-2", B, "row-3") == {B, "row-3"}
    with office.store.begin() as connection:
        assert rows.numbers(connection, PROJECT) == {3}
        assert {one.person for one in connection.execute(select(ALERTS))} == {B}
        assert {one.person for one in connection.execute(select(EPISODES))} == {B}


def test_what_others_said_is_as_it_was(office: Office, row: Made) -> None:
    office.server.held = [unsafe(row, 1, A), unsafe(row, 3, B)]
    office.pull()
    with office.store.begin() as connection:
        before = archive.submissions(connection, PROJECT, [B])
        mails = connection.scalar(select(OUTBOX.c.message_id).limit(1))
    assert mails
    office.ask(A, "Protection lead")
    office.finish()

    with office.store.begin() as connection:
        assert archive.submissions(connection, PROJECT, [B]) == before
        waiting = connection.scalars(select(OUTBOX.c.message)).all()
    assert len(waiting) == 2
    assert all(B in one for one in waiting)


def test_an_open_critical_case_needs_two(office: Office, row: Made) -> None:
    office.server.held = [unsafe(row, 1, A)]
    office.pull()
    office.ask(A)

    (left,) = office.finish()

    assert isinstance(left, Left)
    assert "--and" in left.why
    assert len(office.server.held) == 1
    assert office.holds(A) == {A}
    office.ask(A, "Protection lead")
    assert isinstance(office.finish()[0], Certificate)
    assert not office.server.held


def test_what_was_not_worked_out_yet_needs_two(office: Office, row: Made) -> None:
    office.server.held = [talk(row, 1, A)]
    office.pull()
    with office.store.begin() as connection:
        work.queue(connection, PROJECT, [A], office.now)
        work.failed(connection, PROJECT, A, "KeyError")
    office.ask(A)

    assert isinstance(office.finish()[0], Left)
    assert office.server.held


@pytest.mark.parametrize("step", ["count", "delete", "holds"])
def test_a_server_that_is_away_leaves_it_pending(
    office: Office, row: Made, step: str
) -> None:
    office.server.held = [talk(row, 1, A), talk(row, 2, A)]
    office.pull()
    office.ask(A)
    office.server.breaks_at = step

    (left,) = office.finish()

    assert isinstance(left, Left)
    assert left.retryable
    assert office.holds(A) == {A}
    office.server.breaks_at = ""
    (done,) = office.finish()
    assert isinstance(done, Certificate)
    assert done.counts["submissions"] == 2
    assert done.counts["rows on the form server"] == 2
    assert not office.server.held
    assert office.holds(A, "row-1", "row-2") == set()
    assert office.finish() == []


def test_a_server_that_only_says_so_is_not_believed(office: Office, row: Made) -> None:
    office.server.held = [talk(row, 1, A)]
    office.pull()
    office.ask(A)
    office.server.keeps = True

    (left,) = office.finish()

    assert isinstance(left, Left)
    assert "still shows it" in left.why
    assert office.holds(A) == {A}


class CrashError(Exception):
    """The process is killed."""


STEPS: tuple[tuple[Any, str], ...] = (
    (Server, "delete"),
    (Server, "holds"),
    (rows, "forget"),
    (removal, "forget_submission"),
    (removal, "forget_person"),
    (tombstones, "bury"),
    (erasures, "add"),
    (erasures, "over"),
    (erasures, "unwritten"),
    (erasures, "filed"),
)


def crashing(patched: pytest.MonkeyPatch, at: int) -> None:
    """Have the process die at a step, counted over all of them."""
    taken = count(1)

    def counted(function: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **kwargs: Any) -> Any:
            if next(taken) == at:
                raise CrashError
            return function(*args, **kwargs)

        return step

    for owner, name in STEPS:
        patched.setattr(owner, name, counted(getattr(owner, name)))


def test_a_crash_at_any_step_is_made_good(
    office: Office, row: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    crashed = 0
    for at in count(1):
        code, first, second = str(10_000_022 + 97 * (at + 1)), 10 * at, 10 * at + 1
        office.server.held = [unsafe(row, first, code), talk(row, second, code)]
        office.pull()
        office.ask(code, "Protection lead")
        with monkeypatch.context() as patched:
            crashing(patched, at)
            with suppress(CrashError):
                office.finish()
                break
        crashed += 1

        office.finish()
        write_certificates(office.store, office.folder)

        assert not office.server.held
        assert not office.holds(code, f"row-{first}", f"row-{second}")
        pages = sorted((office.folder / "erasures").glob("*.json"))
        assert len(pages) == crashed
        for page in pages:
            counts = json.loads(page.read_text(encoding="utf-8"))["counts"]
            assert counts["submissions"] == 2
            assert counts["rows on the form server"] == 2
        with office.store.begin() as connection:
            assert not connection.execute(select(ERASURES)).all()
    assert crashed > len(STEPS)


def test_a_copy_sent_again_is_kept_out(office: Office, row: Made) -> None:
    first, late = talk(row, 1, A), talk(row, 8, A)
    office.server.held = [first]
    office.pull()
    office.ask(A)
    office.finish()
    office.server.held = [first | {"_id": 7}, late, talk(row, 9, B)]

    pulled = office.pull()

    assert pulled.taken.kept_out == 2
    assert pulled.taken.new == 1
    assert pulled.complete
    assert office.holds(A, "row-1", "row-8") == set()
    with office.store.begin() as connection:
        assert rows.numbers_of(connection, PROJECT, rows.KEPT_OUT) == [7, 8]


def test_a_talk_after_the_erasure_is_a_new_one(office: Office, row: Made) -> None:
    office.server.held = [talk(row, 1, A)]
    office.pull()
    office.ask(A)
    office.finish()
    later = (office.now + timedelta(days=1)).date().isoformat()
    office.server.held = [talk(row, 5, A, interview_date=later)]

    pulled = office.pull()

    assert (pulled.taken.new, pulled.taken.kept_out) == (1, 0)


def test_one_submission_alone_can_be_erased(office: Office, row: Made) -> None:
    office.server.held = [talk(row, 1, A), talk(row, 2, A)]
    office.pull()
    office.ask("row-1", kind="submission")

    (done,) = office.finish()

    assert isinstance(done, Certificate)
    assert [one["_id"] for one in office.server.held] == [2]
    office.server.held.append(talk(row, 6, A) | {"meta/rootUuid": "uuid:row-1"})
    assert office.pull().taken.kept_out == 1
    with office.store.begin() as connection:
        (kept,) = archive.submissions(connection, PROJECT, [A])
    assert kept.submission == "row-2"


def test_a_row_that_cannot_be_read_can_be_erased(office: Office, row: Made) -> None:
    office.server.held = [row(1, base64EncryptedKey="x", meta="y")]
    office.pull()
    assert office.ask("row-1", kind="submission")

    assert isinstance(office.finish()[0], Certificate)
    assert not office.server.held
    assert office.pull().complete


def test_nobody_is_known_by_the_code_yet(office: Office, row: Made) -> None:
    office.pull()
    office.ask(A)

    (done,) = office.finish()

    assert isinstance(done, Certificate)
    office.server.held = [talk(row, 1, A)]
    assert office.pull().taken.kept_out == 1


def test_a_list_that_waits_is_made_again_without_the_person(
    office: Office, row: Made
) -> None:
    office.server.held = [unsafe(row, 1, A), unsafe(row, 2, B)]
    office.pull()
    with office.store.begin() as connection:
        connection.execute(
            ALERTS.update().values(message_id=None, send_at="2025-12-01T00:00:00+00:00")
        )
        connection.execute(OUTBOX.delete())
        releasing.release(connection, office.desk, office.now)
        made = connection.scalars(select(OUTBOX.c.message)).all()
    assert any(A in one and B in one for one in made)
    office.ask(A, "Protection lead")
    office.finish()

    with office.store.begin() as connection:
        releasing.release(connection, office.desk, office.now)
        made = connection.scalars(select(OUTBOX.c.message)).all()
        untold = connection.execute(
            select(ALERTS).where(ALERTS.c.message_id.is_(None))
        ).all()
    assert any(B in one for one in made)
    assert not any(A in one for one in made)
    assert not untold


def test_score_tables_go_and_other_files_are_named(office: Office, row: Made) -> None:
    ours = pl.DataFrame(
        {"respondent_code": [A, B], "scoring_profile": ["toolkit", "toolkit"]}
    )
    ours.write_csv(office.folder / "scores.csv")
    ours.write_parquet(office.folder / "scores.parquet")
    (office.folder / "scores.json").write_text(json.dumps(ours.to_dicts()))
    ours.filter(pl.col("respondent_code") == B).write_csv(office.folder / "of_b.csv")
    (office.folder / "notes.txt").write_text(f"call {A}")
    (office.folder / "codes").mkdir()
    (office.folder / "codes/printed.csv").write_text(A)
    office.ask(A)

    (done,) = office.finish()

    assert isinstance(done, Certificate)
    assert done.counts["score tables"] == 3
    assert done.other_files == 1
    left = {one.name for one in office.folder.iterdir()}
    assert left == {"of_b.csv", "notes.txt", "codes", "erasures"}


def test_the_certificate_names_nobody(office: Office, row: Made) -> None:
    office.server.held = [unsafe(row, 1, A)]
    office.pull()
    office.ask(A, "Protection lead")
    office.finish()

    (page,) = (office.folder / "erasures").glob("*.txt")
    said = page.read_text(encoding="utf-8")
    for kept in (page, page.with_suffix(".json")):
        found = kept.read_text(encoding="utf-8")
        assert not {one for one in (A, "row-1", "aForm") if one in found}
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(page.parent.stat().st_mode) == 0o700
    assert "Head of office and Protection lead" in said
    assert "Out of reach" in said


def test_what_an_older_form_holds_is_named_and_not_called_deleted(
    office: Office, row: Made
) -> None:
    office.server.held = [unsafe(row, 1, A)]
    office.pull()
    with office.store.begin() as connection:
        moved = cursors.read_as(connection, PROJECT, "aFormMadeAnew")
    office.ask(A, "Protection lead")

    (done,) = office.finish()

    assert moved
    assert isinstance(done, Certificate)
    assert done.astray == 1
    assert "by hand" in done.text()
    assert "number" not in "".join(done.counts)


def test_marks_tell_nothing_without_the_key(office: Office, row: Made) -> None:
    office.ask(A)
    office.finish()

    with office.store.begin() as connection:
        marks = connection.execute(select(TOMBSTONES)).all()
        assert tombstones.unknown(connection, None) == len(marks) == 1
        assert tombstones.unknown(connection, Key(b"2" * 32)) == 1
        assert tombstones.unknown(connection, KEY) == 0
    assert office.holds(A, KEY.value.hex()) == set()
    assert KEY.value.hex() not in repr(KEY)
    assert repr(KEY.value) not in repr(KEY)


def test_the_key_is_made_once_for_its_owner(tmp_path: Path) -> None:
    place = Workspace(tmp_path, {})
    assert tombstones.key_of(place) is None
    first = tombstones.key_of(place, make=True)

    assert first is not None
    assert tombstones.key_of(place, make=True) == first
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    for damaged in ("", "half", "ab" * 31, "ü" * 64):
        (tmp_path / FILE).write_text(damaged, encoding="utf-8")
        with pytest.raises(WorkspaceError, match="damaged"):
            tombstones.key_of(place, make=True)


def test_the_later_day_counts_when_erased_twice(store: Store, now: datetime) -> None:
    with store.begin() as connection:
        for day in (date(2026, 1, 1), date(2026, 3, 1)):
            tombstones.bury(connection, "NGA", KEY, [("code", A)], day)
        (mark,) = connection.execute(select(TOMBSTONES)).all()
    assert mark.erased_on == "2026-03-01"


def test_another_country_is_left_alone(office: Office, row: Made) -> None:
    office.server.held = [talk(row, 1, A)]
    office.pull()
    with office.store.begin() as connection:
        (one,) = archive.submissions(connection, PROJECT)
        taking.take(connection, "TUN/survey", [replace(one)], 1, office.now)
        cursors.move(connection, "TUN/survey", 1)
    office.ask(A)
    office.finish()

    with office.store.begin() as connection:
        assert archive.submissions(connection, PROJECT) == []
        assert len(archive.submissions(connection, "TUN/survey")) == 1


def test_deleted_bytes_do_not_stay_in_the_file(office: Office, row: Made) -> None:
    if office.store.shares:
        pytest.skip("PostgreSQL keeps its files to itself")
    office.server.held = [unsafe(row, 1, A)]
    office.pull()
    office.ask(A, "Protection lead")
    office.finish()

    database = Path(str(office.store.engine.url.database))
    for one in database.parent.glob(f"{database.name}*"):
        assert A.encode() not in one.read_bytes(), one.name
        assert b"row-1" not in one.read_bytes(), one.name


class Counting(Server):
    """Servers of two countries, one of which is not as it was."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: Exception | None = None
        self.more = 0

    def count(self, uid: str) -> int:
        if uid == "aNigeria" and self.wrong is not None:
            raise self.wrong
        return self.more if uid == "aNigeria" else 0


@pytest.fixture
def two_countries(store: Store, now: datetime, tmp_path: Path) -> Forgetting:
    """Have an erasure asked for in each of two countries, all of both being read."""
    place = Workspace(tmp_path, {})
    place.remember("NGA/survey", "aNigeria")
    place.remember("TUN/survey", "aTunisia")
    chosen = projects(place, None)
    with store.begin() as connection:
        for one in chosen:
            asked = Asked(one.country, "code", A, "Head of office")
            erasures.ask(connection, asked, now)
            cursors.reached(connection, one.key, now, swept=True)
    return Forgetting(place, Instruments(), store, chosen, now)


@pytest.mark.parametrize(
    ("wrong", "is_passing"),
    [
        (ServerError("Away", where="x", advice="Wait.", retryable=True), True),
        (ServerError("No right", where="x", advice="Ask."), False),
        (WorkspaceError("set REMON_TOKEN"), False),
        ("more", True),
        ("not read", True),
        ("never read", True),
        ("not listed", False),
    ],
    ids=str,
)
def test_a_country_that_is_not_read_in_full_waits_alone(
    two_countries: Forgetting, wrong: Exception | str, *, is_passing: bool
) -> None:
    server, place = Counting(), two_countries.place
    server.wrong = wrong if isinstance(wrong, Exception) else None
    if wrong == "more":
        server.more = 1
    with two_countries.store.begin() as connection:
        before = two_countries.now - timedelta(minutes=1)
        if wrong == "not read":
            cursors.reached(connection, "NGA/survey", before, swept=True)
        if wrong == "not listed":
            cursors.reached(connection, "NGA/case_study", before, swept=True)
    if wrong == "never read":
        place.remember("NGA/case_study", "aNewOne")

    (left,) = two_countries.carry_on(server)

    assert left.retryable == is_passing
    with two_countries.store.begin() as connection:
        assert [one.id for one in erasures.pending(connection, "NGA")] == [left.erasure]
        assert erasures.pending(connection, "TUN") == []
    assert len([*(place.folder / "erasures").glob("*.txt")]) == 1


def test_a_missing_secret_stops_no_other_erasure(
    office: Office, row: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.server.held = [talk(row, 1, A), talk(row, 2, B)]
    office.pull()
    first, _ = office.ask(A), office.ask(B)
    delete = office.server.delete

    def refused(uid: str, number: int) -> None:
        if number == 1:
            raise WorkspaceError("set REMON_TOKEN")
        delete(uid, number)

    monkeypatch.setattr(office.server, "delete", refused)

    done = office.finish()

    assert Left(first, "set REMON_TOKEN", retryable=False) in done
    assert [type(one) for one in done].count(Certificate) == 1
    assert [one["_id"] for one in office.server.held] == [1]
