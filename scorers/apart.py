"""The same for several forms or countries: a fault of one holds back no other.

What may be told of a fault is decided here as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from builder.telling import say
from deploy.errors import ServerError
from instrument_specs.profiles import ProfileError
from instrument_specs.workspace import WorkspaceError
from scorers.posting.post import MailError
from scorers.storing.store import StoreError
from translations.errors import CatalogueError

# Their texts are written for people and hold no answers.
TOLD = (
    ServerError,
    ProfileError,
    WorkspaceError,
    MailError,
    StoreError,
    CatalogueError,
)


@dataclass(slots=True)
class Apart:
    """Goes on past the faults of single ones; `failed` is the first of them."""

    failed: Exception | None = None

    @contextmanager
    def each(self, name: str) -> Iterator[None]:
        """Do the part of one; a database that cannot be used ends all of it."""
        try:
            yield
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - told now, raised at the end
            say(f"{name}: {explained(error)}")
            self.failed = self.failed or error

    def end(self) -> None:
        """Raise what went wrong, once everyone has had a turn."""
        if self.failed is not None:
            raise self.failed


def explained(error: Exception) -> str:
    """Give what may be told of an error: what we wrote, or only its kind."""
    return str(error) if isinstance(error, TOLD) else type(error).__name__
