"""What a deployment would do to one form, decided from what is there.

Three things are compared: what we would publish, what phones get, and what was
published from here last. What phones get and we did not publish was edited by
hand: drift.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from deploy.comparing.content import Content
from deploy.comparing.differences import differences
from deploy.comparing.effects import Effect, Judged, judged
from deploy.comparing.known import Known
from deploy.comparing.urgency import must_update
from deploy.publishing.drift import EDITED, drifted, undoing
from deploy.publishing.publications import Base
from deploy.publishing.recordings import LOST, lacking, unheard
from deploy.publishing.sides import Found, Wanted

Step: TypeAlias = Literal["create", "store", "files", "go live", "record"]
UNKNOWN_NAMESAKE = (
    "a form called {name!r} stands on the server ({uids}) and is not known here. If "
    "one of them is this form, write its id into assets.toml, as a colleague's copy "
    "of that file may; if not, rename it on the server"
)
ARCHIVED = "the form is archived: take it back first with remon unarchive"
ELSEWHERE = (
    "phones get version {version}, which was not published from here; it says and "
    "does the same as ours, and is written down as such"
)
REOPENED = (
    "A submission from before that is opened for editing opens in the new form, "
    "which hides the answers to what is gone"
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What would happen to one form; nothing to do without `steps`.

    `changes` is what phones would get that they do not get now, `drift` what was
    edited by hand, `drifted` says how. A `problem` has to be seen to first. `saved`
    names the version stored last, which alone may be written over or go live.
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
    saved: str = ""

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
    by_whom = tuple(drifted(wanted, found))
    base = found.base.content if found.base else None
    by_hand = _changes(base, found.live, known) if EDITED in by_whom else ()
    steps = _steps(wanted, found)
    archived = found.standing.archived and steps not in ((), ("record",))
    return Plan(
        wanted.key,
        found.uid,
        steps,
        undoing(changes, by_hand),
        by_whom,
        by_hand,
        ARCHIVED if archived else "",
        must_update(changes, known) if steps else (),
        (*_strange(found, steps), *_notes(wanted, found, changes)),
        found.standing.saved,
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
        names = ", ".join(dict.fromkeys(one.difference.name for one in breaking))
        return (
            f"this would break or expose data ({names}): deploy with --allow-breaking "
            "if it is meant"
        )
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


def _strange(found: Found, steps: tuple[Step, ...]) -> list[str]:
    """Tell of a version that would be written down and that we did not publish."""
    live = found.standing.live if found.standing else None
    ours = found.underway or (found.last and found.last.version == live)
    if steps != ("record",) or ours:
        return []
    return [ELSEWHERE.format(version=live)]


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
