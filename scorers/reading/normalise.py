"""Rows of a server to submissions, whichever groups the questions stand in.

Rows are KoboToolbox's (API v2, data): flat, keyed by group path, unanswered
questions absent, repeats as lists of such rows. Names are unique in a form, so
the last part of a key says which question it is. A single answer that cannot
be read counts as unanswered and is reported; a row that cannot be read is set
aside. Neither report holds a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from builder.form import Form

from .closed import Closed
from .needed import VERSIONS, Needed, needed
from .sheet import Sheet, leaf
from .submission import SetAside, Submission

HIGHEST_NUMBER = 2**63 - 1  # a database holds no more
ENCRYPTED = "encrypted: this host has no key"
IDENTITIES = (
    "meta/rootUuid",
    "meta/instanceID",
    "_uuid",
    "orx:meta/orx:instanceID",
)
_ID = re.compile(r"[A-Za-z0-9:._-]{1,100}", re.ASCII)
# Keys that the server adds to the answers.
OWN_KEYS = ("_", "meta/", "formhub/")
_IDENTITY = re.compile(r"(?:uuid:)?([A-Za-z0-9._-]+)", re.ASCII)


def normalise(
    form: Form, row: object, *, place: str = "row", asset: str = ""
) -> Submission | SetAside:
    """Read one row. `place` names it when it has no identity of its own.

    With `asset` given, a row of another form on the server is set aside.
    """
    return Reader(form, asset).read(row, place)


class Reader:
    """Reads the rows of one form; made once for many rows."""

    def __init__(self, form: Form, asset: str = "") -> None:
        self._form = form
        self._asset = asset
        self._needed: Needed = needed(form)
        self._known = {
            name
            for entry in form.entries
            for name in (entry.node.name, *(group.name for group in entry.within))
        } | self._needed.renamed.keys()

    def read(self, row: object, place: str = "row") -> Submission | SetAside:
        if not isinstance(row, Mapping):
            return SetAside(place, "is not a submission: expected an object")
        identity = _identity(row)
        name = identity or _number_or(row, place)
        if isinstance(row, Closed):
            return SetAside(name, row.reason, _number(row))
        if "base64EncryptedKey" in row:
            return SetAside(name, ENCRYPTED, _number(row))
        if not identity:
            why = "has no identity: no instance id in it"
            return SetAside(name, why, _number(row))
        if self._is_foreign(row):
            return SetAside(name, "belongs to another form", _number(row))
        return self._submission(identity, row)

    def _is_foreign(self, row: Mapping[str, Any]) -> bool:
        form_id = row.get("_xform_id_string")
        if self._asset and form_id:
            return bool(form_id != self._asset)
        # A row of another form would otherwise pass as one without answers.
        asked = [leaf(key) for key in row if not str(key).startswith(OWN_KEYS)]
        known = sum(name in self._known for name in asked)
        return known * 2 <= len(asked)

    def _submission(self, identity: str, row: Mapping[str, Any]) -> Submission:
        sheet = Sheet(self._form, self._needed)
        sheet.take(row)
        answers = dict(sheet.answers)
        versions = {name: str(answers.pop(name, "")) for name in VERSIONS}
        return Submission(
            submission=identity,
            server_id=_number(row),
            submitted_at=_moment(row.get("_submission_time")),
            validation_status=status_of(row),
            form_version=_plain(row.get("__version__")),
            answers=answers,
            problems=tuple(sheet.problems),
            **versions,
        )


def read_rows(
    form: Form, rows: object, *, asset: str = ""
) -> Iterator[Submission | SetAside]:
    """Read a list of rows, or a page with its rows under `results`."""
    listed = rows.get("results") if isinstance(rows, Mapping) else rows
    if not isinstance(listed, list):
        yield SetAside("file", "is not a list of submissions, nor a page of them")
        return
    reader = Reader(form, asset)
    for number, row in enumerate(listed, 1):
        yield reader.read(row, f"row {number}")


def _identity(row: Mapping[str, Any]) -> str:
    for key in IDENTITIES:
        found = _IDENTITY.fullmatch(_plain(row.get(key)))
        if found is not None:
            return found[1]
    return ""


def _number(row: Mapping[str, Any]) -> int | None:
    number = row.get("_id")
    if isinstance(number, bool) or not isinstance(number, int):
        return None
    return number if 0 <= number <= HIGHEST_NUMBER else None


def _number_or(row: Mapping[str, Any], place: str) -> str:
    number = _number(row)
    return place if number is None else f"number {number}"


def _moment(written: object) -> datetime | None:
    """Read the server's time: UTC, without saying so."""
    try:
        moment = datetime.fromisoformat(str(written))
        known = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
        return known.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def status_of(row: Mapping[str, Any]) -> str:
    """Give the code of what the server's reviewers think of a row."""
    written = row.get("_validation_status")
    return _plain(written.get("uid")) if isinstance(written, Mapping) else ""


def _plain(written: object) -> str:
    """Take a server's own id or code; "" for what looks like words of a person."""
    plain = isinstance(written, str) and _ID.fullmatch(written)
    return str(written) if plain else ""
