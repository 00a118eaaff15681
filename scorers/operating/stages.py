"""The stages from stored to queued, each of which may run alone and again.

What a stage has done is kept in one transaction together with the mark that it
was done, so a run that breaks off anywhere loses nothing and doubles nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from builder.form import Form
from scorers.alerting.letter import Desk
from scorers.alerting.raising import raise_
from scorers.reading.needed import profiles
from scorers.scoring.agreement import ANOTHER, Disagreement, MadeWith, compare
from scorers.scoring.interviews import Interviews, approved, work_out
from scorers.scoring.involvement import involved, rounds_involved
from scorers.scoring.score import NOTHING_ASKED, score_interviews
from scorers.scoring.visits import visits
from scorers.storing import archive, cursors, results, work
from scorers.storing.store import Store, StoreError

PEOPLE = 100


@dataclass(frozen=True, slots=True)
class Scored:
    """What was worked out: submissions, alerts made of them, and what failed.

    Alerts and mails are those of the office.

    `failed` counts people whose submissions could not be worked out; they are
    kept and tried again by the next run.
    """

    submissions: int = 0
    alerts: int = 0
    mails: int = 0
    failed: int = 0

    def __add__(self, other: Scored) -> Scored:
        return Scored(
            self.submissions + other.submissions,
            self.alerts + other.alerts,
            self.mails + other.mails,
            self.failed + other.failed,
        )


@dataclass(frozen=True, slots=True)
class Alerted:
    """How many alerts were due, and in how many mails they went to the outbox."""

    alerts: int
    mails: int


@dataclass(frozen=True, slots=True)
class Scorer:
    """Takes people's submissions from stored to scored, flagged and queued.

    `here` tells with which form and rules; without a desk alerts are left for
    the alerts stage.
    """

    form: Form
    store: Store
    project: str
    here: MadeWith
    desk: Desk | None = None

    def run(self, now: datetime) -> Scored:
        """Work out all that waits; one person that fails holds up nobody."""
        with self.store.begin() as connection:
            cursors.hold(connection, self.project)
            work.retry(connection, self.project)
            self._look_back(connection, now)
        total = Scored()
        while (done := self._some(now)) is not None:
            total += done
        return total

    def _look_back(self, connection: Connection, now: datetime) -> None:
        """Score everything again when the form or its rules have changed."""
        mark = f"{self.here.content_hash} {self.here.country_hash} "
        mark += self.here.scoring_version
        if cursors.progress(connection, self.project).scored_with != mark:
            work.queue_everybody(connection, self.project, now)
            cursors.scored(connection, self.project, mark)

    def _some(self, now: datetime) -> Scored | None:
        """Work out some people in one transaction; None when nobody waits."""
        people: list[str] = []
        try:
            with self.store.begin() as connection:
                people = work.claim(connection, self.project, PEOPLE)
                return self._settled(connection, people, now) if people else None
        except StoreError:
            raise
        except Exception:
            # Whatever it is, one person's answers must not hold up the others'.
            if not people:
                raise
            return self._one_by_one(people, now)

    def _one_by_one(self, people: Sequence[str], now: datetime) -> Scored:
        total = Scored()
        for person in people:
            try:
                with self.store.begin() as connection:
                    if work.claim_one(connection, self.project, person):
                        total += self._settled(connection, [person], now)
            except StoreError:
                raise
            except Exception as error:  # noqa: BLE001 - told by remon quarantine
                # Its text may quote an answer; its kind does not.
                with self.store.begin() as connection:
                    kind = type(error).__name__
                    work.failed(connection, self.project, person, kind)
                total += Scored(failed=1)
        return total

    def _settled(
        self, connection: Connection, people: Sequence[str], now: datetime
    ) -> Scored:
        project, form = self.project, self.form
        stored = archive.submissions(connection, project, people)
        among = [one.submission for one in stored]
        # Wherever it was said, and whatever reviewers think of that talk.
        known = archive.in_all_projects(connection, project, people)
        everything = replace(
            work_out(form, stored), involved_elsewhere=rounds_involved(form, known)
        )
        figures = approved(everything)
        for profile in profiles(form) or (NOTHING_ASKED,):
            rows = score_interviews(figures, profile).to_dicts()
            results.keep_scores(connection, project, profile, rows, among)
        doubts = self._doubts(everything)
        results.keep_disagreements(connection, project, doubts, among)
        results.keep_visits(connection, project, everything, visits(everything))
        alerted = Alerted(0, 0)
        if self.desk is not None:
            alerted = _raised(connection, project, self.desk, now, among)
        work.done(connection, project, people)
        return Scored(len(stored), alerted.alerts, alerted.mails)

    def _doubts(self, everything: Interviews) -> list[Disagreement]:
        """Find what a person has to look at; the office reads it.

        Where somebody of the programme could be involved it learns of no flag.
        """
        hidden = involved(everything)
        found = [
            one
            for one in compare(everything, self.here).disagreements
            if not (one.submission in hidden and one.is_about_a_flag)
        ]
        others = [one.submission for one in everything.sittings if one.other]
        return [*found, *(Disagreement(one, ANOTHER) for one in others)]


def alerts_stage(store: Store, project: str, desk: Desk, now: datetime) -> Alerted:
    """Make the alerts that are due and put their mails into the outbox."""
    with store.begin() as connection:
        return _raised(connection, project, desk, now)


def _raised(
    connection: Connection,
    project: str,
    desk: Desk,
    now: datetime,
    among: Sequence[str] | None = None,
) -> Alerted:
    pending = results.pending(connection, project, among)
    withdrawn = results.withdrawn(connection, project, among)
    changed = [*(one.submission for one in pending), *withdrawn]
    made = raise_(connection, project, desk, pending, now, changed=changed)
    for submission in changed:
        results.settle(connection, project, submission)
    return Alerted(made.alerts, made.mails)
