"""Erasure over the forms of a workspace: what was asked for, and what is due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

from builder.telling import say
from instrument_specs.registry import Instruments
from instrument_specs.workspace import Workspace
from scorers.apart import Apart
from scorers.erasing import erasures, retention
from scorers.erasing.certificate import Certificate
from scorers.erasing.erase import Eraser, Left, Server, write_certificates
from scorers.erasing.erasures import Erasure
from scorers.erasing.retention import Due
from scorers.operating.projects import Project
from scorers.operating.read_in_full import lacking
from scorers.storing import audit, rows, tombstones
from scorers.storing.store import Store

RULE = "retention rule"


@dataclass(frozen=True, slots=True)
class Forgetting:
    """Where to forget: a workspace, its database, its forms, its server.

    `now` is before anything was pulled: what was read since then counts as read.
    """

    place: Workspace
    instruments: Instruments
    store: Store
    chosen: Sequence[Project]
    now: datetime

    def countries(self) -> list[str]:
        return sorted({one.country for one in self.chosen})

    def carry_on(self, server: Server) -> list[Left]:
        """Finish all that was asked for; give what is left.

        A country's erasures wait until all of its forms were read before.
        """
        write_certificates(self.store, self.place.folder)
        found = list[Left]()
        for country in self.countries():
            if waiting := self._pending(country):
                why = lacking(self.place, self.store, server, country, self.now)
                if why is None:
                    found += self._finish(server, country)
                    continue
                say(f"{country}: {len(waiting)} erasures wait: {why.why}")
                found += [Left(one.id, why.why, why.retryable) for one in waiting]
        return found

    def due(self, country: str, by: str = RULE) -> Due:
        """Find whom the country's profile allows to keep no longer."""
        months = self.instruments.profile(country).retention_months
        with self.store.begin() as connection:
            return retention.due(connection, country, months, self.now.date(), by)

    def ask_retention(self, country: str, by: str = RULE) -> Due:
        """Have everybody erased whose time is over; look no more today."""
        found = self.due(country, by)
        with self.store.begin() as connection:
            for one in found.asked:
                erasures.ask(connection, one, self.now)
            audit.note(
                connection,
                "retention",
                "people due for erasure",
                count=len(found.asked),
                project=country,
                role=by,
                now=self.now,
            )
        return found

    def keep_the_rule(self) -> None:
        """Once a day, ask for the erasure of all whose time is over, if so set."""
        if self.place.setting("retention", "automatic").lower() != "true":
            return
        midnight = datetime.combine(self.now.astimezone(UTC).date(), time(), UTC)
        with self.store.begin() as connection:
            today = audit.lines(connection, midnight)
        done = {one.project for one in today if one.command == "retention"}
        apart = Apart()
        for country in self.countries():
            if country not in done:
                with apart.each(country):
                    found = self.ask_retention(country)
                    say(f"{country}: {len(found.asked)} people are to be erased by now")
        apart.end()

    def late(self) -> list[tuple[Project, int]]:
        """Give the rows that were kept out, as their people are erased."""
        with self.store.begin() as connection:
            return [
                (one, number)
                for one in self.chosen
                for number in rows.numbers_of(connection, one.key, rows.KEPT_OUT)
            ]

    def drop_late(self, server: Server, found: Sequence[tuple[Project, int]]) -> None:
        """Delete rows that were kept out on the server as well."""
        for project, number in found:
            server.delete(project.uid, number)
            with self.store.begin() as connection:
                list(rows.forget(connection, project.key, [number]))

    def is_pending(self) -> bool:
        """Tell whether anything that was asked for is not done."""
        return any(map(self._pending, self.countries()))

    def _pending(self, country: str) -> list[Erasure]:
        with self.store.begin() as connection:
            return erasures.pending(connection, country)

    def _finish(self, server: Server, country: str) -> Iterator[Left]:
        key = tombstones.key_of(self.place, make=True)
        if key is None:
            raise AssertionError
        uids = {one.key: one.uid for one in self.chosen if one.country == country}
        eraser = Eraser(
            self.store, server, country, uids, self.place.folder, key, self.now
        )
        for one in eraser.finish():
            if isinstance(one, Certificate):
                say(f"{country}: erasure {one.id} is done; its certificate is written")
            else:
                say(f"{country}: erasure {one.erasure} is not done: {one.why}")
                yield one
