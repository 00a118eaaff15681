"""From server to mail: nothing lost, nothing doubled, nothing told too much."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from small_form import consenting, small_form
from sqlalchemy import select, text

from builder.form import Form
from builder.judgements import Flag, Level
from builder.verdict import says
from scorers.alerting import ledger
from scorers.alerting.letter import Desk, reference
from scorers.operating import stages
from scorers.posting import outbox, sending
from scorers.posting.post import MailError
from scorers.reading.submission import NOT_APPROVED
from scorers.scoring import interviews
from scorers.scoring.agreement import MadeWith
from scorers.storing import archive, quarantine, results, sync, taking, work
from scorers.storing.schema import ALERTS, METADATA, OUTBOX
from scorers.storing.store import Store, open_store
from scorers.storing.sync import Pulled, Sync

Made = Callable[..., dict[str, Any]]
PROJECT, UID = "NGA/survey", "aForm"
ARRANGER = {"b2/debts/debt": [{"b2/debts/debt/q2_2": "arranger"}]}


class Server:
    """A server with rows; like the real one it sends the fields asked for.

    One that is not `selective` sends everything, as older ones and files do.
    """

    def __init__(
        self,
        *rows: dict[str, Any],
        breaks_after: int | None = None,
        selective: bool = True,
    ) -> None:
        self.held, self.breaks_after = list(rows), breaks_after
        self.selective = selective
        self.asked: list[tuple[int, Sequence[str] | None]] = []

    def submissions(
        self, uid: str, *, after: int = 0, fields: Sequence[str] | None = None
    ) -> Iterator[dict[str, Any]]:
        self.asked.append((after, fields))
        sent = {"_id", "_uuid", "meta/rootUuid", "_validation_status", *(fields or ())}
        for number, row in enumerate(row for row in self.held if row["_id"] > after):
            if number == self.breaks_after:
                raise ConnectionError
            row.setdefault("_xform_id_string", UID)
            yield {k: v for k, v in row.items() if k in sent or not self.selective}

    def rows(self, uid: str, numbers: Sequence[int]) -> Iterator[dict[str, Any]]:
        yield from (row for row in self.held if row["_id"] in numbers)

    def count(self, uid: str) -> int:
        return len(self.held)

    def holds(self, uid: str, number: int) -> bool:
        return any(row["_id"] == number for row in self.held)


class Mailbox:
    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    def __call__(self, message: EmailMessage) -> None:
        self.mails.append(message)

    @property
    def ids(self) -> list[str]:
        return [str(one["Message-ID"]) for one in self.mails]


class Chain:
    """One office: its store, form and desk, and the moment it runs."""

    project = PROJECT

    def __init__(self, store: Store, form: Form, desk: Desk, now: datetime) -> None:
        self.store, self.form, self.desk, self.now = store, form, desk, now

    def run(
        self,
        server: Server,
        mailbox: Callable[[EmailMessage], None],
        *,
        everything: bool = False,
    ) -> sending.Posted:
        self.pull(server, everything=everything)
        self.score()
        return sending.post_stage(self.store, mailbox, self.now)

    def pull(self, server: Server, *, everything: bool = False) -> Pulled:
        sync = Sync(server, UID, self.form, self.store, self.project)
        return sync.pull(self.now, everything=everything)

    def score(self) -> stages.Scored:
        here = MadeWith(str(len(self.form.flags)), "", "")
        scorer = stages.Scorer(self.form, self.store, self.project, here, self.desk)
        return scorer.run(self.now)


@pytest.fixture
def chain(store: Store, form: Form, desk: Desk, now: datetime) -> Chain:
    return Chain(store, form, desk, now)


def unsafe(row: Made, number: int = 1, **answers: Any) -> dict[str, Any]:
    return row(
        number, **{**consenting(go_on_1="continue", q2_1="no"), **ARRANGER, **answers}
    )


def ledger_of(store: Store) -> list[tuple[Any, ...]]:
    with store.begin() as connection:
        keys = connection.execute(
            select(ALERTS.c.key, ALERTS.c.message_id).order_by(ALERTS.c.key)
        ).all()
        mails = connection.execute(
            select(OUTBOX.c.message_id, OUTBOX.c.sent_at.is_not(None)).order_by(
                OUTBOX.c.message_id
            )
        ).all()
    return [*map(tuple, keys), *map(tuple, mails)]


def test_the_whole_chain(chain: Chain, row: Made) -> None:
    mailbox = Mailbox()

    posted = chain.run(Server(unsafe(row), row(2, consent="no")), mailbox)

    assert posted == sending.Posted(sent=2)
    assert {one["To"] for one in mailbox.mails} == {
        "protection@office.example",
        "protection.deputy@office.example",
    }
    with chain.store.begin() as connection:
        rows = results.scores(connection, PROJECT, "toolkit")
    assert [one["outcome"] for one in rows] == ["complete", "refused"]
    assert rows[0]["red_flags"] == ["RF-01"]


def test_one_mail_for_an_interview_and_a_recipient(chain: Chain, row: Made) -> None:
    mailbox = Mailbox()
    needs = unsafe(row, programme_involved="yes", q1_1="yes", q1_2="food")

    chain.run(Server(needs), mailbox)

    assert [one["To"] for one in mailbox.mails] == ["safeguarding@regional.example"]
    with chain.store.begin() as connection:
        assert len(connection.execute(select(ALERTS.c.key)).all()) == 2


def test_only_needed_fields_are_asked_for_from_the_cursor_on(
    chain: Chain, row: Made
) -> None:
    server = Server(unsafe(row, 1005))

    chain.run(server, Mailbox())
    chain.run(server, Mailbox())

    assert [after for after, _ in server.asked] == [0, 1005 - sync.OVERLAP]
    fields = server.asked[0][1]
    assert fields is not None
    assert {"b1/q1_1", "b2/debts/debt", "visit/respondent_code", "__version__"} <= set(
        fields
    )
    assert not {"visit/phone", "b2/debts/debt/q2_3"} & set(fields)


def test_running_again_changes_nothing(chain: Chain, row: Made) -> None:
    server, mailbox = Server(unsafe(row)), Mailbox()
    chain.run(server, mailbox)
    before = ledger_of(chain.store)

    chain.run(server, mailbox, everything=True)

    assert ledger_of(chain.store) == before
    assert len(mailbox.mails) == 2


def test_an_edit_is_scored_again_and_alerts_what_is_new(
    chain: Chain, row: Made
) -> None:
    safe = unsafe(row, q2_1="yes")
    mailbox = Mailbox()
    chain.run(Server(safe), mailbox)
    assert mailbox.mails == []

    chain.run(Server(unsafe(row)), mailbox, everything=True)

    assert len(mailbox.mails) == 2


def test_an_edit_that_takes_back_what_was_critical_is_told_to_two(
    chain: Chain, row: Made
) -> None:
    mailbox = Mailbox()
    chain.run(Server(unsafe(row)), mailbox)

    chain.run(Server(unsafe(row, q2_1="yes")), mailbox, everything=True)

    corrected = [one["To"] for one in mailbox.mails if "correction" in one["Subject"]]
    assert len(corrected) == len(set(corrected)) == 2


def test_a_flag_switched_on_later_lists_old_cases_and_mails_none(
    chain: Chain, row: Made
) -> None:
    server, mailbox = Server(unsafe(row, q1_1="no")), Mailbox()
    chain.run(server, mailbox)
    more = small_form()
    more.flags.append(
        Flag(
            "RF-20",
            "No work",
            "basic_needs",
            (Level("high", says(more.q("1.1"), "no")),),
        )
    )

    chain.form = more
    chain.run(server, mailbox, everything=True)

    assert len(mailbox.mails) == 2
    with chain.store.begin() as connection:
        assert results.scores(connection, PROJECT, "toolkit")[0]["red_flags"] == [
            "RF-01",
            "RF-20",
        ]


def test_a_late_first_sitting_alerts_by_itself(chain: Chain, row: Made) -> None:
    mailbox = Mailbox()
    second = row(1, **consenting(sitting="2", go_on_1="stop"))
    chain.run(Server(second), mailbox)

    chain.run(Server(second, unsafe(row, 2)), mailbox)

    with chain.store.begin() as connection:
        assert set(connection.scalars(select(ALERTS.c.submission))) == {"row-2"}


def test_not_approved_leaves_the_figures_and_still_alerts(
    chain: Chain, row: Made
) -> None:
    mailbox = Mailbox()

    chain.run(Server(unsafe(row, _validation_status={"uid": NOT_APPROVED})), mailbox)

    with chain.store.begin() as connection:
        assert results.scores(connection, PROJECT, "toolkit") == []
    assert len(mailbox.mails) == 2


def test_a_row_that_cannot_be_read_is_listed_and_the_rest_goes_on(
    chain: Chain, row: Made
) -> None:
    foreign = row(1, _xform_id_string="aOther")
    encrypted = {"_id": 2, "_uuid": "enc", "base64EncryptedKey": "k", "media/file": "f"}
    server = Server(foreign, encrypted, unsafe(row, 3))

    pulled = chain.pull(server)

    assert pulled.taken == taking.Taken(new=1, set_aside=2)
    assert pulled.complete
    with chain.store.begin() as connection:
        listed = archive.set_aside(connection, PROJECT)
    assert [(one.row, one.reason.partition(":")[0]) for one in listed] == [
        ("enc", "encrypted"),
        ("row-1", "belongs to another form"),
    ]


def test_what_came_before_a_broken_connection_is_kept(
    chain: Chain, row: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync, "BATCH", 2)
    rows = [unsafe(row, number) for number in range(1, 6)]

    with pytest.raises(ConnectionError):
        chain.pull(Server(*rows, breaks_after=3))
    again = chain.pull(Server(*rows))

    assert again.taken == taking.Taken(new=3, unchanged=2)


STEPS = [
    (taking, "take"),
    (results, "keep_scores"),
    (results, "keep_visits"),
    (results, "pending"),
    (outbox, "put"),
    (results, "settle"),
    (work, "claim"),
    (work, "done"),
    (outbox, "sent"),
]


@pytest.mark.parametrize("killed_after", STEPS, ids=[name for _, name in STEPS])
@pytest.mark.parametrize("nth", [1, 2])
def test_a_run_killed_after_any_step_ends_with_the_same_ledger(
    chain: Chain,
    row: Made,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    killed_after: tuple[Any, str],
    nth: int,
) -> None:
    rows = [unsafe(row, 1), unsafe(row, 2, respondent_code="10000119")]
    whole = Chain(open_store(tmp_path / "whole.db"), chain.form, chain.desk, chain.now)
    whole.run(Server(*rows), Mailbox())
    module, step = killed_after
    real, calls, mailbox = getattr(module, step), [0], Mailbox()

    def killed(*args: Any, **named: Any) -> Any:
        calls[0] += 1
        done = real(*args, **named)
        if calls[0] == nth:
            raise KeyboardInterrupt
        return done

    monkeypatch.setattr(module, step, killed)
    with contextlib.suppress(KeyboardInterrupt):
        chain.run(Server(*rows), mailbox)
    monkeypatch.undo()
    chain.run(Server(*rows), mailbox)

    assert ledger_of(chain.store) == ledger_of(whole.store)
    # Killed between the server's yes and the ledger's, a mail goes twice, as itself.
    assert set(mailbox.ids) == {one for one, sent in ledger_of(whole.store)[4:] if sent}
    assert len(mailbox.ids) == 4 + (step == "sent")
    whole.store.close()


def test_a_refused_recipient_does_not_stop_the_others(chain: Chain, row: Made) -> None:
    mailbox = Mailbox()

    def refuses(message: EmailMessage) -> None:
        if "deputy" in str(message["To"]):
            raise MailError("refused", about="refused")
        mailbox(message)

    first = chain.run(Server(unsafe(row)), refuses)
    chain.now += sending.REFUSED_WAITS[0]
    second = chain.run(Server(unsafe(row)), mailbox)

    assert (first.sent, first.held, first.complete) == (
        1,
        (("the mail to Deputy, protection", "refused"),),
        False,
    )
    assert (second.sent, second.complete) == (1, True)
    assert len(set(mailbox.ids)) == len(mailbox.ids) == 2


def test_a_broken_mail_server_stops_sending_and_loses_nothing(
    chain: Chain, row: Made
) -> None:
    mailbox = Mailbox()

    def broken(_: EmailMessage) -> None:
        raise MailError("broken")

    first = chain.run(Server(unsafe(row)), broken)
    second = chain.run(Server(unsafe(row)), mailbox)

    assert (first.sent, first.stopped, first.complete) == (0, "broken", False)
    assert (second.sent, len(mailbox.mails)) == (2, 2)


def test_a_mail_sent_later_is_the_mail_that_was_made(chain: Chain, row: Made) -> None:
    mailbox = Mailbox()

    chain.run(Server(unsafe(row)), mailbox)

    body = mailbox.mails[0].get_body(("plain",))
    assert body is not None
    assert "Person: 10000022" in body.get_content()
    assert mailbox.mails[0]["Content-Language"] == "en"


def test_acknowledging_is_by_reference_and_once(
    chain: Chain, row: Made, now: datetime
) -> None:
    chain.run(Server(unsafe(row)), Mailbox())
    name = reference("row-1")

    with chain.store.begin() as connection:
        first = ledger.acknowledge(
            connection, name.lower(), "Protection focal point", now
        )
        again = ledger.acknowledge(connection, name, "Protection focal point", now)
        unknown = ledger.acknowledge(
            connection, "0000-0000", "Protection focal point", now
        )

    assert (first, again, unknown) == (2, 0, 0)


def test_no_words_of_anybody_are_kept_or_sent(
    chain: Chain, row: Made, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    canary, mailbox = "CANARY", Mailbox()
    spoilt = {
        "q1_4": f"{canary}-text",
        "phone": f"{canary}-phone",
        "q1_1": f"{canary}-choice",
        "b2/name": f"{canary}-name",
        "_submitted_by": f"{canary}-user",
        "_notes": [{"note": f"{canary}-note"}],
        "meta/instanceName": f"{canary}-instance",
        "_attachments": [{"filename": f"{canary}.jpg"}],
        "_geolocation": [f"{canary}", None],
        "__version__": f"{canary} version of a person",
    }
    codes = {
        "interviewer_code": f"{canary}-interviewer",
        "respondent_code": f"{canary}-code",
        "round": f"{canary}-1",
    }
    debts = {
        "b2/debts/debt": [
            {
                "b2/debts/debt/q2_2": "arranger",
                "b2/debts/debt/q2_3": f"{canary}",
                "b2/debts/debt/who": canary,
            }
        ]
    }
    rows = [
        unsafe(row, 1, **spoilt, **debts),
        unsafe(row, 2, **{**spoilt, **codes}),
        {"_id": 3, "who": canary},
        {"_id": 4, "_uuid": f"{canary} x", "consent": canary},
    ]

    posted = chain.run(Server(*rows, selective=False), mailbox)
    with chain.store.begin() as connection:
        found = [
            *archive.submissions(connection, PROJECT),
            *archive.set_aside(connection, PROJECT),
            *(
                tuple(each)
                for table in METADATA.sorted_tables
                for each in connection.execute(select(table))
            ),
        ]
    before_checkpoint = _bytes(tmp_path)
    if not chain.store.shares:
        with chain.store.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")

    assert posted.sent == 4
    assert len(found) > 4
    for told in (
        before_checkpoint,
        _bytes(tmp_path),
        repr(found).encode(),
        caplog.text.encode(),
        *(m.as_bytes() for m in mailbox.mails),
    ):
        assert canary.encode() not in told
    assert chain.store.shares or b"row-1" in before_checkpoint


def test_a_sent_mail_leaves_no_text_behind(chain: Chain, row: Made) -> None:
    chain.run(Server(unsafe(row)), Mailbox())

    with chain.store.begin() as connection:
        assert set(connection.scalars(select(OUTBOX.c.message))) == {""}
        assert (
            connection.scalar(text("select count(*) from outbox where sent_at is null"))
            == 0
        )


def _bytes(folder: Path) -> bytes:
    return b"".join(one.read_bytes() for one in folder.iterdir() if one.is_file())


def test_an_unread_answer_about_the_programme_is_not_shown(
    chain: Chain, row: Made
) -> None:
    mailbox = Mailbox()
    chain.run(Server(unsafe(row, programme_involved="garbled", q1_1="maybe")), mailbox)

    with chain.store.begin() as connection:
        shown = [one.why for one in quarantine.held(connection, PROJECT)]

    assert shown == ["q1_1: is not one of the choices"]
    assert {one["To"] for one in mailbox.mails} == {"safeguarding@regional.example"}


class Elsewhere(Chain):
    """The same form of the same office, in another project or on another server."""

    def __init__(self, first: Chain, project: str) -> None:
        super().__init__(first.store, first.form, first.desk, first.now)
        self.project = project


def told_inside(store: Store) -> set[tuple[str, str]]:
    """Name project and flag of all that the office may know of."""
    with store.begin() as connection:
        seen = select(ALERTS.c.project, ALERTS.c.flag).where(~ALERTS.c.involved)
        return {(row.project, row.flag) for row in connection.execute(seen)}


PLACES = [(PROJECT, f"{PROJECT}@central"), (f"{PROJECT}@north", PROJECT)]
IN_BOTH = pytest.mark.parametrize("places", PLACES, ids=["server", "project"])


@IN_BOTH
@pytest.mark.parametrize("said_first", [True, False])
def test_somebody_involved_counts_in_every_project(
    chain: Chain, row: Made, places: tuple[str, str], *, said_first: bool
) -> None:
    here, there = (Elsewhere(chain, one) for one in places)
    says = Server(unsafe(row, programme_involved="yes", round="1", sitting="1"))
    silent = Server(unsafe(row, 2, round="1", sitting="2"))

    here.pull(says if said_first else silent)
    there.pull(silent if said_first else says)
    here.score()
    there.score()

    assert told_inside(chain.store) == set()
    with chain.store.begin() as connection:
        told = set(connection.scalars(select(ALERTS.c.address)))
        rows = [one for p in places for one in results.scores(connection, p, "toolkit")]
    assert told == {"safeguarding@regional.example"}
    assert [one["red_flags"] for one in rows] == [[], []]


@IN_BOTH
def test_what_was_told_is_hidden_when_another_project_says_so_later(
    chain: Chain, row: Made, places: tuple[str, str]
) -> None:
    here, there = (Elsewhere(chain, one) for one in places)
    other = unsafe(row, 3, respondent_code="10000119")
    here.pull(Server(unsafe(row, sitting="1"), other))
    here.score()
    assert told_inside(chain.store) == {(places[0], "RF-01")}

    there.pull(Server(row(2, **consenting(sitting="2", programme_involved="yes"))))
    there.score()
    here.score()

    with chain.store.begin() as connection:
        seen = select(ALERTS.c.person).where(~ALERTS.c.involved)
        assert set(connection.scalars(seen)) == {"10000119"}
        asked = select(ALERTS.c.address).where(ALERTS.c.outside)
        assert set(connection.scalars(asked)) == {"safeguarding@regional.example"}
        assert work.waiting(connection, places[0]) == 0


def test_involvement_of_another_round_country_or_tool_hides_nothing(
    chain: Chain, row: Made
) -> None:
    says = {"programme_involved": "yes", "sitting": "1"}
    Elsewhere(chain, f"{PROJECT}@north").pull(Server(unsafe(row, 2, round="2", **says)))
    for other in ("NGA/survey_two", "TUN/survey", "NGA/case_study"):
        Elsewhere(chain, other).pull(Server(unsafe(row, 3, round="1", **says)))
    chain.pull(Server(unsafe(row, round="1", sitting="1")))
    chain.score()

    assert told_inside(chain.store) == {(PROJECT, "RF-01")}


def test_a_talk_of_perhaps_another_person_hides_what_was_told(
    chain: Chain, row: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = unsafe(row, sitting="1")
    chain.run(Server(first), Mailbox())
    assert told_inside(chain.store) == {(PROJECT, "RF-01")}
    another = frozenset({"row-2"})
    monkeypatch.setattr(interviews, "other_people", lambda *_: another)
    second = consenting(sitting="2", programme_involved="yes")

    chain.run(Server(first, row(2, **second)), Mailbox())

    assert told_inside(chain.store) == set()


def test_a_talk_that_is_not_approved_hides_flags_in_the_figures(
    chain: Chain, row: Made
) -> None:
    refused = {"_validation_status": {"uid": NOT_APPROVED}}
    says = unsafe(row, 2, sitting="2", programme_involved="yes", **refused)

    chain.run(Server(unsafe(row, sitting="1"), says), Mailbox())

    with chain.store.begin() as connection:
        (shown,) = results.scores(connection, PROJECT, "toolkit")
    assert shown["red_flags"] == []


def test_two_runs_at_once_miss_nothing_of_each_other(
    chain: Chain, row: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = (Elsewhere(chain, one) for one in PLACES[0])
    take, taken = taking.take, threading.Event()
    running: list[threading.Thread] = []

    def slowly(*args: Any, **named: Any) -> Any:
        # The other run begins, and goes as far as it can, while this one is at it.
        monkeypatch.setattr(taking, "take", take)
        done = take(*args, **named)
        running.append(threading.Thread(target=_whole, args=(there, row, taken)))
        running[0].start()
        taken.wait(1)
        return done

    monkeypatch.setattr(taking, "take", slowly)
    here.pull(Server(unsafe(row, programme_involved="yes", sitting="1")))
    running[0].join(10)
    here.score()
    there.score()

    assert not running[0].is_alive()
    assert told_inside(chain.store) == set()


def _whole(there: Chain, row: Made, taken: threading.Event) -> None:
    there.pull(Server(unsafe(row, 2, sitting="2")))
    there.score()
    taken.set()
