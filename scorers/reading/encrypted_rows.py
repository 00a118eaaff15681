"""Encrypted rows, opened on their way from the server.

Rows that were never encrypted pass as they are: a form may hold both. Of an
opened row only the needed answers go on; nothing of it is written anywhere.
A row that stays closed goes on as `Closed`, with the reason.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Protocol, TypeAlias

from builder.form import Form
from deploy.errors import ServerError
from deploy.sealing.decryption import SealedError, opened, read_manifest
from deploy.sealing.envelope import Envelope, MissingFileError
from deploy.sealing.held_keys import Keys
from deploy.wire.explain import BUSY

from .closed import Closed, Unread, servers_part
from .needed import ALWAYS, Needed, needed
from .openrosa_xml import row_of
from .sheet import leaf

Row: TypeAlias = Mapping[str, Any]
SEAL = "_sealed"
"""In an opened row: what tells it from itself once it has been edited."""
MARK = "base64EncryptedKey"
EDITION = "_edition"
"""What a server gives that does not give the key: how often a row was edited."""
NO_ANSWER = frozenset({HTTPStatus.UNAUTHORIZED, *BUSY})


class Server(Protocol):
    """A form server that gives out what belongs to an encrypted row."""

    def submissions(
        self, uid: str, *, after: int = 0, fields: Sequence[str] | None = None
    ) -> Iterator[Row]: ...
    def rows(self, uid: str, numbers: Sequence[int]) -> Iterator[Row]: ...
    def count(self, uid: str) -> int: ...
    def holds(self, uid: str, number: int) -> bool: ...
    def envelope(self, uid: str, number: int) -> Envelope: ...


@dataclass(frozen=True, slots=True, repr=False)
class _Decrypting:
    """A source of rows like the server, with encrypted ones opened."""

    server: Server
    keys: Keys
    needed: Needed
    read: Mapping[int, str]

    def submissions(
        self, uid: str, *, after: int = 0, fields: Sequence[str] | None = None
    ) -> Iterator[Row]:
        for row in self.server.submissions(uid, after=after, fields=fields):
            yield self._opened(uid, row)

    def rows(self, uid: str, numbers: Sequence[int]) -> Iterator[Row]:
        for row in self.server.rows(uid, numbers):
            yield self._opened(uid, row)

    def count(self, uid: str) -> int:
        return self.server.count(uid)

    def holds(self, uid: str, number: int) -> bool:
        return self.server.holds(uid, number)

    def _opened(self, uid: str, row: Row) -> Row:
        if not isinstance(row, Mapping) or MARK not in row:
            return row
        if not self.keys:
            return Closed(row, "it is encrypted, and this machine holds no key")
        seal = self._seal(row)
        if seal and self.read.get(row.get("_id", 0)) == seal:
            return Unread(row)
        return self._inside_or_closed(uid, row, seal)

    def _inside_or_closed(self, uid: str, row: Row, seal: str) -> Row:
        try:
            return self._inside(uid, row) | {SEAL: seal}
        except SealedError as error:
            return Closed(row, str(error))
        except MissingFileError:
            return Closed(row, "a file that belongs to it is not on the server")
        except ServerError as error:
            if error.status is None or error.status in NO_ANSWER:
                raise  # a later run reaches it
            return Closed(row, f"its files cannot be had: {error.what}")

    def _seal(self, row: Row) -> str:
        """Name a row as encrypted, and what is read of it; an edit changes the name."""
        shown = str(row[MARK] or row.get(EDITION, ""))
        if not shown:
            return ""
        read = " ".join([shown, *sorted(self.needed.taken)])
        return hashlib.sha256(read.encode()).hexdigest()

    def _inside(self, uid: str, row: Row) -> dict[str, Any]:
        number = row.get("_id")
        if not isinstance(number, int):
            raise SealedError("the server gives no number for it")
        envelope = self.server.envelope(uid, number)
        manifest = read_manifest(envelope.manifest)
        # A server that does not give the key in its rows leaves it empty.
        if row[MARK] and manifest.key.split() != str(row[MARK]).split():
            raise SealedError("it has been changed since: it is read again later")
        if str(row.get("_uuid") or "") not in {"", _bare(manifest.instance_id)}:
            raise SealedError("it holds the answers of another submission")
        root = opened(manifest, envelope.file, self.keys)
        inside = row_of(root, self.needed.repeats)
        return {**_kept(inside, self.needed), **servers_part(row)}


def _bare(instance_id: str) -> str:
    return instance_id.removeprefix("uuid:")


def decrypting(
    server: Server, keys: Keys, form: Form, read: Mapping[int, str] | None = None
) -> _Decrypting:
    """Give a source of the form's rows in which encrypted ones are opened.

    `read` gives the seals of rows that were opened before: unless they have
    changed they come as `Unread`, as opening a row takes several requests.
    """
    return _Decrypting(server, keys, needed(form), read or {})


def _kept(row: Mapping[str, Any], wanted: Needed) -> dict[str, Any]:
    """Leave out everything that nothing depends on, in repeats as well."""
    found: dict[str, Any] = {}
    for key, value in row.items():
        if isinstance(value, list):
            found[key] = [_kept(one, wanted) for one in value]
        elif value and (leaf(key) in wanted.taken or key in ALWAYS):
            found[key] = value
    return found
