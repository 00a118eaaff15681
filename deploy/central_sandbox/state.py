"""What the stand-in remembers: accounts, projects, forms and submissions."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from deploy.central_sandbox.compiling import Definition
from deploy.central_sandbox.problems import ProblemError

ROLES = {"admin": 1, "app-user": 2, "manager": 5, "viewer": 6, "formfill": 8}
# Of each role's verbs those that this project asks for.
_READS = (
    "project.read",
    "form.list",
    "form.read",
    "submission.list",
    "submission.read",
)
VERBS = {
    "formfill": ("project.read", "submission.create"),
    "viewer": _READS,
    "manager": (
        *_READS,
        "form.create",
        "form.update",
        "submission.create",
        "submission.update",
        "submission.delete",
        "field_key.create",
        "assignment.create",
        "assignment.delete",
    ),
}
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!$"


def new_token() -> str:
    """Make a token as the server does: 64 signs, among them `!` and `$`."""
    return "!$" + "".join(secrets.choice(ALPHABET) for _ in range(62))


@dataclass(slots=True)
class Actor:
    """An account, or a phone's access."""

    id: int
    name: str
    password: str = ""
    phone: bool = False
    token: str | None = None
    created: str = ""


@dataclass(slots=True)
class Sent:
    """One submission as it was sent: an edit makes another."""

    instance: str
    xml: str
    version: str


@dataclass(slots=True)
class Submission:
    id: str
    created: datetime
    submitter: Actor
    sent: list[Sent]
    files: dict[str, bytes | None] = field(default_factory=dict)
    updated: datetime | None = None
    deleted: datetime | None = None
    review: str | None = None

    @property
    def current(self) -> Sent:
        return self.sent[-1]


@dataclass(slots=True)
class Form:
    uid: str
    created: str
    versions: list[Definition] = field(default_factory=list)
    draft: Definition | None = None
    state: str = "open"
    updated: str | None = None
    phones: set[int] = field(default_factory=set)
    submissions: dict[str, Submission] = field(default_factory=dict)

    @property
    def live(self) -> Definition | None:
        return self.versions[-1] if self.versions else None


@dataclass(slots=True)
class Project:
    id: int
    name: str
    key: str = ""
    forms: dict[str, Form] = field(default_factory=dict)
    trash: list[Form] = field(default_factory=list)
    phones: list[Actor] = field(default_factory=list)
    roles: set[tuple[int, str]] = field(default_factory=set)


class CentralSandbox:
    """A server with one administrator and any number of viewers.

    `clock` tells the time; the server keeps milliseconds only.
    """

    def __init__(
        self,
        *,
        email: str = "admin@example.com",
        password: str = "ten letters",  # noqa: S107 - of a stand-in
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self._clock = clock or (lambda: datetime.now(UTC))
        self._last = 0
        self.users = [Actor(self.next_id(), email, password)]
        self.sessions: dict[str, Actor] = {}
        self.projects: dict[int, Project] = {}

    def now(self) -> datetime:
        moment = self._clock()
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)

    def next_id(self) -> int:
        self._last += 1
        return self._last

    def add_project(self, name: str) -> Project:
        project = Project(len(self.projects) + 1, name)
        self.projects[project.id] = project
        return project

    def add_user(self, email: str, password: str) -> Actor:
        user = Actor(self.next_id(), email, password)
        self.users.append(user)
        return user

    def project(self, number: int) -> Project:
        if number not in self.projects:
            raise ProblemError("404.1")
        return self.projects[number]

    def may(self, actor: Actor, project: Project, *roles: str) -> bool:
        """Whether an account has one of these roles; the first one has all."""
        if actor is self.users[0]:
            return True
        return any((actor.id, role) in project.roles for role in roles)

    def verbs(self, actor: Actor, project: Project) -> list[str]:
        """List what an account may do in a project; the first one may do all."""
        held = (
            verbs for role, verbs in VERBS.items() if self.may(actor, project, role)
        )
        return sorted({verb for verbs in held for verb in verbs})


def iso(moment: datetime | None) -> str | None:
    """Write a moment as the server does."""
    if moment is None:
        return None
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def show_form(project: Project, form: Form, which: Definition) -> dict[str, Any]:
    """Describe a form, in one of its versions."""
    draft = which is form.draft
    return {
        "projectId": project.id,
        "xmlFormId": form.uid,
        "state": form.state,
        "createdAt": form.created,
        "updatedAt": form.updated,
        "keyId": 1 if which.key else None,
        "version": which.version,
        "hash": which.md5,
        "draftToken": new_token() if draft else None,
        "publishedAt": which.published,
        "name": which.name or form.uid,
    }
