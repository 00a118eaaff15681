"""Sending: nothing lost, nothing marked that was not sent, nobody held up."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from mail_server import ABORT, OK, Inbox, serving
from sqlalchemy import func, select

from scorers.posting import outbox, undelivered
from scorers.posting.post import About, MailError, MailServer, connected
from scorers.posting.sending import (
    LONGEST_WAIT,
    REFUSED_WAITS,
    Posted,
    next_wait,
    post_stage,
    told,
)
from scorers.storing.schema import OUTBOX
from scorers.storing.store import Store, open_store


def letter(number: int) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "v@office.example", f"n{number}@office.example"
    message["Subject"], message["Message-ID"] = "Visit", _id(number)
    message.set_content("text")
    return message


def _id(number: int) -> str:
    return f"<{number}@office.example>"


def queued(store: Store, now: datetime, count: int) -> list[str]:
    with store.begin() as connection:
        for number in range(1, count + 1):
            outbox.put(
                connection, "NGA/survey", "Desk", letter(number), now, kind="alert"
            )
    return [_id(number) for number in range(1, count + 1)]


def sent_ids(store: Store) -> list[str]:
    with store.begin() as connection:
        return list(
            connection.scalars(
                select(OUTBOX.c.message_id)
                .where(OUTBOX.c.sent_at.is_not(None))
                .order_by(OUTBOX.c.message_id)
            )
        )


def failing(
    about: About, *numbers: int
) -> tuple[Callable[[EmailMessage], None], list[str]]:
    taken: list[str] = []

    def deliver(message: EmailMessage) -> None:
        if not numbers or message["Message-ID"] in {_id(one) for one in numbers}:
            raise MailError(f"because {about}", about=about)
        taken.append(str(message["Message-ID"]))

    return deliver, taken


def test_everything_that_is_due_goes_out_over_one_connection(
    store: Store, now: datetime
) -> None:
    ids, inbox = queued(store, now, 5), Inbox()

    with serving(inbox) as server, connected(server) as deliver:
        posted = post_stage(store, deliver, now)
        again = post_stage(store, deliver, now)

    assert (posted, again) == (Posted(5), Posted(0))
    assert sorted(inbox.ids) == sent_ids(store) == ids
    assert inbox.connections == 1


def test_while_the_server_is_away_nothing_is_counted(
    store: Store, now: datetime
) -> None:
    queued(store, now, 3)
    deliver, _ = failing("server")

    runs = [post_stage(store, deliver, now) for _ in range(9)]

    assert set(runs) == {Posted(0, stopped="because server")}
    with store.begin() as connection:
        assert {one.attempts for one in undelivered.listed(connection)} == {0}
        assert outbox.due(connection, now) == 3


def test_greylisting_costs_one_mail_a_minute_and_others_nothing(
    store: Store, now: datetime
) -> None:
    queued(store, now, 3)
    answers = Counter[str]()

    def greylisting(to: str) -> str:
        answers[to] += 1
        return "451 come back" if to.startswith("n1@") and answers[to] == 1 else OK

    inbox = Inbox(greylisting)
    with serving(inbox) as server, connected(server) as deliver:
        runs = [
            post_stage(store, deliver, now + timedelta(seconds=seconds))
            for seconds in (0, 59, 60)
        ]

    assert [one.sent for one in runs] == [2, 0, 1]
    assert [name for name, _ in runs[0].held] == ["the mail to Desk"]
    assert sorted(inbox.ids) == [_id(1), _id(2), _id(3)]


def test_waits_grow_to_an_hour_and_no_further() -> None:
    waits = [next_wait(attempts) for attempts in range(40)]

    assert waits[0] == timedelta(minutes=1)
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT


@pytest.mark.parametrize("code", ["550 no such user", "552 mailbox full", "554 no"])
def test_a_refused_mail_is_tried_for_a_day_then_given_up(
    store: Store, now: datetime, code: str
) -> None:
    queued(store, now, 2)
    inbox = Inbox(lambda to: code if to.startswith("n1@") else OK)
    tries, moment = 0, now

    with serving(inbox) as server, connected(server) as deliver:
        while moment < now + timedelta(days=3):
            tries += len(post_stage(store, deliver, moment).held)
            moment += timedelta(minutes=15)

    assert tries == len(REFUSED_WAITS) + 1
    assert timedelta(hours=20) < sum(REFUSED_WAITS, timedelta()) <= timedelta(days=1)
    assert sent_ids(store) == inbox.ids == [_id(2)]
    with store.begin() as connection:
        (dead,) = undelivered.listed(connection)
    assert (dead.state, dead.attempts) == ("given up", tries)


def test_one_mail_over_which_the_line_breaks_holds_up_nobody(
    store: Store, now: datetime
) -> None:
    queued(store, now, 4)
    inbox = Inbox(lambda to: ABORT if to.startswith("n2@") else OK)

    with serving(inbox) as server, connected(server) as deliver:
        posted = post_stage(store, deliver, now)

    assert (posted.sent, len(posted.held), posted.stopped) == (3, 1, "")


def test_twice_in_a_row_it_is_the_server(store: Store, now: datetime) -> None:
    queued(store, now, 4)
    inbox = Inbox(lambda _: ABORT)

    with serving(inbox) as server, connected(server) as deliver:
        posted = post_stage(store, deliver, now)

    assert (posted.sent, len(posted.held)) == (0, 2)
    assert "broke off" in posted.stopped
    with store.begin() as connection:
        assert outbox.due(connection, now) == 2


def test_what_got_lost_after_the_data_goes_again_as_itself(
    store: Store, now: datetime
) -> None:
    queued(store, now, 1)
    answers = [ABORT, OK]
    inbox = Inbox(data=lambda _: answers.pop(0))

    with serving(inbox) as server, connected(server) as deliver:
        first = post_stage(store, deliver, now)
        second = post_stage(store, deliver, now + timedelta(minutes=1))

    assert (first.sent, second.sent) == (0, 1)
    assert inbox.ids == [_id(1), _id(1)]
    assert sent_ids(store) == [_id(1)]


def test_sending_tells_neither_address_nor_text(store: Store, now: datetime) -> None:
    queued(store, now, 2)
    deliver, _ = failing("refused", 1)

    lines = list(told(post_stage(store, deliver, now)))

    assert lines == ["1 mails sent", "the mail to Desk waits: because refused"]


def test_while_a_mail_is_under_way_others_can_write(
    store: Store, now: datetime
) -> None:
    queued(store, now, 1)

    def deliver(_: EmailMessage) -> None:
        writing = threading.Thread(target=write)
        writing.start()
        writing.join(10)
        assert not writing.is_alive()

    def write() -> None:
        with store.begin() as connection:
            outbox.put(connection, "p", "r", letter(9), now, kind="alert")

    assert post_stage(store, deliver, now).sent == 2


def _sender(url: str, server: MailServer, now: datetime) -> None:
    store = open_store(url)
    with connected(server) as deliver:
        post_stage(store, deliver, now)
    store.close()


ON_POSTGRESQL = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


@ON_POSTGRESQL
def test_runs_at_once_send_each_mail_once(database: str, now: datetime) -> None:
    store = open_store(database)
    ids, inbox = queued(store, now, 300), Inbox()

    with serving(inbox) as server:
        senders = [
            threading.Thread(target=_sender, args=(database, server, now))
            for _ in range(4)
        ]
        for one in senders:
            one.start()
        for one in senders:
            one.join()

    assert sorted(inbox.ids) == sorted(ids)
    assert len(sent_ids(store)) == 300
    store.close()


@ON_POSTGRESQL
def test_a_mail_under_way_is_nobody_else_s(store: Store, now: datetime) -> None:
    queued(store, now, 1)
    seen: list[Posted] = []

    def deliver(_: EmailMessage) -> None:
        seen.append(post_stage(store, lambda _: None, now))

    assert post_stage(store, deliver, now).sent == 1
    assert seen == [Posted(0)]


def _killed(url: str, server: MailServer, now: datetime) -> None:
    """Die between the server's yes and the note of it."""
    store = open_store(url)
    with connected(server) as deliver:

        def deliver_and_die(message: EmailMessage) -> None:
            deliver(message)
            os.kill(os.getpid(), signal.SIGKILL)

        post_stage(store, deliver_and_die, now)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills a process")
