"""Drift: what phones get, or somebody saved, and was not published from here."""

from __future__ import annotations

from dataclasses import replace

from deploy.comparing.effects import Judged
from deploy.publishing.sides import Found, Wanted

UNRECORDED = "phones get a form that was not published from this workspace"
EDITED = "the form that phones get was edited on the server since our last deployment"
UNPUBLISHED = "somebody saved another version on the server that phones do not get yet"
UNREADABLE = "somebody saved a version on the server that does not compile"
UNDONE = "this undoes an edit by hand"


def drifted(wanted: Wanted, found: Found) -> list[str]:
    """Say what on the server is not as it was published from here."""
    ours = {wanted.content.digest, *(found.underway.digests if found.underway else ())}
    said = []
    if found.live is not None and found.live.digest not in ours:
        if found.last is None:
            said.append(UNRECORDED)
        elif found.live.digest != found.last.digest:
            said.append(EDITED)
    if found.last is not None:
        ours.add(found.last.digest)
    if found.live is not None:
        ours.add(found.live.digest)
    if found.saved is not None and found.saved.digest not in ours:
        said.append(UNPUBLISHED)
    if found.broken:
        said.append(UNREADABLE)
    return said


def undoing(
    changes: tuple[Judged, ...], by_hand: tuple[Judged, ...]
) -> tuple[Judged, ...]:
    """Mark what only undoes an edit by hand: no specification can declare that."""
    edited = {(one.difference.about, one.difference.name) for one in by_hand}
    return tuple(
        replace(one, declared=True, says=f"{UNDONE}. {one.says}".rstrip(". "))
        if (one.difference.about, one.difference.name) in edited
        else one
        for one in changes
    )
