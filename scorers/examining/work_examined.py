"""What `remon doctor` finds in the database: what was done last, what is due."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection, func, select

from instrument_specs.registry import Instruments
from instrument_specs.workspace import Workspace
from scorers.erasing import retention
from scorers.operating import problems
from scorers.operating.desks import limits_of
from scorers.operating.projects import Project, known
from scorers.posting import outbox
from scorers.storing import cursors
from scorers.storing.opening import store_of
from scorers.storing.schema import OUTBOX

from .examined import KNOWN, Examined, looked

OLD = timedelta(days=8)  # every recipient gets a weekly list at least


def on_work(
    place: Workspace, instruments: Instruments, now: datetime
) -> Iterator[Examined]:
    """Look at the database, and at what was pulled, mailed and kept too long."""
    about = "database"
    try:
        store, limits = store_of(place), limits_of(place)
    except KNOWN as error:
        yield Examined(about, well=False, said=str(error))
        return
    yield Examined(about, well=True, said="opened")
    forms = known(place, None)
    for wrong in forms.errors if forms.projects else ():
        yield Examined("forms", well=False, said=str(wrong))
    with closing(store), store.begin() as connection:
        keys = [one.key for one in forms.projects]
        for lost in problems.unread(connection, place, keys, None):
            yield Examined("forms", well=False, said=problems.said(lost))
        if not forms.projects:
            return
        for one in forms.projects:
            yield from looked(
                f"last pull {one.key}",
                partial(_of_form, connection, one, limits, now),
                otherwise=_pulled(connection, one),
            )
        yield from looked(
            "last mail",
            partial(_of_mail, connection, limits, now),
            otherwise=_mailed(connection),
        )
        for country in sorted({one.country for one in forms.projects}):
            yield from looked(
                f"retention {country}",
                partial(_due, connection, instruments, country, now),
                otherwise="nobody's answers are kept longer than the profile allows",
            )


def _of_form(
    connection: Connection, form: Project, limits: problems.Limits, now: datetime
) -> Iterator[str]:
    for one in problems.of_forms(connection, [form.key], limits, now):
        what, advice = problems.SAYS[one.kind]
        if cursors.progress(connection, form.key).reached_at is None:
            what, advice = (
                "nothing was ever pulled",
                "run remon run, every hour at least",
            )
        yield f"{what.format(count=one.count)}: {advice}"


def _of_mail(
    connection: Connection, limits: problems.Limits, now: datetime
) -> Iterator[str]:
    for one in problems.of_mail(connection, limits, now):
        yield problems.said(one)
    last = _last_mail(connection)
    if last and now - last > OLD:
        yield (
            f"no mail has gone out since {last:%Y-%m-%d}, not even a weekly list: run "
            "remon run every hour, and look at what it says"
        )


def _pulled(connection: Connection, form: Project) -> str:
    done = cursors.progress(connection, form.key)
    return f"{done.reached_at:%Y-%m-%d %H:%M} UTC" if done.reached_at else "never"


def _mailed(connection: Connection) -> str:
    last = _last_mail(connection)
    waiting = outbox.waiting(connection)
    when = f"{last:%Y-%m-%d %H:%M} UTC" if last else "none was sent yet"
    return f"{when}; {waiting} wait to be sent"


def _last_mail(connection: Connection) -> datetime | None:
    found = connection.scalar(select(func.max(OUTBOX.c.sent_at)))
    return datetime.fromisoformat(found) if found else None


def _due(
    connection: Connection, instruments: Instruments, country: str, now: datetime
) -> Iterator[str]:
    months = instruments.profile(country).retention_months
    found = retention.due(connection, country, months, now.date(), "doctor")
    if found.asked:
        yield (
            f"the answers of {len(found.asked)} people have been kept for {months} "
            "months and more: run remon retention"
        )
    if found.with_open_case:
        yield (
            f"{found.with_open_case} people are kept longer, as a case of theirs is "
            "open: have the focal points close what is settled"
        )
    if found.undated:
        yield f"{found.undated} people have no date of talk: look at them by hand"