def test_a_process_killed_in_between_sends_again_and_notes_once(
    database: str, now: datetime
) -> None:
    store, inbox = open_store(database), Inbox()
    queued(store, now, 2)
    store.close()

    with serving(inbox) as server:
        spawned = multiprocessing.get_context("spawn")
        process = spawned.Process(target=_killed, args=(database, server, now))
        process.start()
        process.join(60)
        assert process.exitcode == -signal.SIGKILL
        store = open_store(database)
        with connected(server) as deliver:
            posted = post_stage(store, deliver, now)

    assert posted.sent == 2
    assert Counter(inbox.ids).most_common(1)[0][1] == 2
    assert set(inbox.ids) == {_id(1), _id(2)}
    with store.begin() as connection:
        assert connection.scalar(select(func.count()).select_from(OUTBOX)) == 2
        assert set(connection.scalars(select(OUTBOX.c.attempts))) == {1}
    store.close()


def test_a_mail_that_went_outside_is_not_spoken_of(store: Store, now: datetime) -> None:
    deliver, taken = failing("refused", 9)
    with store.begin() as connection:
        for number in (1, 2):
            outbox.put(
                connection,
                "NGA/survey",
                "Desk",
                letter(number),
                now,
                kind="alert",
                involved=number == 1,
            )
    both = post_stage(store, deliver, now)
    with store.begin() as connection:
        outbox.put(connection, "x", "r", letter(3), now, kind="alert", involved=True)
    alone = post_stage(store, deliver, now)

    assert (both.sent, alone.sent, len(taken)) == (2, 1, 3)
    assert list(told(both)) == ["1 mails sent"]
    assert list(told(alone)) == ["no mail waits"]
