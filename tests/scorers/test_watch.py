"""Keeping remon running: no failure is quiet, and no operator is flooded."""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, get_args

import pytest
import stamina
import typer
from mail_server import Inbox, serving

import remon
from deploy.errors import ServerError
from instrument_specs import words, workspace
from instrument_specs.registry import Instruments
from instrument_specs.workspace import Workspace, WorkspaceError
from scorers.operating import notices, problems, routes, running
from scorers.operating.desks import duration
from scorers.operating.notices import Operator
from scorers.operating.problems import Kind, Limits, Look, Problem, said
from scorers.operating.running import Outcome
from scorers.operating.watch import Waking, Watch, ending_on_signals
from scorers.posting import outbox, undelivered
from scorers.posting.sending import post_stage
from scorers.reading.submission import SetAside
from scorers.running_commands import leave
from scorers.storing import cursors, taking, work
from scorers.storing.opening import store_of
from scorers.storing.store import IN_USE, Store, StoreError

OPERATOR = Operator("ops@office.example", "Visits <v@office.example>")
LATE = Problem("server late", "NGA/survey")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WELL = Outcome((), (), sound=True, unsent=False)


def look(*found: Problem, unknown: frozenset[Kind] = frozenset()) -> Look:
    return Look(found, frozenset({"NGA/survey", "NGA"}), unknown)


def told(store: Store, at: datetime, what: Look) -> str:
    """Give what the operator is mailed at a moment, "" for nothing."""
    with store.begin() as connection:
        notices.tell(connection, OPERATOR, what, at)
    sent: list[EmailMessage] = []
    post_stage(store, sent.append, at)
    return "".join(one.get_content() for one in sent)


def test_a_problem_is_told_once_then_daily_then_when_it_is_over(
    store: Store, now: datetime
) -> None:
    assert "form server has not been reached" in told(store, now, look(LATE))
    for hours in range(1, 24):
        assert told(store, now + hours * HOUR, look(LATE)) == ""
    assert "form server" in told(store, now + DAY, look(LATE))

    assert told(store, now + DAY + HOUR, look()) == ""
    assert "over: server late" in told(store, now + DAY + 2 * HOUR, look())
    assert told(store, now + 2 * DAY, look()) == ""


def test_a_problem_that_comes_and_goes_is_one_problem(
    store: Store, now: datetime
) -> None:
    mails = [
        told(store, now + minute * timedelta(minutes=5), look(*[LATE][: minute % 2]))
        for minute in range(1, 200)
    ]

    assert sum(bool(one) for one in mails) == 1


def test_what_was_not_looked_at_is_not_over(store: Store, now: datetime) -> None:
    counts = Problem("counts differ", "NGA/survey")
    elsewhere = Problem("set aside", "TUN/survey", 3)
    told(store, now, Look((counts, elsewhere), frozenset({"NGA/survey", "TUN/survey"})))

    for hours in range(1, 9):
        unknown: frozenset[Kind] = frozenset({"counts differ"})
        assert told(store, now + hours * HOUR, look(unknown=unknown)) == ""


def test_of_two_runs_at_once_one_tells(store: Store, now: datetime) -> None:
    with store.begin() as connection:
        first = notices.tell(connection, OPERATOR, look(LATE), now)
        second = notices.tell(connection, OPERATOR, look(LATE), now)

    assert (first, second) == (True, False)


@pytest.mark.parametrize("kind", get_args(Kind))
def test_a_notice_is_neutral_and_says_what_to_do(kind: Kind, now: datetime) -> None:
    problem = Problem(kind, "NGA", 3)
    mail = notices.notice(OPERATOR, [problem], [(kind, "NGA")], now)

    whole = mail.as_string().lower()
    assert not [word for word in words.AVOIDED["en"] if word in whole]
    assert mail["Subject"] == "remon: please look"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert said(problem) in mail.get_content().replace("\n", " ")


def test_mail_is_late_after_its_limit(store: Store, now: datetime) -> None:
    message = EmailMessage()
    message["Message-ID"] = "<1@x>"
    with store.begin() as connection:
        outbox.put(connection, "NGA/survey", "r", message, now, kind="alert")

    def found(after: timedelta) -> list[Problem]:
        with store.begin() as connection:
            return list(problems.of_mail(connection, Limits(), now + after))

    assert found(timedelta(minutes=30)) == []
    assert found(timedelta(minutes=31)) == [Problem("mail late", count=1)]


