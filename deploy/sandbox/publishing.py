"""What happens to a form: imported, replaced, deployed, archived.

KoboToolbox API v2, imports and deployments.
"""

from __future__ import annotations

import uuid
from pathlib import PurePath
from urllib.parse import urlsplit

from deploy.sandbox.compile import Identity, compile_form
from deploy.sandbox.records import (
    Deployment,
    Form,
    Import,
    Version,
    new_uid,
    pack,
    unpack,
)
from deploy.sandbox.state import Sandbox
from deploy.sandbox.workbook import ImportFaultError, read_workbook

ASSETS = "/api/v2/assets/"


class NotAcceptedError(Exception):
    """The server would fail here with a plain 500."""


def import_workbook(
    box: Sandbox,
    owner: str,
    content: bytes,
    *,
    name: str,
    library: bool,
    destination: str | None,
) -> Import:
    """Make or replace a form and return the import task, failed or complete."""
    task = Import(new_uid("i"), owner, box.time(), "error", {})
    try:
        target = _target(box, owner, destination) if destination else None
        read = read_workbook(content)
        form = target or _new_form(box, owner, "block" if library else "survey")
        form.name = read.title or PurePath(name).stem or form.name
        _add_version(box, form, content)
    except ImportFaultError as fault:
        task.messages = {"error": str(fault), "error_type": fault.kind}
    else:
        entry = {"uid": form.uid, "kind": "asset", "owner__username": owner}
        task.status = "complete"
        task.messages = {"updated" if target else "created": [entry]}
    box.imports[task.uid] = task
    return task


def create_empty(box: Sandbox, owner: str, name: str, description: str) -> Form:
    """Make a form without questions: it has a version, and nothing to compile."""
    form = _new_form(box, owner, "survey")
    form.name, form.description = name, description
    _add_version(box, form, b"")
    return form


def deploy(box: Sandbox, form: Form, *, active: bool) -> None:
    """Deploy the current version; raises `CompileError` and changes nothing then."""
    if form.asset_type != "survey":
        raise NotAcceptedError
    time = box.time()
    old = form.deployment
    form_uuid = old.uuid if old else uuid.uuid4().hex
    # What phones already have was found valid when they got it.
    validate = box.validate and form.current.deployed is None
    xform, text = _compiled(form, form_uuid, validate=validate)
    form.deployment = Deployment(
        uuid=form_uuid,
        number=old.number if old else box.next_form(),
        version_uid=form.current.uid,
        text=text,
        title=form.name,
        xform=xform,
        active=active,
        first=old.first if old else time,
        files=list(form.files),
    )
    form.current.deployed = form.modified = time
    box.remember(form)


def change_deployment(
    box: Sandbox, form: Form, *, active: bool | None, version_uid: str | None
) -> None:
    """Redeploy, or archive and bring back when only `active` is given.

    A version other than the current one is `NotAcceptedError`.
    """
    if form.deployment is None or version_uid not in (None, form.current.uid):
        raise NotAcceptedError
    if active is not None and version_uid is None:
        form.deployment.active = active
        form.modified = box.time()
        box.remember(form)
        return
    deploy(box, form, active=form.deployment.active if active is None else active)


def compile_only(form: Form) -> str:
    """Compile the current version for a preview; raises `CompileError`."""
    return _compiled(form, uuid.uuid4().hex, validate=False)[0]


def _compiled(form: Form, form_uuid: str, *, validate: bool) -> tuple[str, str]:
    others = [each for each in form.versions[:-1] if each.deployed]
    text = f"{len(others) + 1} ({form.modified[:10]} {form.modified[11:19]})"
    identity = Identity(form.uid, form.name, text, form.current.uid, form_uuid)
    xform = compile_form(
        unpack(form.current.workbook),
        identity,
        validate=validate,
    )
    return xform, text


def _new_form(box: Sandbox, owner: str, asset_type: str) -> Form:
    time = box.time()
    return Form(new_uid("a"), owner, "", asset_type, time, time, [])


def _add_version(box: Sandbox, form: Form, content: bytes) -> None:
    """Even the same file is a new version with a new hash."""
    form.modified = box.time()
    version = Version(
        new_uid("v"), pack(content), form.modified, content_hash=uuid.uuid4().hex
    )
    form.versions.append(version)
    box.remember(form)


def _target(box: Sandbox, owner: str, destination: str) -> Form:
    """Find the form to replace; a bare id or a missing slash is not understood."""
    path = urlsplit(destination).path
    uid = path.removeprefix(ASSETS).removesuffix("/")
    if path != f"{ASSETS}{uid}/":
        raise ImportFaultError(f"{{'path': '{path.lstrip('/')}'}}", "Resolver404")
    form = box.forms.get(uid)
    if form is None:
        raise ImportFaultError("Asset matching query does not exist.", "DoesNotExist")
    if form.owner != owner:
        raise ImportFaultError("user cannot update asset", "PermissionDenied")
    return form
