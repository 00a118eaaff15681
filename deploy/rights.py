"""What the account that remon uses may do with a form, in the project's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from deploy.central import Central
from deploy.central.project import Project
from deploy.kobo import Kobo
from deploy.wire.transport import JSON, json_object

May: TypeAlias = Literal["read", "publish", "share", "erase"]
# What each needs, in the words of KoboToolbox and of ODK Central.
ON_KOBO: Mapping[May, frozenset[str]] = {
    "read": frozenset({"view_submissions"}),
    "publish": frozenset({"change_asset", "manage_asset"}),
    "share": frozenset({"manage_asset"}),
    "erase": frozenset({"delete_submissions"}),
}
ON_CENTRAL: Mapping[May, frozenset[str]] = {
    "read": frozenset({"submission.list", "submission.read"}),
    "publish": frozenset({"form.create", "form.update"}),
    "share": frozenset({"assignment.create", "field_key.create"}),
    "erase": frozenset({"submission.delete"}),
}


def rights(server: Kobo | Central, uid: str) -> frozenset[May] | None:
    """Say what the account may do; None where the server does not tell."""
    if isinstance(server, Central):
        held, needs = _verbs(server.project), ON_CENTRAL
    else:
        held, needs = server.own_rights(uid), ON_KOBO
    if not held:
        return None
    return frozenset(may for may, words in needs.items() if words <= held)


def _verbs(project: Project) -> frozenset[str]:
    """Name what the account may do in a project; every form has the same."""
    answer = project.http.send(
        "GET",
        project.path,
        repeatable=True,
        accept=JSON,
        headers={"X-Extended-Metadata": "true"},
    )
    listed = json_object(answer).get("verbs")
    return frozenset(map(str, listed)) if isinstance(listed, list) else frozenset()
