"""Take in submissions: new, repeated, edited or refused.

ODK Central API, OpenRosa submission and submissions.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime

from lxml import etree

from deploy.central_sandbox.problems import ProblemError
from deploy.central_sandbox.state import Actor, Form, Sent, Submission
from deploy.central_sandbox.tables import is_sealed

DIFFERENT = (
    "A submission already exists with this ID, but with different XML. Resubmissions"
    " to attach additional multimedia must resubmit an identical xml_submission_file."
)
CLOSED = (
    "This form is not currently accepting submissions. Please talk to your program"
    " staff if this is unexpected."
)
STALE = (
    "You tried to update a submission, but the copy you were editing ({}) is now out"
    " of date. Please get the new version that has been submitted, and make your edits"
    " again."
)


def parse(xml: bytes) -> etree._Element:
    try:
        root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False))
    except etree.XMLSyntaxError:
        root = None
    if root is None or not root.get("id"):
        raise ProblemError(
            "400.2", text="Required parameter form ID xml attribute missing."
        )
    return root


def receive(
    form: Form, actor: Actor, xml: bytes, files: Mapping[str, bytes], now: datetime
) -> Submission:
    """Store what was sent, or say why not."""
    root = parse(xml)
    if form.state == "closed":
        raise ProblemError("409.2", text=CLOSED)
    version = root.get("version", "")
    if version not in {one.version for one in form.versions}:
        details = {"formVersion": version}
        raise ProblemError("404.6", version, details=details)
    instance = _meta(root, "instanceID") or str(uuid.uuid4())
    sent = Sent(instance, xml.decode(), version)
    known = _holding(form, instance)
    if known is not None:
        if sent not in known.sent:
            raise ProblemError("409.3", text=DIFFERENT)
        _attach(known, files)
        return known
    replaced = _meta(root, "deprecatedID")
    if replaced:
        return edit(form, sent, replaced, files, now)
    made = Submission(instance, now, actor, [sent])
    form.submissions[instance] = made
    _expect(form, made, root, files)
    return made


def edit(
    form: Form, sent: Sent, replaced: str, files: Mapping[str, bytes], now: datetime
) -> Submission:
    record = _holding(form, replaced)
    if record is None:
        raise ProblemError(
            "404.5",
            text="The submission you tried to update does not exist.",
        )
    if record.current.instance != replaced:
        details = {"deprecatedId": replaced}
        raise ProblemError("409.9", text=STALE.format(replaced), details=details)
    record.sent.append(sent)
    record.updated, record.review = now, "edited"
    _expect(form, record, parse(sent.xml.encode()), files)
    return record


def _holding(form: Form, instance: str) -> Submission | None:
    """Find the submission that has, or had, this instance id; deleted ones too."""
    for one in form.submissions.values():
        if any(sent.instance == instance for sent in one.sent):
            return one
    return None


def _expect(
    form: Form, record: Submission, root: etree._Element, files: Mapping[str, bytes]
) -> None:
    """Note which files the answers name; others are dropped without a word."""
    held = {name: content for name, content in record.files.items() if content}
    record.files = {name: held.get(name) for name in _named(form, record, root)}
    _attach(record, files)


def _attach(record: Submission, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        if name in record.files:
            record.files[name] = content


def _named(form: Form, record: Submission, root: etree._Element) -> Iterator[str]:
    if is_sealed(record.current.xml):
        yield from (node.text or "" for node in root.findall("{*}media/{*}file"))
        yield root.findtext("{*}encryptedXmlFile") or ""
        return
    for definition in form.versions:
        if definition.version == record.current.version:
            for one in definition.fields:
                path = str(one["path"]).strip("/").replace("/", "/{*}")
                if one["type"] == "binary":
                    nodes = root.findall("{*}" + path)
                    yield from (node.text for node in nodes if node.text)


def _meta(root: etree._Element, name: str) -> str:
    return (root.findtext(f"{{*}}meta/{{*}}{name}") or "").strip()
