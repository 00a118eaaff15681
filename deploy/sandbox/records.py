"""What the sandbox remembers: forms, imports and submissions.

Every record is plain text and numbers all the way down, so that it can be kept
as JSON; bytes are held as base64.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def new_uid(prefix: str) -> str:
    """Make an id as the server does: its kind's letters and 21 more characters."""
    return prefix + "".join(secrets.choice(ALPHABET) for _ in range(21))


def pack(content: bytes) -> str:
    """Write bytes as text."""
    return base64.b64encode(content).decode("ascii")


def unpack(content: str) -> bytes:
    """Read what `pack` wrote."""
    return base64.b64decode(content)


@dataclass(slots=True)
class Version:
    """A workbook as it was imported, and when (ISO 8601, UTC)."""

    uid: str
    workbook: str
    modified: str
    content_hash: str
    deployed: str | None = None


@dataclass(slots=True)
class Stored:
    """A file beside a form."""

    uid: str
    name: str
    md5: str
    content: str
    time: str
    description: str = ""


@dataclass(slots=True)
class Deployment:
    """What phones get: `number` is in its address, `text` is its version.

    `files` came along when it was deployed; one that is taken away stays until then.
    """

    uuid: str
    number: int
    version_uid: str
    text: str
    title: str
    xform: str
    active: bool
    first: str
    files: list[Stored] = field(default_factory=list)


@dataclass(slots=True)
class Form:
    """An asset."""

    uid: str
    owner: str
    name: str
    asset_type: str
    created: str
    modified: str
    versions: list[Version]
    deployment: Deployment | None = None
    description: str = ""
    grants: list[dict[str, str]] = field(default_factory=list)
    hooks: list[dict[str, Any]] = field(default_factory=list)
    files: list[Stored] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Under which name it is kept."""
        return self.uid

    @property
    def current(self) -> Version:
        """The version imported last."""
        return self.versions[-1]

    @classmethod
    def load(cls, document: Mapping[str, Any]) -> Form:
        """Read what was kept."""
        live = document["deployment"]
        if live:
            live = Deployment(**{**live, "files": _stored(live.get("files"))})
        return cls(
            **{
                **document,
                "versions": [Version(**each) for each in document["versions"]],
                "deployment": live,
                "files": _stored(document.get("files")),
            }
        )


def _stored(kept: Any) -> list[Stored]:
    return [Stored(**each) for each in kept or ()]


@dataclass(slots=True)
class Import:
    """An import task. The work is done at once; `polls` paces what is shown."""

    uid: str
    owner: str
    created: str
    status: str
    messages: dict[str, Any]
    polls: int = 0


@dataclass(slots=True)
class Attachment:
    """A file that came with a submission."""

    uid: str
    name: str
    mimetype: str
    content: str


@dataclass(slots=True)
class Submission:
    """One record; an edit replaces `xml` and puts the former uuid into `past`."""

    id: int
    form_uid: str
    xml: str
    uuid: str
    root_uuid: str
    submitted_by: str
    time: str
    modified: str
    past: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    validation: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Under which name it is kept."""
        return str(self.id)

    @classmethod
    def load(cls, document: Mapping[str, Any]) -> Submission:
        """Read what was kept."""
        files = [Attachment(**each) for each in document["attachments"]]
        return cls(**{**document, "attachments": files})
