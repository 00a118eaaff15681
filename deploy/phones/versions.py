"""Who still sends an old version of a form: told from what was sent.

A phone fetches a new version when it is connected, and goes on with the old one
in a talk that has begun.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from deploy.publishing.publications import Publication, publications_of
from instrument_specs.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Sent:
    """One submission: which form, by whom, when, from which content."""

    key: str
    interviewer: str
    at: datetime
    content_hash: str


SentBy: TypeAlias = Callable[[Workspace, str], Sequence[Sent]]
"""Give what phones of a country have sent, as the scorer knows it."""


def nothing_sent(_: Workspace, __: str) -> Sequence[Sent]:
    """Know of no submission, where no scorer is."""
    return ()


@dataclass(frozen=True, slots=True)
class Behind:
    """An interviewer whose phone is not up to date, or may not be.

    `last` is when they sent last. `old` tells that they sent an old version after
    the new one was published; otherwise they have sent nothing since.
    """

    key: str
    interviewer: str
    last: datetime
    published: datetime
    old: bool

    def __str__(self) -> str:
        """Say it to a person, with what to do."""
        since = f"version of {self.published:%Y-%m-%d}"
        if not self.old:
            return f"has sent nothing since the {since}; last on {self.last:%Y-%m-%d}"
        return (
            f"sent an old version on {self.last:%Y-%m-%d}, after the {since}: connect "
            "the phone, open the list of forms and refresh it"
        )


def as_data(one: Behind) -> dict[str, object]:
    """Give it to a program; days only, no times of talks."""
    return {
        "form": one.key,
        "interviewer": one.interviewer,
        "last": one.last.date().isoformat(),
        "published": one.published.date().isoformat(),
        "old": one.old,
    }


def live_versions(place: Workspace, country: str) -> Mapping[str, Publication]:
    """Give what was published last of each form of a country, as it is on record."""
    records = publications_of(place)
    return {
        key: last
        for key, uid in place.identities().items()
        if key.startswith(f"{country}/") and (last := records.last(key, uid))
    }


def behind(sent: Iterable[Sent], live: Mapping[str, Publication]) -> list[Behind]:
    """Find who is behind the version that is live, the longest silent first.

    Forms without a record of publication are left out.
    """
    newest: dict[tuple[str, str], Sent] = {}
    for one in sent:
        place = (one.key, one.interviewer)
        if place not in newest or newest[place].at < one.at:
            newest[place] = one
    return sorted(_behind(newest.values(), live), key=lambda one: one.last)


def _behind(
    newest: Iterable[Sent], live: Mapping[str, Publication]
) -> Iterator[Behind]:
    for one in newest:
        if one.key in live and one.content_hash != live[one.key].content_hash:
            since = datetime.fromisoformat(live[one.key].at)
            yield Behind(one.key, one.interviewer, one.at, since, old=one.at >= since)