def test_a_form_server_is_late_when_it_was_reached_long_ago(
    store: Store, now: datetime
) -> None:
    def kinds(after: timedelta) -> list[str]:
        with store.begin() as connection:
            keys = ["NGA/survey"]
            found = problems.of_forms(connection, keys, Limits(), now + after)
            return [one.kind for one in found]

    assert kinds(timedelta()) == ["never reached"]
    with store.begin() as connection:
        cursors.reached(connection, "NGA/survey", now, swept=False)
    assert kinds(timedelta(hours=6)) == []
    assert kinds(timedelta(hours=6, seconds=1)) == ["server late"]


def test_what_was_set_aside_or_failed_is_counted(store: Store, now: datetime) -> None:
    with store.begin() as connection:
        cursors.reached(connection, "p", now, swept=True)
        aside = [SetAside("row-1", "why"), SetAside("row-2", "why")]
        taking.take(connection, "p", aside, 2, now)
        work.queue(connection, "p", ["10000022"], now)
        work.failed(connection, "p", "10000022", "KeyError")

        found = list(problems.of_forms(connection, ["p"], Limits(), now))

    assert found == [Problem("set aside", "p", 2), Problem("not worked out", "p", 1)]
    assert "10000022" not in " ".join(map(said, found))


class Alarms:
    def __init__(self) -> None:
        self.rung: list[bool] = []
        self.works = True

    def __call__(self, is_over: bool) -> None:
        if not self.works:
            raise OSError
        self.rung.append(is_over)


@pytest.fixture
def alarms() -> Alarms:
    return Alarms()


def watch(
    once: Callable[[], Outcome], alarms: Alarms, heartbeat: Path | None = None
) -> Watch:
    every, limit = timedelta(seconds=0.01), timedelta(minutes=30)
    return Watch(once, alarms, Waking(), every, limit, heartbeat)


def broken(error: Exception) -> Callable[[], Outcome]:
    def once() -> Outcome:
        raise error

    return once


@pytest.mark.parametrize(
    "error", [StoreError("no database"), StoreError(IN_USE), KeyError("CANARY")]
)
def test_whatever_goes_wrong_is_told_survived_and_in_the_end_alarmed(
    error: Exception,
    alarms: Alarms,
    now: datetime,
    capsys: pytest.CaptureFixture[str],
) -> None:
    keeping = watch(broken(error), alarms)

    for minutes in range(0, 48 * 60 + 30, 5):
        keeping.step(now + timedelta(minutes=minutes))
    keeping.once = lambda: WELL
    keeping.step(now + 3 * DAY)
    keeping.step(now + 3 * DAY + HOUR)

    assert alarms.rung == [False, False, True]
    said_all = capsys.readouterr().err
    assert "NOT DONE" in said_all
    assert "LATE" in said_all
    assert "CANARY" not in said_all


def test_an_alarm_that_does_not_get_out_is_tried_again(
    alarms: Alarms, now: datetime
) -> None:
    keeping, alarms.works = watch(broken(StoreError("x")), alarms), False
    keeping.step(now)
    keeping.step(now + HOUR)
    alarms.works = True

    keeping.step(now + HOUR + timedelta(minutes=5))

    assert alarms.rung == [False]


@pytest.mark.parametrize(
    ("outcome", "beats"),
    [
        (WELL, True),
        (Outcome((Problem("set aside", "p", 1),), (), sound=False, unsent=False), True),
        (Outcome((LATE,), (), sound=True, unsent=False), False),
        (Outcome((), (KeyError(),), sound=True, unsent=False), False),
        (Outcome((), (), sound=True, unsent=True), False),
        (Outcome((), (), sound=True, unsent=False, stopped=True), False),
    ],
)
def test_the_heart_beats_only_while_all_is_done(
    outcome: Outcome, alarms: Alarms, tmp_path: Path, now: datetime, *, beats: bool
) -> None:
    path = tmp_path / "heartbeat"

    watch(lambda: outcome, alarms, path).step(now)

    assert path.exists() is beats


