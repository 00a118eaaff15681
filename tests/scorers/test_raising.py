"""What follows from news in the store: once, whatever runs again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_string, policy
from email.message import EmailMessage
from typing import Any

import pytest
from sqlalchemy import Connection, select
from visiting import DEPUTY, FOCAL, HEAD, NOW, OFFICE_HEAD, OUTSIDE, raised, visit

from scorers.alerting import episodes, ledger, load
from scorers.alerting.figures import open_cases
from scorers.alerting.letter import Desk, reference
from scorers.alerting.raising import Alerted, raise_
from scorers.alerting.releasing import Released, release
from scorers.erasing import removal
from scorers.scoring.visits import Visit
from scorers.storing.schema import ALERTS, EPISODES, LETTERS, OUTBOX
from scorers.storing.store import Store

PROJECT = "NGA/survey"
HOUR = timedelta(hours=1)
CRITICAL = visit(raised(), group="a 1")
HIGH = visit(raised(severity="high"), group="a 1")
MEDIUM = visit(raised(severity="medium"), group="a 1")


TODAY = replace(CRITICAL, interview_date=NOW.date(), submitted_at=NOW)


class Office:
    """A desk with its store."""

    def __init__(self, store: Store, desk: Desk) -> None:
        self.store, self.desk = store, desk

    def news(
        self,
        *found: Visit,
        hours: float = 0,
        changed: Sequence[str] | None = None,
        project: str = PROJECT,
    ) -> Alerted:
        with self.store.begin() as connection:
            return raise_(
                connection,
                project,
                self.desk,
                found,
                NOW + hours * HOUR,
                changed=changed,
            )

    def release(self, hours: float = 0) -> Released:
        with self.store.begin() as connection:
            return release(connection, self.desk, NOW + hours * HOUR)

    @staticmethod
    def named(connection: Connection, submission: str, *, outside: bool = False) -> str:
        """Give the reference as the mail tells it."""
        key = ledger.outside_key(connection)
        return reference(submission, outside=outside, key=key)

    def ack(self, submission: str = "row-1", *, outside: bool = False) -> int:
        with self.store.begin() as connection:
            name = self.named(connection, submission, outside=outside)
            return ledger.acknowledge(connection, name, "role", NOW)

    def close(self, submission: str = "row-1", need: str = "", **how: Any) -> int:
        with self.store.begin() as connection:
            return episodes.close(
                connection,
                self.named(connection, submission, **how),
                outcome="helped",
                by="role",
                now=NOW,
                need=need,
            )

    def mails(self, kind: str = "") -> list[EmailMessage]:
        query = (
            select(OUTBOX.c.message)
            .join(LETTERS, LETTERS.c.message_id == OUTBOX.c.message_id)
            .order_by(LETTERS.c.made_at, LETTERS.c.address)
        )
        if kind:
            query = query.where(LETTERS.c.kind == kind)
        with self.store.begin() as connection:
            found = connection.scalars(query).all()
        return [message_from_string(one, policy=policy.default) for one in found]

    def to(self, kind: str) -> list[str]:
        return [str(one["To"]) for one in self.mails(kind)]

    def rows(self, table: Any) -> list[Any]:
        with self.store.begin() as connection:
            return sorted(tuple(row) for row in connection.execute(select(table)))


@pytest.fixture
def office(store: Store, desk: Desk) -> Office:
    return Office(store, replace(desk, profile=replace(desk.profile, weekend=())))


def text(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_the_same_news_twice_is_told_once(office: Office) -> None:
    first = office.news(CRITICAL)
    before = [office.rows(one) for one in (ALERTS, EPISODES, LETTERS, OUTBOX)]

    again = office.news(CRITICAL, hours=1)

    assert (first, again) == (Alerted(alerts=2, mails=2), Alerted())
    assert before == [office.rows(one) for one in (ALERTS, EPISODES, LETTERS, OUTBOX)]
    assert sorted(office.to("alert")) == sorted([FOCAL, DEPUTY])


def test_the_same_identity_in_two_countries_forms_is_two(office: Office) -> None:
    office.news(CRITICAL)

    assert office.news(CRITICAL, project="NGA/urgent").mails == 2


def test_reported_again_joins_the_episode_and_alerts_again(office: Office) -> None:
    office.news(HIGH)
    office.ack()

    office.news(HIGH, replace(CRITICAL, submission="row-2", group="a 2"), hours=1)

    (episode,) = office.rows(EPISODES)
    assert "critical" in episode
    assert "Seen before: yes: reported again" in text(office.mails("alert")[0])


def test_a_closed_case_opens_anew_and_remembers(office: Office) -> None:
    office.news(CRITICAL)
    assert office.close() == 1
    assert office.close() == 0

    office.news(CRITICAL, replace(CRITICAL, submission="row-2", group="a 2"), hours=1)

    assert [row[3] for row in office.rows(EPISODES)] == [1, 2]
    assert "Seen before" in text(office.mails("alert")[-1])


def test_closing_one_need_leaves_the_other(office: Office) -> None:
    office.news(visit(raised(), raised("RF-12", "health")))

    assert office.close(need="health") == 1
    assert office.close(need="health") == 0
    with office.store.begin() as connection:
        left = open_cases(ledger.open_alerts(connection, "NGA"))
    assert [one.need for one in left] == ["protection"]


@pytest.mark.parametrize(
    ("later", "says"),
    [
        ([], "no longer stands"),
        ([HIGH], "less urgent"),
        ([replace(CRITICAL, raised=(raised(acknowledged="mistake"),))], "by mistake"),
    ],
)
def test_a_correction_is_told_to_two_and_closes_nothing(
    office: Office, later: list[Visit], says: str
) -> None:
    office.news(CRITICAL)

    done = office.news(*later, hours=1, changed=["row-1"])
    again = office.news(*later, hours=2, changed=["row-1"])

    assert (done, again) == (Alerted(mails=2, corrections=2), Alerted())
    assert sorted(office.to("correction")) == sorted([FOCAL, DEPUTY])
    assert says in text(office.mails("correction")[0])
    assert office.rows(EPISODES)[0][9] is None
    office.release(hours=7)
    assert FOCAL in office.to("reminder")


def test_what_was_corrected_and_comes_back_alerts_again(office: Office) -> None:
    office.news(CRITICAL)
    office.news(hours=1, changed=["row-1"])

    assert office.news(CRITICAL, hours=2).alerts == 2
    assert office.news(hours=3, changed=["row-1"]).corrections == 2
    assert office.news(CRITICAL, hours=4).alerts == 2


def test_a_flag_that_moved_to_another_sitting_is_no_correction(office: Office) -> None:
    office.news(CRITICAL)
    moved = replace(CRITICAL, submission="row-0")

    assert office.news(moved, changed=["row-0", "row-1"]).corrections == 0


def test_a_flag_that_the_country_switched_off_is_no_correction(office: Office) -> None:
    from instrument_specs.profile import FlagOff  # noqa: PLC0415 - only here

    office.news(CRITICAL)
    off = FlagOff("RF-01", "r", "by", NOW.date())
    office.desk = replace(
        office.desk, profile=replace(office.desk.profile, flags_off=(off,))
    )

    assert office.news(changed=["row-1"]).corrections == 0


def test_someone_of_the_programme_leaves_the_office_without_a_trace(
    office: Office,
) -> None:
    office.news(CRITICAL)
    office.news(replace(CRITICAL, involved=True), hours=1)
    office.release(hours=8)
    office.release(hours=30)
    office.news(hours=31, changed=["row-1"])
    office.release(hours=24 * 7)

    inside = [one for one in office.mails() if one["To"] != OUTSIDE]
    kinds = ("reminder", "correction")
    assert {to for kind in kinds for to in office.to(kind)} == {OUTSIDE}
    assert all("Open cases: 0" in text(m) for m in inside if "list" in m["Subject"])
    with office.store.begin() as connection:
        kept = ledger.open_alerts(connection, "NGA")
        assert load.counted(connection) == []
    assert [one for one in kept if not one.involved] == []
    outside = [m for m in office.mails("week") if m["To"] == OUTSIDE]
    assert "Open cases: 1" in text(outside[-1])


def test_the_office_can_neither_acknowledge_nor_close_what_is_outside(
    office: Office,
) -> None:
    office.news(CRITICAL)
    office.news(replace(CRITICAL, involved=True), hours=1)

    office.ack()
    assert office.close() == 0

    assert office.release(hours=26).unanswered == 1
    assert office.ack(outside=True) == 1
    assert office.release(hours=27).unanswered == 0
    assert office.close(outside=True) == 1


def test_outside_episodes_are_not_hinted_at_inside(office: Office) -> None:
    office.news(replace(CRITICAL, involved=True))

    office.news(replace(CRITICAL, submission="row-2", group="a 2"), hours=1)

    (mail, *_) = [one for one in office.mails("alert") if one["To"] == FOCAL]
    assert "Seen before" not in text(mail)


def test_high_waits_for_the_hour_and_is_gathered(office: Office) -> None:
    office.release()  # the weekly mails of this week
    office.news(HIGH)
    office.news(replace(HIGH, submission="row-2", respondent_code=None))

    early = office.release(hours=4)
    due = office.release(hours=5.1)
    again = office.release(hours=6)

    assert (early.day, due.day, again.day) == (0, 1, 0)
    (mail,) = office.mails("day")
    assert mail["To"] == FOCAL
    assert text(mail).count("Reference:") == 2


def test_whoever_is_on_leave_by_then_is_stood_in_for(office: Office) -> None:
    from instrument_specs.profile import Leave  # noqa: PLC0415 - only here

    office.news(HIGH)
    leave = (Leave(FOCAL, NOW.date(), NOW.date()),)
    office.desk = replace(
        office.desk, profile=replace(office.desk.profile, leave=leave)
    )

    office.release(hours=6)

    assert office.to("day") == [DEPUTY]


def test_everyone_gets_the_weekly_mail_once_also_when_nothing_is_open(
    office: Office,
) -> None:
    first, again = office.release(), office.release(hours=1)
    next_week = office.release(hours=24 * 4)

    assert (first.week, again.week, next_week.week) == (17, 0, 17)
    assert {OUTSIDE, HEAD, OFFICE_HEAD, FOCAL, DEPUTY} <= set(office.to("week"))
    assert all("Open cases: 0" in text(one) for one in office.mails("week"))


def test_medium_comes_with_the_weekly_mail(office: Office) -> None:
    office.release()
    office.news(MEDIUM)

    assert office.release(hours=24).day == 0
    office.release(hours=24 * 4)

    last = [one for one in office.mails("week") if one["To"] == FOCAL][-1]
    assert "Person: 10000022" in text(last)
    assert "Open cases: 1" in text(last)
    assert office.release(hours=24 * 5).mails == 0


def test_medium_whose_deadline_comes_first_does_not_wait(office: Office) -> None:
    office.release()
    office.news(replace(MEDIUM, interview_date=datetime(2026, 1, 4).date()))  # noqa: DTZ001 - a day

    assert office.release(hours=6).day == 1


def test_reminders_follow_the_first_mail_and_stop(office: Office) -> None:
    office.release()
    office.news(TODAY)
    first = {one["To"]: one["Message-ID"] for one in office.mails("alert")}

    assert office.release(hours=5).reminders == 0
    assert office.release(hours=6).reminders == 2
    assert office.release(hours=7).reminders == 0
    assert office.release(hours=12).reminders == 3
    for mail in office.mails("reminder"):
        known = first.get(mail["To"], mail["References"].split()[0])
        assert mail["References"].split()[0] == known
        assert mail["In-Reply-To"] in str(mail["References"])
    assert office.ack() == 2
    assert office.release(hours=60).reminders == 0


def test_steps_that_were_missed_are_not_made_up_for(office: Office) -> None:
    office.release()
    office.news(CRITICAL)

    assert office.release(hours=70).reminders == 5
    assert set(office.to("reminder")) == {FOCAL, DEPUTY, HEAD, OFFICE_HEAD, OUTSIDE}


def test_a_reminder_tells_each_of_the_needs_they_see_to(office: Office) -> None:
    office.news(visit(raised(), raised("RF-12", "health")))

    office.release(hours=12)

    said = {one["To"]: text(one) for one in office.mails("reminder")}
    assert "Health" not in said[FOCAL]
    assert "Safety" in said[HEAD]
    assert "Health" in said[HEAD]


def test_a_mail_that_did_not_arrive_is_told_to_the_next(office: Office) -> None:
    from scorers.posting import undelivered  # noqa: PLC0415 - only here

    office.release()
    office.news(CRITICAL)
    lost = office.mails("alert")[0]["Message-ID"]
    with office.store.begin() as connection:
        undelivered.came_back(connection, lost, "5.1.1", NOW)

    assert office.release(hours=1).reminders == 3
    assert HEAD in office.to("reminder")


def test_load_counts_an_alert_once_and_hides_few(office: Office) -> None:
    for number in range(6):
        found = replace(CRITICAL, submission=f"row-{number}", respondent_code=None)
        office.news(found)
        if number < 5:
            office.ack(f"row-{number}")
    with office.store.begin() as connection:
        counted = load.counted(connection, "NGA")

    figures = {one.severity: one for one in load.load(counted, 40)}

    assert (figures["critical"].alerts, figures["critical"].per_100_interviews) == (
        6,
        15.0,
    )
    assert figures["critical"].share_acted_on is None
    assert figures["critical"].median_hours == 0
    assert figures["high"].alerts is None


def test_two_runs_at_once_tell_it_once(office: Office) -> None:
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - only here

    def both(_: int) -> int:
        return office.news(CRITICAL).mails + office.release(hours=6).mails

    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(both, range(2)))

    # Two first mails, seventeen weekly ones, and three of the second step.
    assert sum(made) == len(office.mails()) == 22
    assert len(office.rows(EPISODES)) == 1


def test_what_goes_outside_stands_in_no_figure_that_is_shown(office: Office) -> None:
    slow = visit(raised("RF-12", "health", "high"), submission="row-2", involved=True)
    gone = replace(CRITICAL, involved=True, raised=())
    assert office.release().mails == 17  # the weekly lists, which always go

    assert office.news(replace(CRITICAL, involved=True), slow) == Alerted()
    assert office.news(gone, hours=1, changed=["row-1"]) == Alerted()
    assert office.release(hours=24).mails == 0

    for kind in ("alert", "correction", "day", "reminder"):
        assert set(office.to(kind)) == {OUTSIDE}, kind


def test_what_is_taken_back_and_hidden_at_once_is_told_outside(office: Office) -> None:
    office.news(CRITICAL)
    other = replace(CRITICAL, raised=(raised("RF-12", "health"),), involved=True)

    office.news(other, hours=1)

    assert office.to("correction") == [OUTSIDE]
    (mail,) = office.mails("correction")
    assert reference("row-1") not in mail.as_string()
    with office.store.begin() as connection:
        assert office.named(connection, "row-1", outside=True) in text(mail)
    # From the submission alone nobody can work it out.
    assert reference("row-1", outside=True) not in text(mail)


def test_a_certificate_counts_nothing_of_what_went_outside(office: Office) -> None:
    hidden = replace(CRITICAL, submission="row-2", group="b 1", involved=True)
    office.news(CRITICAL)
    office.news(hidden)

    with office.store.begin() as connection:
        known = removal.forget_submission(connection, PROJECT, "row-1")
        known["cases"] += removal.forget_empty_cases(connection, "NGA")
        unknown = removal.forget_submission(connection, PROJECT, "row-2")

    assert (known["alerts"], known["cases"], known["mails"]) == (2, 1, 2)
    assert not +unknown
    assert office.rows(ALERTS) == office.mails() == []
