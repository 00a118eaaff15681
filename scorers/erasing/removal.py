"""Take a submission, or a person, out of every table of the store.

A list that waits to be sent and names the person is taken back and made again
for the others by the next run; what was sent already is out of reach.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from email import message_from_string, policy

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    delete,
    exists,
    select,
    update,
)

from deploy.publishing.keys import named
from scorers.alerting import ledger
from scorers.alerting.episodes import alone
from scorers.alerting.letter import reference
from scorers.storing import archive, work
from scorers.storing.columns import of_country, of_submission
from scorers.storing.counting import count
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
COUNTED = {"submissions": SUBMISSIONS, "scores": RESULTS, "visits": VISITS}
_APART = re.compile(r"[\s-]+")


def forget_submission(
    connection: Connection, project: str, submission: str
) -> Counter[str]:
    """Take a submission out, with all that was made of it.

    What went outside the office is deleted as well and not counted: the office
    reads the counts.
    """
    country, _, _ = named(project)
    gone: Counter[str] = Counter()
    for name, table in COUNTED.items():
        gone[name] = count(connection, table, of_submission(table, project, submission))
    archive.remove(connection, project, submission)
    told = of_submission(ALERTS, project, submission)
    names = set(connection.scalars(select(ALERTS.c.reference).where(told)))
    key = ledger.outside_key(connection)
    names |= {reference(submission), reference(submission, outside=True, key=key)}
    gone["alerts"] = _office(connection, ALERTS, told)
    connection.execute(delete(ALERTS).where(told))
    gone["mails"] = _forget_mails(connection, project, submission)
    gone["mails"] += take_back(connection, country, names)
    connection.execute(
        delete(ALERTED).where(of_submission(ALERTED, project, submission))
    )
    people = [submission, alone(submission)]
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
        delete(WORK).where(WORK.c.person == code, of_country(WORK.c.project, country))
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
        select(LETTERS.c.message_id).where(of_submission(LETTERS, project, submission))
    )
    return _drop_mails(connection, list(found))


def _drop_mails(connection: Connection, message_ids: list[str]) -> int:
    """Forget mails; give how many to the office were still to be sent."""
    unsent = and_(OUTBOX.c.message_id.in_(message_ids), OUTBOX.c.sent_at.is_(None))
    found = _office(connection, OUTBOX, unsent)
    for table in (OUTBOX, LETTERS):
        connection.execute(delete(table).where(table.c.message_id.in_(message_ids)))
    return found


def _forget_cases(connection: Connection, country: str, people: Collection[str]) -> int:
    theirs = and_(EPISODES.c.country == country, EPISODES.c.person.in_(people))
    return _delete_cases(connection, theirs)


def _delete_cases(connection: Connection, which: ColumnElement[bool]) -> int:
    found = _office(connection, EPISODES, which)
    connection.execute(delete(EPISODES).where(which))
    return found


def _office(connection: Connection, table: Table, which: ColumnElement[bool]) -> int:
    """Count what the office may know of."""
    return count(connection, table, which, table.c.involved.is_(False))


def _text(message: str) -> str:
    """Give all that a mail says, its encodings undone."""
    read = message_from_string(message, policy=policy.default)
    parts = [part for part in read.walk() if part.get_content_maintype() == "text"]
    return " ".join(str(part.get_content()) for part in parts)
