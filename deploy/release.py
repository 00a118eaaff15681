"""Publish a built form: checked, never twice for the same content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from builder.build import Built
from builder.checks import findings
from builder.errors import SpecError
from builder.registry import Registry
from builder.xform import validated
from deploy.kobo import Kobo
from deploy.server import Progress
from instrument_specs.profiles import ProfileError
from instrument_specs.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Release:
    """What a deployment did: the form's uid, its version, whether it changed."""

    uid: str
    version: str
    changed: bool


def allowed(country: str, unready: Sequence[str], *, training: bool) -> None:
    """Refuse to publish what is not ready for release, except for training."""
    if unready and not training:
        said = "\n".join(f"  - {one}" for one in unready)
        raise ProfileError(
            f"the profile of {country} is not ready for release:\n{said}\n"
            "See to these, or publish to a training project with --training"
        )


def release(
    made: Built,
    registry: Registry,
    server: Kobo,
    workspace: Workspace,
    on_progress: Progress,
) -> Release:
    """Check, publish and remember a form; nothing happens when nothing changed."""
    stop_at_errors(made, registry)
    key = f"{made.country}/{made.tool}"
    uid = workspace.identities().get(key)
    live = workspace.deployed().get(key, "")
    if uid and live.startswith(f"{made.hash} "):
        asset = server.asset(uid)
        if asset.deployed_version_id == asset.version_id == live.partition(" ")[2]:
            return Release(uid, asset.version_id or "", changed=False)
    published = server.publish(
        made.workbook, name=made.form.title, known_uid=uid, on_progress=on_progress
    )
    workspace.remember(key, published.uid, f"{made.hash} {published.version_id}")
    return Release(published.uid, published.version_id, changed=True)


def stop_at_errors(made: Built, registry: Registry) -> None:
    """Refuse to publish a form that the checks or ODK Validate refuse."""
    found = findings(made.form, made.content, made.wording, registry.avoided())
    errors = [one for one in found if one.severity == "error"]
    if errors:
        raise SpecError(
            f"{made.country}/{made.tool} has {len(errors)} errors, the first: "
            f"{errors[0].place} {errors[0].problem}. Run: remon check"
        )
    validated([made.xform])
