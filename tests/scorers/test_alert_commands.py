"""What the office does with its alerts, on the command line."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer
from sqlalchemy import select
from typer.testing import CliRunner, Result
from visiting import raised, visit

from builder import telling
from instrument_specs import workspace
from instrument_specs.workspace import WorkspaceError
from scorers.alert_commands import mount
from scorers.alerting.letter import Desk, reference
from scorers.alerting.raising import raise_
from scorers.storing.schema import ALERTS
from scorers.storing.store import open_store


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, desk: Desk) -> Path:
    """Make a workspace in which one interview alerted the office, one the outside."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / workspace.MARK).write_text("", encoding="utf-8")
    store = open_store(tmp_path / "remon.db")
    now = datetime.now(UTC)
    fresh = visit(raised(), interview_date=now.date(), submitted_at=now)
    outside = replace(
        fresh, submission="row-2", respondent_code="10000119", involved=True
    )
    with store.begin() as connection:
        raise_(connection, "NGA/survey", desk, [fresh, outside], now)
    store.close()
    return tmp_path


def remon(*words: str) -> Result:
    app = typer.Typer()
    mount(app)
    return CliRunner().invoke(app, list(words))


def cases() -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(
        remon("list", "--format", "json").stdout
    )
    return found


@pytest.mark.usefixtures("place")
def test_open_cases_are_listed_without_what_is_outside(place: Path) -> None:
    (case,) = cases()

    assert case["reference"] == reference("row-1")
    assert (case["need"], case["severity"], case["taken_up"]) == (
        "protection",
        "critical",
        False,
    )
    hidden = select(ALERTS.c.reference).where(ALERTS.c.submission == "row-2")
    with open_store(place / "remon.db").begin() as connection:
        name = connection.scalar(hidden)
    assert name
    assert name not in remon("list").output


@pytest.mark.usefixtures("place")
def test_taking_up_and_closing() -> None:
    typed = reference("row-1").lower().replace("-", " ")

    taken = remon("ack", typed, "--by", "Protection focal point")
    again = remon("ack", typed, "--by", "Protection focal point")

    assert (taken.exit_code, again.exit_code) == (0, 1)
    assert cases()[0]["taken_up"] is True
    closed = remon("close", typed, "--outcome", "helped", "--by", "Head of office")
    assert closed.exit_code == 0
    assert cases() == []


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize(
    "words",
    [
        ("ack", "x", "--by", "amina@office.example"),
        ("ack", "x", "--by", " "),
        ("close", "x", "--by", "role", "--outcome", "forgotten"),
        ("close", "x", "--by", "role", "--outcome", "helped", "--need", "magic"),
    ],
)
def test_wrong_words_are_refused(words: tuple[str, ...]) -> None:
    assert remon(*words).exit_code == 2


@pytest.mark.usefixtures("place")
def test_load_says_nothing_about_few() -> None:
    rows = json.loads(remon("load", "--format", "json").stdout)

    assert {one["alerts"] for one in rows} == {None}


@pytest.mark.parametrize("command", ["list", "load"])
def test_a_country_that_is_not_known_is_no_all_clear(place: Path, command: str) -> None:
    forms = '[assets]\n"NGA/survey" = "a"\n'
    (place / workspace.IDENTITIES).write_text(forms, encoding="utf-8")

    assert remon(command, "--country", "NGA").exit_code == 0
    wrong = remon(command, "--country", "nga")
    assert isinstance(wrong.exception, WorkspaceError)
    assert "published for nga" in str(wrong.exception)


@pytest.mark.usefixtures("place")
def test_a_narrow_screen_cuts_no_reference_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(telling.out, "width", 60)
    listed = remon("list").output

    assert "…" not in listed
    rows = [[cell.strip() for cell in one.split("│")] for one in listed.splitlines()]
    cells = "".join(row[1] for row in rows if len(row) > 2)
    assert reference("row-1") in cells
