"""remon alerts ack, close, list, load: what the office does with its alerts.

What went outside the office is neither listed nor counted. Who holds its
reference can acknowledge and close it here, and is told no more than others.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

import typer

from builder import telling
from instrument_specs import workspace
from instrument_specs.closing import NEEDS
from scorers.alerting import episodes, ledger, load
from scorers.alerting.figures import open_cases
from scorers.operating.projects import projects
from scorers.options import Country
from scorers.roles import role_of
from scorers.storing.audit import note
from scorers.storing.opening import transaction

FOUND_PROBLEMS = 1
Outcome = StrEnum("Outcome", {one: one for one in episodes.OUTCOMES})  # type: ignore[misc] # made from the one list
Kind = StrEnum("Kind", {one: one for one in NEEDS})  # type: ignore[misc] # the same


class Format(StrEnum):
    """How a list is written."""

    TABLE = "table"
    JSON = "json"


Reference = Annotated[str, typer.Argument(help="The reference in the mail.")]
By = Annotated[str, typer.Option(help="Who does it: a role, no name.")]
Form = Annotated[Format, typer.Option("--format")]
UNKNOWN = (
    "Nothing with this reference waits for that. It may have been done before; if "
    "not, compare the reference, and the kind of need, with the mail."
)


def mount(app: typer.Typer) -> None:
    """Add the commands to `remon alerts`."""
    app.command()(ack)
    app.command()(close)
    app.command("list")(listed)
    app.command("load")(shown_load)


def ack(reference: Reference, by: By) -> None:
    """Say that somebody takes up the alerts of one interview; it closes nothing."""
    with transaction(workspace.required()) as connection:
        count = ledger.acknowledge(connection, reference, role_of(by), _now())
        note(connection, "alerts ack", "alerts acknowledged", count=count, role=by)
    _tell(count, f"{count} alerts acknowledged.")


def close(
    reference: Reference,
    by: By,
    outcome: Annotated[Outcome, typer.Option(help="How it ended.")],
    need: Annotated[Kind | None, typer.Option(help="Only this kind of need.")] = None,
) -> None:
    """Close the cases behind one interview, or one of them."""
    with transaction(workspace.required()) as connection:
        count = episodes.close(
            connection,
            reference,
            outcome=outcome.value,
            by=role_of(by),
            now=_now(),
            need=need.value if need else "",
        )
        note(connection, "alerts close", "cases closed", count=count, role=by)
    _tell(count, f"{count} cases closed.")


def listed(country: Country = None, form: Form = Format.TABLE) -> None:
    """List the open cases of the office, the most pressing first."""
    _known(country)
    with transaction(workspace.required()) as connection:
        kept = ledger.open_alerts(connection, country)
        cases = open_cases(one for one in kept if not one.involved)
        note(
            connection,
            "alerts list",
            "open cases shown",
            count=len(cases),
            project=country or "",
        )
    rows = [
        asdict(one)
        | {
            "raised_at": one.raised_at.isoformat(timespec="minutes"),
            "act_before": one.act_before.isoformat(timespec="minutes"),
        }
        for one in cases
    ]
    _show(rows, form)
    if form is Format.TABLE:
        telling.say(f"{len(rows)} open")


def shown_load(country: Country = None, form: Form = Format.TABLE) -> None:
    """Tell how many alerts there are, how many are acted on, and how fast.

    Figures behind which fewer than five stand are left out.
    """
    _known(country)
    with transaction(workspace.required()) as connection:
        found = load.load(
            load.counted(connection, country), load.interviews(connection, country)
        )
    _show([asdict(one) for one in found], form)


def _known(country: str | None) -> None:
    """Refuse a country of which nothing is pulled: "0 open" would be no answer."""
    if country is not None:
        projects(workspace.required(), country)


def _now() -> datetime:
    return datetime.now(UTC)


def _tell(count: int, said: str) -> None:
    telling.say(said)
    if not count:
        telling.say(UNKNOWN)
        raise typer.Exit(FOUND_PROBLEMS)


def _show(rows: list[dict[str, Any]], form: Format) -> None:
    if form is Format.JSON:
        telling.answer(json.dumps(rows, ensure_ascii=False, indent=1))
    elif rows:
        shown = [tuple("-" if v is None else v for v in one.values()) for one in rows]
        telling.table(list(rows[0]), shown)