def test_it_goes_on_until_a_signal_and_ends_between_runs(alarms: Alarms) -> None:
    runs: list[int] = []

    def once() -> Outcome:
        runs.append(1)
        if len(runs) == 3:
            signal.raise_signal(signal.SIGTERM)
        return WELL

    keeping = watch(once, alarms)
    before = signal.getsignal(signal.SIGTERM)
    with ending_on_signals(keeping.waking):
        keeping.go_on()

    assert len(runs) == 3
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_wake_up_cuts_the_waiting_short() -> None:
    waking = Waking(gathering=timedelta(seconds=0.05))
    waiting = threading.Thread(target=waking.wait, args=(timedelta(hours=1),))
    waiting.start()

    waking.woken.set()
    waiting.join(10)

    assert not waiting.is_alive()
    assert not waking.woken.is_set()


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """Give a workspace whose form server and mail server are out of reach."""
    for name in ("SERVER_URL", "MAIL_PORT", "OPERATOR_MAIL_PORT"):
        monkeypatch.delenv(f"REMON_{name}", raising=False)
    monkeypatch.setenv("REMON_TOKEN", "f" * 40)
    (tmp_path / "remon.toml").write_text(
        '[server]\nurl = "http://127.0.0.1:9"\n'
        '[mail]\nhost = "127.0.0.1"\nport = 9\nsecurity = "none"\n'
        'sender = "v@office.example"\n'
        '[operator_mail]\nhost = "127.0.0.1"\nport = 9\nsecurity = "none"\n'
        '[watch]\noperator = "ops@office.example"\n',
        encoding="utf-8",
    )
    (tmp_path / "assets.toml").write_text('[assets]\n"NGA/urgent" = "aForm"\n')
    monkeypatch.chdir(tmp_path)
    stamina.set_testing(True, attempts=1)
    yield workspace.required()
    stamina.set_testing(False)


@pytest.fixture
def kept(office: Workspace) -> Iterator[Store]:
    opened = store_of(office)
    yield opened
    opened.close()


def recipients(inbox: Inbox) -> list[str]:
    mails = [message_from_bytes(one, policy=policy.default) for one in inbox.taken]
    return [str(one["To"]) for one in mails]


def exit_code(outcome: Outcome) -> int:
    try:
        leave(outcome)
    except typer.Exit as left:
        return left.exit_code
    return 0


