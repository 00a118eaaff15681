"""All form servers of a workspace as one: each form is asked for where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, suppress
from types import TracebackType
from typing import Self

from deploy.connection import Server, aimed, connect, servers
from deploy.errors import ServerError
from deploy.sealing.envelope import Envelope
from deploy.server import Row
from instrument_specs.workspace import IDENTITIES, Workspace, WorkspaceError


class Everywhere:
    """Reads and deletes submissions on the server that a form is published on.

    A server is connected to when it is first needed, so one that is away, or whose
    secret is missing, fails its own forms only. A context manager: it logs out.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._first = workspace
        self._places: dict[str, list[Workspace]] = {}
        for to in servers(workspace):
            # Who lists the forms has told of a place that cannot be read.
            with suppress(WorkspaceError):
                place = aimed(workspace, to)
                for uid in place.identities().values():
                    self._places.setdefault(uid, []).append(place)
        self._open: dict[str, Server] = {}
        self._failed: dict[str, ServerError | WorkspaceError] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def submissions(
        self, uid: str, *, after: int = 0, fields: Sequence[str] | None = None
    ) -> Iterator[Row]:
        return self._at(uid).submissions(uid, after=after, fields=fields)

    def rows(self, uid: str, numbers: Sequence[int]) -> Iterator[Row]:
        return self._at(uid).rows(uid, numbers)

    def count(self, uid: str) -> int:
        return self._at(uid).count(uid)

    def holds(self, uid: str, number: int) -> bool:
        return self._at(uid).holds(uid, number)

    def envelope(self, uid: str, number: int) -> Envelope:
        return self._at(uid).envelope(uid, number)

    def delete(self, uid: str, number: int) -> None:
        self._at(uid).delete(uid, number)

    def _at(self, uid: str) -> Server:
        place, *others = self._places.get(uid) or [self._first]
        if others:
            raise WorkspaceError(
                f"the form {uid} stands in two {IDENTITIES}, so nobody can tell on "
                "which server it is read: take it out of the wrong one"
            )
        if place.to in self._failed:
            raise self._failed[place.to]
        if place.to not in self._open:
            try:
                server = connect(place)
            except (ServerError, WorkspaceError) as error:
                self._failed[place.to] = error
                raise
            self._open[place.to] = self._stack.enter_context(closing(server))
        return self._open[place.to]
