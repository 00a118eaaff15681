"""Publish a built form: checked, planned, applied, confirmed, written down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from builder import neutral
from builder.build import Built
from builder.checks import findings
from builder.errors import SpecError
from builder.recorded import recorded
from builder.registry import Registry
from builder.workbook import workbook
from builder.xform import validated
from deploy.access.around import around, set_around
from deploy.access.sharing import over_sharing
from deploy.comparing.content import Content
from deploy.comparing.known import known_of
from deploy.comparing.xform_content import content_of
from deploy.errors import ServerError
from deploy.publishing.apply import Deployment
from deploy.publishing.finding import found
from deploy.publishing.keys import key_of
from deploy.publishing.plan import Plan, planned, refusal
from deploy.publishing.publications import (
    Publication,
    Publications,
    publications_of,
)
from deploy.publishing.sides import Wanted
from deploy.server import Progress, Publisher
from instrument_specs.profiles import ProfileError
from instrument_specs.workspace import Workspace, WorkspaceError

DRAFT = " draft"


@dataclass(frozen=True, slots=True)
class Release:
    """What a deployment did: the form's uid, its version, whether it changed.

    `to_know` is for the person who deployed: what has to reach phones at once, or
    why they do not get the form.
    """

    uid: str
    version: str
    changed: bool
    to_know: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choices:
    """What the person who deploys allows, the project, and their role.

    `exact` takes rights away that the workspace does not state.
    """

    overwrite_drift: bool = False
    allow_breaking: bool = False
    exact: bool = False
    project: str = ""
    role: str = ""


CAREFUL = Choices()


def allowed(country: str, unready: Sequence[str], *, training: bool) -> None:
    """Refuse to publish what is not ready for release, except for training."""
    if unready and not training:
        said = "\n".join(f"  - {one}" for one in unready)
        raise ProfileError(
            f"{country} is not ready for release:\n{said}\n"
            "See to these, or publish to a training project with --training"
        )


def release(
    made: Built,
    registry: Registry,
    server: Publisher,
    workspace: Workspace,
    on_progress: Progress,
    choices: Choices = CAREFUL,
) -> Release:
    """Check, publish and remember a form; nothing happens when nothing changed."""
    wanted = wanted_of(made, registry, choices.project)

    def check() -> None:
        stop_at_errors(made, registry)

    return carry_out(made, wanted, server, workspace, on_progress, choices, check)


def carry_out(
    made: Built,
    wanted: Wanted,
    server: Publisher,
    workspace: Workspace,
    on_progress: Progress,
    choices: Choices,
    check: Callable[[], None],
) -> Release:
    """Plan, refuse or apply, and share; `check` is called before anything is stored."""
    records = publications_of(workspace)
    with records.alone():
        plan = plan_of(wanted, server, workspace, records)
        _stop_if_refused(plan, made.form.title, choices)
        if plan.steps:
            check()
        about = _about(made, wanted, server, choices)
        deployment = Deployment(server, workspace, records, on_progress)
        done = deployment.apply(plan, wanted, _book(made, wanted), about)
        surround(made, server, workspace, done.uid, exact=choices.exact)
    changed = "go live" in plan.steps
    urgent = plan.must_update if changed else ()
    to_know = (*plan.notes, *(f"phones must update now: {why}" for why in urgent))
    return Release(done.uid, done.version, changed, to_know)


def surround(
    made: Built, server: Publisher, workspace: Workspace, uid: str, *, exact: bool
) -> None:
    """Share the form as stated and register the wake-up call; look that it is so."""
    where = (server, workspace, made.country, made.form, uid)
    now = around(*where)
    if not (now.to_do or exact):
        return
    set_around(server, uid, now, exact=exact)
    left = around(*where)
    wrong = (*left.to_do, *(over_sharing(left.sharing) if exact else ()))
    if wrong:
        raise ServerError(
            f"The server did not take over: {'; '.join(wrong)}",
            where=f"form {uid}",
            advice="Look at the form's sharing and its REST services on the server,"
            " then run the command again.",
        )


def _stop_if_refused(plan: Plan, title: str, choices: Choices) -> None:
    refused = refusal(
        plan,
        overwrite_drift=choices.overwrite_drift,
        allow_breaking=choices.allow_breaking,
    )
    if refused:
        raise ServerError(
            f"{plan.key} is not deployed: {refused}",
            where=f"form {plan.uid}" if plan.uid else title,
            advice="Nothing was changed.",
        )


def wanted_of(made: Built, registry: Registry, project: str = "") -> Wanted:
    """Say what should be live for a built form; phones show the project's name."""
    words = [word for each in registry.avoided().values() for word in each]
    if word := neutral.named(project, words):
        raise WorkspaceError(
            f"a project cannot be called {project!r}: phones show its name, and "
            f"{word!r} gives away what the visits are about"
        )
    title = made.form.title + (f" {project}" if project else "")
    content = content_of(made.xform.encode())
    titled = replace(content, settings={**content.settings, "title": title})
    widest = registry.forms(made.tool)[0]
    key = key_of(made.country, made.tool, project)
    return Wanted(key, title, titled, known_of(made.form, widest), made.files)


def plan_of(
    wanted: Wanted, server: Publisher, workspace: Workspace, records: Publications
) -> Plan:
    """Look, and decide what a deployment would do."""
    named = (wanted.key, wanted.title)
    there = found(server, workspace, records, *named, files=bool(wanted.files))
    return planned(wanted, there)


def stop_at_errors(made: Built, registry: Registry) -> None:
    """Refuse to publish a form that the checks or ODK Validate refuse."""
    found = findings(made.form, made.content, made.wording, registry.avoided())
    found += recorded(registry, [made.country])  # one misnamed is in no form
    errors = [one for one in found if one.severity == "error"]
    if errors:
        raise SpecError(
            f"{made.country}/{made.tool} has {len(errors)} errors, the first: "
            f"{errors[0].place} {errors[0].problem}. Run: remon check"
        )
    validated([made.xform])


def _book(made: Built, wanted: Wanted) -> bytes:
    """Give the workbook, under the title of its project."""
    if wanted.title == made.form.title:
        return made.workbook
    settings = [{**made.content["settings"][0], "form_title": wanted.title}]
    return workbook({**made.content, "settings": settings})


def _about(
    made: Built, wanted: Wanted, server: Publisher, choices: Choices
) -> Publication:
    return Publication(
        key=wanted.key,
        server=server.address,
        uid="",
        version="",
        digest=wanted.content.digest,
        content_hash=_mark(wanted.content, "content_hash"),
        country_hash=_mark(wanted.content, "country_hash"),
        scoring_version=_mark(wanted.content, "scoring_version"),
        languages=made.wording.languages,
        draft=made.form.title.endswith(DRAFT),
        account=server.whoami(),
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        role=choices.role,
    )


def _mark(content: Content, name: str) -> str:
    item = content.items.get(name)
    return item.logic.get("calculation", "").strip("'") if item else ""
