"""What the rest of the project may ask of a form server, whichever it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

Row: TypeAlias = Mapping[str, Any]
Progress: TypeAlias = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Published:
    """A form that phones can fetch now.

    `uid` is its identity on the server and never changes; `version_id` is the
    server's name of this version; `created` is true the first time.
    """

    uid: str
    version_id: str
    created: bool


class FormServer(Protocol):
    """One account on one form server."""

    def whoami(self) -> str:
        """Name the account, or raise `ServerError` if the credentials are wrong."""
        ...

    def publish(
        self,
        workbook: bytes,
        *,
        name: str,
        known_uid: str | None = None,
        adopt: bool = False,
        on_progress: Progress = ...,
    ) -> Published:
        """Make the workbook the live version of the form `known_uid`, or a new form.

        A form of that name that already collects data and is not `known_uid` is
        left alone (`ServerError`) unless `adopt` is true.
        """
        ...

    def submissions(
        self,
        uid: str,
        *,
        after: int = 0,
        fields: Sequence[str] | None = None,
        page_size: int = 1000,
    ) -> Iterator[Row]:
        """Yield each submission whose number is above `after` once, in order.

        A row is flat: answers under their group path, all of them strings;
        unanswered questions absent; a repeat is a list of such rows.
        """
        ...

    def rows(self, uid: str, numbers: Sequence[int]) -> Iterator[Row]:
        """Yield the submissions of these numbers with all that is in them."""
        ...

    def holds(self, uid: str, number: int) -> bool:
        """Ask for one submission directly; false only when it is said to be gone."""
        ...

    def count(self, uid: str) -> int:
        """How many submissions the server holds for the form."""
        ...
