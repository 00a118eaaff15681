"""Rows of a form's table, oldest first, page after page, by key.

ODK Central API, OData. Each page asks for what came in at or after the last row
seen, and leaves out what was seen: rows that arrive or are deleted meanwhile
move no other row out of sight. The server's own links to a next page go newest
first, and a next page in another order is refused (501.1), so none is followed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from deploy.central.numbers import MILLISECOND, written
from deploy.central.project import Project
from deploy.central.rows import identity_of, moment
from deploy.errors import ServerError

SUBMITTED, UPDATED = "submissionDate", "updatedAt"
ALWAYS = ("__id", "__system")
LARGEST_TOP = 20_000
Shown = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """A form's table. `select` names the columns; None is everything, repeats too."""

    project: Project
    uid: str
    page_size: int
    select: Sequence[str] | None = ALWAYS

    def since(self, start: datetime) -> Iterator[Shown]:
        """Yield the rows that came in at `start` or later, in that order."""
        return self._by_key(SUBMITTED, start, "")

    def changed(self, start: datetime, before: datetime) -> Iterator[Shown]:
        """Yield rows from before a moment that were changed at `start` or later.

        One that changes again meanwhile is found by the next pull.
        """
        older = f" and __system/{SUBMITTED} lt {written(before)}"
        return self._by_key(UPDATED, start, older)

    def at(self, moments: Sequence[datetime]) -> Iterator[Shown]:
        """Yield the rows that came in at these very milliseconds."""
        conditions = [
            f"__system/{SUBMITTED} ge {written(one)}"
            f" and __system/{SUBMITTED} lt {written(one + MILLISECOND)}"
            for one in moments
        ]
        text = " or ".join(f"({one})" for one in conditions)
        rows, _ = self._page({"$filter": text})
        yield from rows

    def count(self) -> int:
        """How many rows there are, without reading them."""
        params = {"$top": "0", "$count": "true"}
        found = self.project.http.get_json(self._path, params=params)
        number = found.get("@odata.count")
        if isinstance(number, int) and not isinstance(number, bool):
            return number
        raise self._odd("does not say how many submissions there are")

    @property
    def _path(self) -> str:
        return f"{self.project.form(self.uid)}.svc/Submissions"

    def _by_key(self, column: str, start: datetime, more: str) -> Iterator[Shown]:
        last, top, seen = start, self.page_size, set[str]()
        while True:
            params = {
                "$filter": f"__system/{column} ge {written(last)}{more}",
                "$orderby": f"__system/{column} asc",
                "$top": str(top),
            }
            page, further = self._page(params)
            fresh = [one for one in page if identity_of(one) not in seen]
            yield from fresh
            seen.update(map(identity_of, fresh))
            if not further:
                return
            reached = moment(page[-1], column) if page else last
            if reached <= last and not fresh:
                top = self._larger(top)  # a page of one millisecond, and more of it
            last = max(last, reached)

    def _page(self, params: Mapping[str, str]) -> tuple[list[Shown], bool]:
        if self.select is None:
            extent = {"$expand": "*"}
        else:
            extent = {"$select": ",".join(dict.fromkeys([*ALWAYS, *self.select]))}
        body = self.project.http.get_json(self._path, params={**params, **extent})
        rows = body.get("value")
        if not isinstance(rows, list) or not all(isinstance(r, dict) for r in rows):
            raise self._odd("sends no list of submissions")
        return rows, "@odata.nextLink" in body

    def _larger(self, top: int) -> int:
        if top >= LARGEST_TOP:
            raise self._odd("sends the same page of submissions for ever")
        return min(top * 2, LARGEST_TOP)

    def _odd(self, what: str) -> ServerError:
        return ServerError(
            f"The server {what}",
            where=f"submissions of form {self.uid}",
            advice="Run the command again; if it stays, tell whoever runs the server.",
            retryable=True,
        )