def test_with_every_server_away_a_run_is_loud_and_loses_nothing(
    office: Workspace, kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ExitStack() as servers:
        second, first = Inbox(), Inbox()
        other = servers.enter_context(serving(second))
        monkeypatch.setenv("REMON_OPERATOR_MAIL_PORT", str(other.port))

        bad = running.run(office, Instruments(), kept)
        by_second, with_first = recipients(second), recipients(first)
        main = servers.enter_context(serving(first))
        monkeypatch.setenv("REMON_MAIL_PORT", str(main.port))
        better = running.run(office, Instruments(), kept)

    kinds = [type(one).__name__ for one in bad.errors]
    assert kinds == ["NoServerError", "MailError"]
    assert exit_code(bad) == 3
    assert isinstance(better.errors[0], ServerError)
    assert by_second == ["ops@office.example"]
    assert with_first == []
    assert "never reached" in {one.kind for one in better.problems}
    assert recipients(first)
    assert "ops@office.example" not in recipients(first)


def test_without_a_second_way_the_notice_goes_by_the_first(
    office: Workspace, kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = Inbox()
    with serving(inbox) as server:
        monkeypatch.setenv("REMON_MAIL_PORT", str(server.port))
        running.run(office, Instruments(), kept)

    assert recipients(inbox).count("ops@office.example") == 1


def test_the_operator_is_told_without_a_database(
    office: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = Inbox()
    with serving(inbox) as server:
        monkeypatch.setenv("REMON_MAIL_PORT", str(server.port))
        routes.alarm(office, is_over=False)
        routes.alarm(office, is_over=True)

    assert recipients(inbox) == ["ops@office.example"] * 2
    assert b"could not be done" in inbox.taken[0]
    assert b"over: stopped" in inbox.taken[1]


def test_a_step_that_breaks_holds_back_no_other(
    office: Workspace, kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: Any, **__: Any) -> None:
        raise KeyError("CANARY")

    inbox = Inbox()
    monkeypatch.setattr(running.Round, "score", failing)
    with serving(inbox) as server:
        monkeypatch.setenv("REMON_MAIL_PORT", str(server.port))
        outcome = running.run(office, Instruments(), kept)

    assert {"stopped", "never reached"} <= {one.kind for one in outcome.problems}
    assert "ops@office.example" in recipients(inbox)
    assert not [one for one in inbox.taken if b"CANARY" in one]


def test_a_run_ends_between_two_steps_when_told(office: Workspace, kept: Store) -> None:
    outcome = running.run(office, Instruments(), kept, stopping=lambda: True)

    assert outcome == Outcome((), (), sound=True, unsent=False, stopped=True)


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (WELL, 0),
        (Outcome((), (), sound=False, unsent=False), 1),
        (Outcome((Problem("mail dead", count=1),), (), sound=True, unsent=False), 1),
        (Outcome((Problem("unanswered", "NGA", 1),), (), sound=True, unsent=False), 0),
        (Outcome((LATE,), (), sound=True, unsent=False), 3),
        (Outcome((LATE,), (WorkspaceError("x"),), sound=True, unsent=False), 3),
        (Outcome((), (), sound=False, unsent=True), 3),
    ],
)
def test_exit_codes(outcome: Outcome, code: int) -> None:
    assert exit_code(outcome) == code


def ran(*words: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "argv", ["remon", *words])
    with pytest.raises(SystemExit) as left:
        remon.main()
    return int(left.value.code or 0)


def test_mails_are_listed_tried_again_and_settled_by_command(
    office: Workspace,
    kept: Store,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    message = EmailMessage()
    message["To"], message["Message-ID"] = "CANARY@x", "<1@x>"
    with kept.begin() as connection:
        outbox.put(connection, "p", "Desk", message, now, kind="alert")
    (tmp_path / "report.eml").write_bytes(
        b"Content-Type: multipart/report; boundary=b\n\n"
        b"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n"
        b"Final-Recipient: rfc822; CANARY@x\nAction: failed\nStatus: 5.2.1\n\n"
        b"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <1@x>\n\n--b--\n"
    )

    def told(*words: str) -> tuple[int, str]:
        code = ran("mails", *words, monkeypatch=monkeypatch)
        captured = capsys.readouterr()
        assert "CANARY" not in captured.out + captured.err
        return code, captured.out + captured.err

    assert told()[0] == 0
    assert told("bounced", "report.eml") == (
        0,
        "1 of 1 reports are about mails of ours.\n",
    )
    code, listing = told("--format", "json")
    number = json.loads(listing)[0]["number"]
    assert code == 1
    assert "came back, status 5.2.1" in listing
    assert told("bounced", "remon.toml")[0] == 1
    assert told("retry") == (0, "1 mails are tried by the next run.\n")
    assert told("settle", "12345678", "--by", "officer")[0] == 1
    with kept.begin() as connection:
        undelivered.came_back(connection, "<1@x>", "5.2.1", now)
    assert told("settle", number, "--by", "officer") == (0, "Settled.\n")
    assert told()[1] == "no mail waits\n"


def test_an_error_that_no_wait_mends_is_raised() -> None:
    outcome = Outcome((), (WorkspaceError("mend it"),), sound=True, unsent=False)

    with pytest.raises(WorkspaceError, match="mend it"):
        leave(outcome)


@pytest.mark.parametrize("written", ["", "0m", "5", "m", "-5m", "5 weeks", "1e9h"])
def test_a_time_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(WorkspaceError, match="write it as in"):
        duration(written, "--every")


def test_times() -> None:
    found = [duration(one, "x") for one in ("90s", "5m", "6h", "1d")]

    assert found == [timedelta(seconds=90), timedelta(minutes=5), 6 * HOUR, DAY]


def test_a_clock_that_ran_ahead_holds_nothing_back(store: Store, now: datetime) -> None:
    year = timedelta(days=365)
    message = EmailMessage()
    message["Message-ID"] = "<1@x>"
    with store.begin() as connection:
        outbox.put(connection, "NGA/survey", "r", message, now + year, kind="alert")
        cursors.reached(connection, "NGA/survey", now + year, swept=True)

        late = [one.kind for one in problems.of_mail(connection, Limits(), now)]
        forms = problems.of_forms(connection, ["NGA/survey"], Limits(), now)
        kinds = [one.kind for one in forms]

    assert (late, kinds) == (["mail late"], ["server late"])
    sent: list[EmailMessage] = []
    assert post_stage(store, sent.append, now).sent == 1
