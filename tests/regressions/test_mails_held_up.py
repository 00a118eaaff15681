"""One mail, one slip or one other run must not hold up what people need to know."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from instrument_specs.registry import Instruments
from scorers.alerting.alerts import Alert
from scorers.alerting.letter import Desk
from scorers.alerting.mails import compose
from scorers.alerting.routing import Recipient
from scorers.posting import outbox
from scorers.posting.post import MailError
from scorers.posting.sending import post_stage
from scorers.scoring.visits import Raised, Visit
from scorers.storing import store as stores
from scorers.storing.store import StoreError, open_store

NOW = datetime(2026, 1, 9, 8, tzinfo=UTC)


def test_a_mail_the_server_breaks_off_on_does_not_hold_up_the_others(
    tmp_path: Path,
) -> None:
    store = open_store(tmp_path / "remon.db")
    with store.begin() as connection:
        for name in ("a", "b", "c"):
            message = EmailMessage()
            message["Message-ID"] = f"<{name}@x>"
            outbox.put(connection, "NGA/survey", "r", message, NOW, kind="alert")
    taken: list[str] = []

    def deliver(message: EmailMessage) -> None:
        if message["Message-ID"] == "<a@x>":
            raise MailError("broke off", about="unclear")
        taken.append(str(message["Message-ID"]))

    runs = [post_stage(store, deliver, NOW) for _ in range(2)]
    assert [run.sent for run in runs] == [2, 0]
    assert taken == ["<b@x>", "<c@x>"]
    store.close()


@pytest.mark.parametrize("slip", ["{dayz}", "{", "{0}", "{days.x}", "{days!q}"])
def test_a_slip_in_a_translation_does_not_keep_an_alert_back(slip: str) -> None:
    profile = Instruments().profile("NGA")
    desk = Desk(profile, lambda *_: f"ترجمة {slip}", "Visits <v@office.example>")
    visit = Visit(
        submission="s",
        respondent_code="10000001",
        interview_date=NOW.date(),
        submitted_at=NOW,
        interviewer_code="7",
        contact="yes",
        involved=False,
        raised=(),
    )
    raised = Raised("RF-01", "protection", "critical", "", again=False)
    alert = Alert("s", raised, Recipient("role", "a@office.example", "ar"))
    mail = compose(visit, [alert], desk, NOW)
    assert "10000001" in mail.as_string()


def test_a_database_in_use_is_told_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "remon.db"
    open_store(path).close()
    monkeypatch.setattr(stores, "BUSY_SECONDS", 0)
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="in use by another run"):
            open_store(path)
        other.execute("ROLLBACK")
    other.close()
