"""Take a submission, or a person, out of every table of the store.

A list that waits to be sent and names the person is taken back and made again
for the others by the next run; what was sent already is out of reach.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from email import message_from_string, policy

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    delete,
    exists,
    func,
    select,
    update,
)

from scorers.alerting import ledger
from scorers.alerting.letter import reference
from scorers.storing import archive, work
from scorers.storing.schema import (
    ALERTED,
    ALERTS,
    EPISODES,
    LETTERS,
    OUTBOX,
    RESULTS,
    SET_ASIDE,
    SUBMISSIONS,
    VISITS,
    WORK,
)

LISTS = ("day", "week")
_APART = re.compile(r"[\s-]+")


def known(connection: Connection, country: str, code: str) -> list[tuple[str, str]]:
    """Give project and name of each submission of a person in a country."""
    found = connection.execute(
        select(SUBMISSIONS.c.project, SUBMISSIONS.c.submission)
        .where(SUBMISSIONS.c.person == code, _of(SUBMISSIONS.c.project, country))
        .order_by(SUBMISSIONS.c.project, SUBMISSIONS.c.submission)
    )
    return [(row.project, row.submission) for row in found]


def needs_two(connection: Connection, country: str, people: Collection[str]) -> bool:
    """Tell whether a case is open that two people have to decide on.

    It is critical, or not for the office alone; which of these stays unsaid.
    """
    grave = (EPISODES.c.severity == "critical") | EPISODES.c.involved
    query = exists().where(
        EPISODES.c.country == country,
        EPISODES.c.person.in_(people),
        EPISODES.c.closed_at.is_(None),
        grave,
    )
    return bool(connection.scalar(select(query)))


def unsettled(connection: Connection, country: str, people: Collection[str]) -> bool:
    """Tell whether something these people sent has not been worked out yet."""
    query = exists().where(WORK.c.person.in_(people), _of(WORK.c.project, country))
    return bool(connection.scalar(select(query)))


def named(
    connection: Connection, country: str, submission: str
) -> list[tuple[str, str]]:
    """Give project and name of a submission, also of one that was only alerted."""
    found: set[tuple[str, str]] = set()
    for table, name in (
        (SUBMISSIONS, SUBMISSIONS.c.submission),
        (SET_ASIDE, SET_ASIDE.c.row),
        (ALERTS, ALERTS.c.submission),
    ):
        same = (name == submission) | name.startswith(f"{submission}~", autoescape=True)
        rows = connection.execute(
            select(table.c.project, name).where(same, _of(table.c.project, country))
        )
        found.update((project, one) for project, one in rows)
    return sorted(found)


def person_of(connection: Connection, project: str, submission: str) -> str | None:
    return connection.scalar(
        select(SUBMISSIONS.c.person).where(
            SUBMISSIONS.c.project == project, SUBMISSIONS.c.submission == submission
        )
    )


def told_of(connection: Connection, country: str, submission: str) -> list[str]:
    """Name the people whose cases an interview belongs to."""
    found = connection.scalars(
        select(ALERTS.c.person)
        .where(ALERTS.c.country == country, ALERTS.c.submission == submission)
        .distinct()
    )
    return list(found)


def unread(connection: Connection, country: str) -> int:
    """Count the submissions of a country that cannot be read."""
    query = select(func.count()).select_from(SET_ASIDE)
    return int(connection.scalar(query.where(_of(SET_ASIDE.c.project, country))) or 0)


def people_of(submissions: Iterable[tuple[str, str]], code: str) -> list[str]:
    """Name all under whom a person may have cases: the code, or single interviews."""
    names = {name for _, name in submissions}
    return [*([code] if code else []), *names, *(f"submission {one}" for one in names)]


def forget_submission(
    connection: Connection, project: str, submission: str
) -> Counter[str]:
    """Take a submission out, with all that was made of it.

    What went outside the office is deleted as well and not counted: the office
    reads the counts.
    """
    country = project.partition("/")[0]
    gone: Counter[str] = Counter()
    gone["submissions"] = _count(connection, SUBMISSIONS, project, submission)
    gone["scores"] = _count(connection, RESULTS, project, submission)
    gone["visits"] = _count(connection, VISITS, project, submission)
    archive.remove(connection, project, submission)
    told = (ALERTS.c.project == project) & (ALERTS.c.submission == submission)
    names = set(connection.scalars(select(ALERTS.c.reference).where(told)))
    key = ledger.outside_key(connection)
    names |= {reference(submission), reference(submission, outside=True, key=key)}
    gone["alerts"] = _office(connection, ALERTS, told)
    connection.execute(delete(ALERTS).where(told))
    gone["mails"] = _forget_mails(connection, project, submission)
    gone["mails"] += take_back(connection, country, names)
    connection.execute(
        delete(ALERTED).where(
            ALERTED.c.project == project, ALERTED.c.submission == submission
        )
    )
    people = [submission, f"submission {submission}"]
    gone["cases"] = _forget_cases(connection, country, people)
    work.done(connection, project, people)
    connection.execute(
        delete(SET_ASIDE).where(
            SET_ASIDE.c.project == project, SET_ASIDE.c.row == submission
        )
    )
    return gone


def forget_person(connection: Connection, country: str, code: str) -> Counter[str]:
    """Take out what is left of a person whose submissions are gone."""
    gone: Counter[str] = Counter()
    told = (ALERTS.c.country == country) & (ALERTS.c.person == code)
    alerted = connection.execute(
        select(ALERTS.c.project, ALERTS.c.submission).where(told).distinct()
    ).all()
    for row in alerted:
        gone += forget_submission(connection, row.project, row.submission)
    gone["cases"] += _forget_cases(connection, country, [code])
    gone["mails"] += take_back(connection, country, {code})
    connection.execute(
        delete(WORK).where(WORK.c.person == code, _of(WORK.c.project, country))
    )
    return gone


def forget_empty_cases(connection: Connection, country: str) -> int:
    """Take out cases of which no alert is left."""
    left = exists().where(
        ALERTS.c.country == EPISODES.c.country,
        ALERTS.c.person == EPISODES.c.person,
        ALERTS.c.flag == EPISODES.c.flag,
        ALERTS.c.episode == EPISODES.c.number,
    )
    return _delete_cases(connection, and_(EPISODES.c.country == country, ~left))


def take_back(connection: Connection, country: str, names: Collection[str]) -> int:
    """Take back lists that wait and hold one of these names, to be made again."""
    found = connection.execute(
        select(OUTBOX.c.message_id, OUTBOX.c.message)
        .join(LETTERS, LETTERS.c.message_id == OUTBOX.c.message_id)
        .where(
            LETTERS.c.country == country,
            LETTERS.c.kind.in_(LISTS),
            OUTBOX.c.message != "",
        )
    ).all()
    wanted = [_APART.sub("", one) for one in names]
    back = [
        row.message_id
        for row in found
        if any(one in _APART.sub("", _text(row.message)) for one in wanted)
    ]
    _drop_mails(connection, back)
    connection.execute(
        update(ALERTS).where(ALERTS.c.message_id.in_(back)).values(message_id=None)
    )
    return len(back)


def _forget_mails(connection: Connection, project: str, submission: str) -> int:
    found = connection.scalars(
        select(LETTERS.c.message_id).where(
            LETTERS.c.project == project, LETTERS.c.submission == submission
        )
    )
    return _drop_mails(connection, list(found))


def _drop_mails(connection: Connection, message_ids: list[str]) -> int:
    """Forget mails; give how many to the office were still to be sent."""
    unsent = and_(OUTBOX.c.message_id.in_(message_ids), OUTBOX.c.sent_at.is_(None))
    count = _office(connection, OUTBOX, unsent)
    for table in (OUTBOX, LETTERS):
        connection.execute(delete(table).where(table.c.message_id.in_(message_ids)))
    return count


def _forget_cases(connection: Connection, country: str, people: Collection[str]) -> int:
    theirs = and_(EPISODES.c.country == country, EPISODES.c.person.in_(people))
    return _delete_cases(connection, theirs)


def _delete_cases(connection: Connection, which: ColumnElement[bool]) -> int:
    count = _office(connection, EPISODES, which)
    connection.execute(delete(EPISODES).where(which))
    return count


def _office(connection: Connection, table: Table, which: ColumnElement[bool]) -> int:
    """Count what the office may know of."""
    query = select(func.count()).select_from(table)
    return int(connection.scalar(query.where(which, table.c.involved.is_(False))) or 0)


def _count(connection: Connection, table: Table, project: str, name: str) -> int:
    found = connection.scalar(
        select(func.count())
        .select_from(table)
        .where(table.c.project == project, table.c.submission == name)
    )
    return int(found or 0)


def _of(column: ColumnElement[str], country: str) -> ColumnElement[bool]:
    return column.startswith(f"{country}/", autoescape=True)


def _text(message: str) -> str:
    """Give all that a mail says, its encodings undone."""
    read = message_from_string(message, policy=policy.default)
    parts = [part for part in read.walk() if part.get_content_maintype() == "text"]
    return " ".join(str(part.get_content()) for part in parts)
