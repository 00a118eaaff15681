"""One thing that `remon doctor` looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from deploy.errors import ServerError
from instrument_specs.profiles import ProfileError
from instrument_specs.workspace import WorkspaceError
from scorers.posting.post import MailError
from scorers.storing.store import StoreError

KNOWN = (ProfileError, WorkspaceError, ServerError, MailError, StoreError)


@dataclass(frozen=True, slots=True)
class Examined:
    """What it was, whether it is well, and what was found or is to be done."""

    about: str
    well: bool
    said: str


def tried(about: str, attempt: Callable[[], str]) -> Examined:
    """Give what the attempt says, or what went wrong and what to do about it."""
    try:
        return Examined(about, well=True, said=attempt())
    except KNOWN as error:
        return Examined(about, well=False, said=str(error))


def looked(
    about: str, look: Callable[[], Iterable[str]], *, otherwise: str
) -> Iterator[Examined]:
    """Give what is to be done, one by one; `otherwise` when there is nothing."""
    try:
        to_do = list(look())
    except KNOWN as error:
        to_do = [str(error)]
    for said in to_do:
        yield Examined(about, well=False, said=said)
    if not to_do:
        yield Examined(about, well=True, said=otherwise)
