"""What is left of erased people: marks by which a copy sent again is recognised.

A mark is a keyed hash of a respondent code or of a submission's identity. Codes
are few enough to be tried out, so without the key a mark must tell nothing: the
key lies beside the settings, never in the database, and in none of its backups.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal, TypeAlias

from sqlalchemy import Connection, select

from instrument_specs.workspace import Workspace, WorkspaceError, secret
from scorers.reading.needed import RESPONDENT_CODE
from scorers.reading.submission import Submission

from .counting import count
from .schema import TOMBSTONES
from .upsert import put

FILE = "erasure.key"
LOST = (
    "{count} marks of erased people cannot be read, as the key they were made with is "
    "not here: what a phone sends again comes back. Put back erasure.key from the "
    "copy that was kept apart"
)
KEY_BYTES = 32
Kind: TypeAlias = Literal["code", "submission"]


@dataclass(frozen=True, slots=True)
class Key:
    """The secret that marks are made with; `id` tells it from others."""

    value: bytes = field(repr=False)

    @property
    def id(self) -> str:
        return hashlib.sha256(b"id/" + self.value).hexdigest()[:16]

    def mark(self, country: str, kind: Kind, name: str) -> str:
        """Give the mark of a code, or of a submission's identity."""
        what = f"{country}/{kind}/{name}".encode()
        return hmac.new(self.value, what, hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Guard:
    """Recognises, in one country, submissions of people who were erased."""

    country: str = ""
    key: Key | None = None
    marks: dict[str, date] = field(default_factory=dict, repr=False)

    def keeps_out(self, one: Submission) -> bool:
        """Tell whether a submission was erased, or is of a person who was.

        A talk after the day of erasure is a new one, to which the person has
        agreed anew. Without a date it counts as an old one.
        """
        if self.key is None or not self.marks:
            return False
        if self.key.mark(self.country, "submission", one.submission) in self.marks:
            return True
        mark = self.key.mark(self.country, "code", one.text(RESPONDENT_CODE))
        erased_on = self.marks.get(mark)
        talked_on = one.value("interview_date")
        is_new = isinstance(talked_on, date) and erased_on and talked_on > erased_on
        return erased_on is not None and not is_new


OPEN_TO_ALL = Guard()


def guard(connection: Connection, country: str, key: Key | None) -> Guard:
    """Read the marks of a country that this key has made."""
    if key is None:
        return OPEN_TO_ALL
    found = connection.execute(
        select(TOMBSTONES.c.mark, TOMBSTONES.c.erased_on).where(
            TOMBSTONES.c.country == country, TOMBSTONES.c.key_id == key.id
        )
    )
    days = {row.mark: date.fromisoformat(row.erased_on) for row in found}
    return Guard(country, key, days)


def bury(
    connection: Connection,
    country: str,
    key: Key,
    names: Iterable[tuple[Kind, str]],
    today: date,
) -> None:
    """Leave a mark for each code or submission; the day of a second time counts."""
    for kind, name in names:
        row = {"country": country, "mark": key.mark(country, kind, name)}
        values = {"key_id": key.id, "erased_on": today.isoformat()}
        put(connection, TOMBSTONES, row | values)


def unknown(connection: Connection, key: Key | None) -> int:
    """Count the marks that another key has made, and this one cannot recognise."""
    others = [TOMBSTONES.c.key_id != key.id] if key is not None else []
    return count(connection, TOMBSTONES, *others)


def key_of(workspace: Workspace, *, make: bool = False) -> Key | None:
    """Read the key of REMON_ERASURE_KEY or of the workspace; `make` one if need be.

    Several computers that share a database must share the key as well.
    """
    given = secret("erasure_key")
    path = workspace.folder / FILE
    if not given and path.is_file():
        given = _text(path)
    if not given and make:
        given = secrets.token_hex(KEY_BYTES)
        _keep(path, given)
    return _key(given) if given else None


def _key(written: str) -> Key:
    try:
        value = bytes.fromhex(written)
    except ValueError:
        value = b""
    if len(value) != KEY_BYTES:
        raise WorkspaceError(
            f"the erasure key ({FILE}, or REMON_ERASURE_KEY) is damaged: put back the "
            "copy that was kept apart"
        )
    return Key(value)


def _text(path: Path) -> str:
    try:
        # A damaged file is told as such: some text, but no key.
        return path.read_text(encoding="ascii", errors="replace").strip() or "empty"
    except OSError as error:
        raise WorkspaceError(f"{FILE} cannot be read: {error.strerror}") from error


def _keep(path: Path, text: str) -> None:
    """Write the file whole or not at all, for its owner only."""
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(
        os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w"
    ) as to:
        to.write(f"{text}\n")
        to.flush()
        os.fsync(to.fileno())
    draft.replace(path)
