"""What a deployment would do to one form, decided from what is there.

Three things are compared: what we would publish, what phones get, and what was
published from here last. What phones get and we did not publish was edited by
hand: drift.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from builder.media import MediaFile
from deploy.comparing.content import Content
from deploy.comparing.differences import differences
from deploy.comparing.effects import Effect, Judged, judged, must_update
from deploy.comparing.known import Known
from deploy.publishing.publications import Base, Publication, Underway
from deploy.publishing.recordings import LOST, lacking, unheard
from deploy.server import Standing

Step: TypeAlias = Literal["create", "store", "files", "go live", "record"]
UNKNOWN_NAMESAKE = (
    "a form called {name!r} stands on the server ({uids}) and is not known here. If "
    "one of them is this form, write its id into assets.toml, as a colleague's copy "
    "of that file may; if not, rename it on the server"
)
ARCHIVED = "the form is archived: take it back first with remon unarchive"
UNRECORDED = "phones get a form that was not published from this workspace"
EDITED = "the form that phones get was edited on the server since our last deployment"
UNPUBLISHED = "somebody saved another version on the server that phones do not get yet"
UNREADABLE = "somebody saved a version on the server that does not compile"
UNDONE = "this undoes an edit by hand"
REOPENED = (
    "A submission from before that is opened for editing opens in the new form, "
    "which hides the answers to what is gone"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What should be live: `key` is country/tool, `files` come along with it."""

    key: str
    title: str
    content: Content
    known: Known
    files: tuple[MediaFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What is there: on the server, and in the records of the workspace.

    `live` is what phones get, `saved` what was stored last and is not live;
    `broken`: it does not compile. `media` gives name and MD5 of the files that
    phones get, None when nobody asked.
    """

    uid: str | None = None
    standing: Standing | None = None
    live: Content | None = None
    saved: Content | None = None
    broken: bool = False
    last: Publication | None = None
    base: Base | None = None
    underway: Underway | None = None
    namesakes: tuple[Standing, ...] = ()
    media: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What would happen to one form; nothing to do without `steps`.

    `changes` is what phones would get that they do not get now, `drift` what was
    edited by hand, `drifted` says how. A `problem` has to be seen to first.
    `must_update` says why phones should fetch the form at once.
    """

    key: str
    uid: str | None
    steps: tuple[Step, ...] = ()
    changes: tuple[Judged, ...] = ()
    drifted: tuple[str, ...] = ()
    drift: tuple[Judged, ...] = ()
    problem: str = ""
    must_update: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def effect(self) -> Effect:
        return max((one.effect for one in self.changes), default=Effect.HARMLESS)

    @property
    def sound(self) -> bool:
        """Whether it may be applied without anybody's word."""
        calm = self.effect < Effect.BREAKING
        return calm and not self.drifted and not self.problem


def planned(wanted: Wanted, found: Found) -> Plan:
    """Decide what to do; the server and the records are not touched."""
    if found.uid is None or found.standing is None:
        return _first(wanted, found)
    known = _with_feeds(wanted.known, found.base)
    changes = _changes(found.live, wanted.content, known)
    drifted = tuple(_drifted(wanted, found))
    base = found.base.content if found.base else None
    by_hand = _changes(base, found.live, known) if EDITED in drifted else ()
    steps = _steps(wanted, found)
    archived = found.standing.archived and steps not in ((), ("record",))
    return Plan(
        wanted.key,
        found.uid,
        steps,
        _undoing(changes, by_hand),
        drifted,
        by_hand,
        ARCHIVED if archived else "",
        must_update(changes, known) if steps else (),
        tuple(_notes(wanted, found, changes)),
    )


def refusal(plan: Plan, *, overwrite_drift: bool, allow_breaking: bool) -> str:
    """Say why a plan is not applied; nothing when it may be."""
    if plan.problem:
        return plan.problem
    if not _writes(plan):
        return ""
    if plan.drifted and not overwrite_drift:
        return (
            f"{'; '.join(plan.drifted)}. Look at it with remon plan; take over what "
            "is good into the specification, then deploy with --overwrite-drift"
        )
    breaking = [one for one in plan.changes if one.effect is Effect.BREAKING]
    if undeclared := [one for one in breaking if not one.declared]:
        names = ", ".join(dict.fromkeys(one.difference.name for one in undeclared))
        return (
            f"this would break data, and the specification does not say that it is "
            f"meant: {names}. remon plan says what to declare"
        )
    if breaking and not allow_breaking:
        return "this would break data: deploy with --allow-breaking if it is meant"
    return ""


def _writes(plan: Plan) -> bool:
    return plan.steps not in ((), ("record",))


def _first(wanted: Wanted, found: Found) -> Plan:
    if not found.namesakes:
        files = _files(wanted, found)
        steps: tuple[Step, ...] = ("create", "store", *files, "go live", "record")
        return Plan(wanted.key, None, steps)
    uids = ", ".join(one.uid for one in found.namesakes)
    problem = UNKNOWN_NAMESAKE.format(name=wanted.title, uids=uids)
    return Plan(wanted.key, None, problem=problem)


def _steps(wanted: Wanted, found: Found) -> tuple[Step, ...]:
    standing, live, saved = found.standing, found.live, found.saved
    digest = wanted.content.digest
    last, files = found.last, _files(wanted, found)
    right = live is not None and live.digest == digest
    if right and not _left_over(found) and not _lacked(wanted, found):
        recorded = (last.version, last.digest) if last else None
        here = (standing.live if standing else None, digest)
        return () if recorded == here and found.underway is None else ("record",)
    if saved is not None and saved.digest == digest:
        return (*files, "go live", "record")
    return ("store", *files, "go live", "record")


def _left_over(found: Found) -> bool:
    """Whether a deployment that broke off left a version that phones do not get.

    It is written over, or it would be taken for somebody's later.
    """
    if found.underway is None or found.standing is None:
        return False
    return found.standing.saved != found.standing.live


def _lacked(wanted: Wanted, found: Found) -> tuple[str, ...]:
    return () if found.media is None else lacking(wanted.files, found.media)


def _files(wanted: Wanted, found: Found) -> tuple[Step, ...]:
    """Upload files, or take those away that the form named until now."""
    named = wanted.files or (found.live.recordings if found.live else ())
    return ("files",) if named else ()


def _drifted(wanted: Wanted, found: Found) -> list[str]:
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


def _undoing(
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


def _changes(
    before: Content | None, after: Content | None, known: Known
) -> tuple[Judged, ...]:
    if before is None or after is None:
        return ()
    found = differences(before, after, known.renamed)
    return judged(found, before, after, known)


def _with_feeds(known: Known, base: Base | None) -> Known:
    """Add what names fed that are gone from the specification."""
    fed: Mapping[str, tuple[str, ...]] = {**(base.feeds if base else {}), **known.feeds}
    return Known(
        known.items,
        fed,
        known.renamed,
        known.dropped,
        known.local_lists,
        known.guarding,
    )


def _notes(wanted: Wanted, found: Found, changes: tuple[Judged, ...]) -> list[str]:
    notes = []
    same = found.live is not None and found.live.digest == wanted.content.digest
    if same and (names := _lacked(wanted, found)):
        notes.append(LOST.format(count=len(names), name=names[0]))
    notes += unheard(wanted.content, changes)
    if found.standing and found.standing.archived:
        notes.append("The form is archived: phones do not get it")
    if any(
        one.effect is Effect.BREAKING or one.difference.change == "renamed"
        for one in changes
    ):
        notes.append(REOPENED)
    return notes
