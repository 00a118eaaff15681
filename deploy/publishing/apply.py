"""Carry out a plan, one step after the other, so that any step may be the last.

Before a step the diary says what is about to be stored; after it the next run
sees on the server how far it got. No step does harm when it is done again.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace

from builder.media import MediaFile
from deploy.publishing.finding import live_content
from deploy.publishing.plan import Plan
from deploy.publishing.publications import (
    Base,
    Publication,
    Publications,
    Underway,
)
from deploy.publishing.recordings import lacking
from deploy.publishing.sides import Wanted
from deploy.publishing.verify import verified
from deploy.server import Progress, Publisher
from instrument_specs.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Deployment:
    """Where plans are carried out."""

    server: Publisher
    workspace: Workspace
    records: Publications
    on_progress: Progress

    def apply(
        self, plan: Plan, wanted: Wanted, workbook: bytes, about: Publication
    ) -> Publication:
        """Do what the plan says, confirm it, and write it down.

        `about` says all of the publication but its identity and version, which
        are given back filled in.
        """
        uid = self._uid(plan, wanted)
        saved = plan.saved
        if "store" in plan.steps:
            self.on_progress("The form is being uploaded.")
            over = saved if plan.uid else self.server.standing(uid).saved
            saved = self.server.store_form(
                uid, workbook, over=over, on_progress=self.on_progress
            )
        if "files" in plan.steps:
            told = self.on_progress
            self.server.store_media(uid, wanted.files, on_progress=told)
        if "go live" in plan.steps:
            self.on_progress("The form is being deployed.")
            version = self.server.go_live(uid, saved)
        else:
            version = self.server.standing(uid).live or ""
        made = replace(about, uid=uid, version=version)
        if plan.steps:
            self._confirm(made, wanted)
            self._record(made, wanted)
        return made

    def _uid(self, plan: Plan, wanted: Wanted) -> str:
        """Give the form's identity; a new form is written down as soon as it is."""
        if {"create", "store", "go live"}.isdisjoint(plan.steps) and plan.uid:
            uid = plan.uid
        else:
            mark = self._begin(wanted)
            uid = plan.uid or self.server.create(wanted.title, mark)
        if self.workspace.identities().get(wanted.key) != uid:
            self.workspace.remember(wanted.key, uid)
        return uid

    def _begin(self, wanted: Wanted) -> str:
        """Write down what is about to be stored; return the mark of a new form."""
        before = self.records.underway(wanted.key)
        mark = before.mark if before else f"remon {wanted.key} {uuid.uuid4().hex}"
        digests = dict.fromkeys(
            [*(before.digests if before else ()), wanted.content.digest]
        )
        self.records.begin(wanted.key, Underway(mark, tuple(digests)))
        return mark

    def _confirm(self, made: Publication, wanted: Wanted) -> None:
        self.on_progress("What phones get is read back and compared.")
        standing = self.server.standing(made.uid)
        live = live_content(self.server, made.uid)
        lost = self._lost(made.uid, wanted.files)
        verified(wanted.content, live, standing, made.version, lost)

    def _lost(self, uid: str, files: tuple[MediaFile, ...]) -> tuple[str, ...]:
        """Name the files that phones do not get; where none is wanted, do not ask."""
        expected = {one.name: one.md5 for one in files}
        if not expected:
            return ()
        return lacking(files, self.server.live_media(uid, expected=expected))

    def _record(self, made: Publication, wanted: Wanted) -> None:
        self.records.keep(wanted.key, Base(wanted.content, wanted.known.feeds))
        self.records.add(made)
        self.records.finish(wanted.key)
