"""Take in what phones send: new, repeated, edited or refused.

OpenRosa form submission as KoboToolbox does it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from lxml import etree

from deploy.sandbox.records import Attachment, Form, Submission, new_uid, pack
from deploy.sandbox.rows import meta, parse_instance
from deploy.sandbox.state import Sandbox


@dataclass(frozen=True, slots=True)
class Received:
    """The answer to a phone: a status, a sentence, and the record if there is one."""

    status: HTTPStatus
    message: str
    submission: Submission | None = None


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that came along."""

    name: str
    mimetype: str
    content: bytes


def receive(
    box: Sandbox, user: str, xml: bytes, files: Mapping[str, SentFile]
) -> Received:
    """Store what was sent, or say why not."""
    try:
        root = parse_instance(xml)
        text = xml.decode("utf-8")
    except (etree.XMLSyntaxError, UnicodeDecodeError):
        return Received(HTTPStatus.BAD_REQUEST, "Improperly formatted XML.")
    form = box.forms.get(root.get("id", ""))
    refused = _refused(box, form, user)
    if refused or form is None:
        return refused or _not_found()
    instance = meta(root, "instanceID")
    if not instance:
        return Received(HTTPStatus.BAD_REQUEST, "Instance ID is required")
    known = _same(box, form, instance)
    if known is not None:
        return _again(box, known, instance, text, files)
    replaced = meta(root, "deprecatedID")
    if replaced:
        return _edit(box, form, _Edit(text, instance, replaced), files)
    return _new(box, form, user, _Edit(text, instance, ""), files)


@dataclass(frozen=True, slots=True)
class _Edit:
    """The text of a record, its uuid and the uuid it replaces."""

    text: str
    instance: str
    replaced: str


def _not_found() -> Received:
    return Received(HTTPStatus.NOT_FOUND, "Not found.")


def _refused(box: Sandbox, form: Form | None, user: str) -> Received | None:
    if form is None:
        return _not_found()
    if not box.takes_from(form, user):
        return Received(HTTPStatus.FORBIDDEN, "Access denied")
    if form.deployment is None:
        return _not_found()
    if not form.deployment.active:
        return Received(HTTPStatus.METHOD_NOT_ALLOWED, "Form is not active")
    return None


def _same(box: Sandbox, form: Form, instance: str) -> Submission | None:
    for each in box.submissions.values():
        if each.form_uid != form.uid:
            continue
        if instance == each.uuid or instance in each.past:
            return each
    return None


def _again(
    box: Sandbox,
    known: Submission,
    instance: str,
    text: str,
    files: Mapping[str, SentFile],
) -> Received:
    if known.uuid != instance or known.xml != text:
        return Received(
            HTTPStatus.CONFLICT, "Submission with this instance ID already exists"
        )
    held = {each.name for each in known.attachments}
    fresh = {name: each for name, each in files.items() if name not in held}
    if not fresh:
        return Received(HTTPStatus.ACCEPTED, "Duplicate Instance")
    known.attachments += _attachments(fresh)
    return _stored(box, known)


def _edit(
    box: Sandbox, form: Form, edit: _Edit, files: Mapping[str, SentFile]
) -> Received:
    """Keep number, time and root; replace the answers."""
    record = _same(box, form, edit.replaced)
    if record is None:
        return Received(
            HTTPStatus.NOT_FOUND, "Invalid submission - deprecatedID not found"
        )
    if record.uuid != edit.replaced:
        return Received(
            HTTPStatus.GONE,
            "Invalid submission - deprecatedID refers to an old version",
        )
    record.past.append(record.uuid)
    record.uuid, record.xml = edit.instance, edit.text
    # A file that the new answers no longer name is gone with the old ones.
    kept = [each for each in record.attachments if f">{each.name}<" in edit.text]
    held = {each.name for each in kept}
    fresh = {name: each for name, each in files.items() if name not in held}
    record.attachments = kept + _attachments(fresh)
    return _stored(box, record)


def _new(
    box: Sandbox, form: Form, user: str, sent: _Edit, files: Mapping[str, SentFile]
) -> Received:
    time = box.time()
    record = Submission(
        id=box.next_id(),
        form_uid=form.uid,
        xml=sent.text,
        uuid=sent.instance,
        root_uuid=sent.instance,
        submitted_by=user,
        time=time,
        modified=time,
        attachments=_attachments(files),
    )
    return _stored(box, record)


def _stored(box: Sandbox, record: Submission) -> Received:
    record.modified = box.time()
    box.remember(record)
    return Received(HTTPStatus.CREATED, "Successful submission.", record)


def _attachments(files: Mapping[str, SentFile]) -> list[Attachment]:
    return [
        Attachment(new_uid("att"), each.name, each.mimetype, pack(each.content))
        for each in files.values()
    ]
