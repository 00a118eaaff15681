"""The sandbox itself: its accounts, and its records under their ids."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from deploy.sandbox.keep import Shelf
from deploy.sandbox.records import Form, Import, Submission


def now() -> datetime:
    """Tell the time in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a page may be, and what it is when nobody asks."""

    default_page: int = 100
    largest_page: int = 1000


class Sandbox:
    """A server with accounts. Without `folder` everything is gone at the end.

    `users` maps names to tokens; by default there is one user, `trainer`, with a
    token made up once (`token`). `validate` compiles forms with ODK
    Validate as the real server does, about a second per deployment. `patience`
    is how many times an import shows up unfinished.
    """

    def __init__(
        self,
        *,
        users: Mapping[str, str] | None = None,
        folder: Path | None = None,
        validate: bool = True,
        patience: int = 2,
        limits: Limits | None = None,
        clock: Callable[[], datetime] = now,
    ) -> None:
        """Open the folder, if any, and read what it holds."""
        self.validate = validate
        self.patience = patience
        self.limits = limits or Limits()
        self.clock = clock
        self.shelf = Shelf(folder)
        self.users = dict(users or {"trainer": self._trainer()})
        self.forms = {each.uid: each for each in self._kept_forms()}
        self.imports: dict[str, Import] = {}
        self.snapshots: dict[str, str] = {}
        self.submissions = {each.id: each for each in self._kept_submissions()}
        self._last_id = int(self.shelf.noted("submission", "0"))
        self._last_form = int(self.shelf.noted("form", "0"))

    @property
    def token(self) -> str:
        """The first user's token."""
        return next(iter(self.users.values()))

    def user(self, token: str) -> str | None:
        """Whose token this is."""
        for name, theirs in self.users.items():
            if secrets.compare_digest(theirs.encode(), token.encode()):
                return name
        return None

    def time(self) -> str:
        """Tell the time as the server writes it, with microseconds."""
        return self.clock().strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def form(self, uid: str, user: str | None) -> Form | None:
        """Find a form; one that belongs to somebody else does not exist."""
        form = self.forms.get(uid)
        return form if form is not None and form.owner == user else None

    def takes_from(self, form: Form, user: str) -> bool:
        """Whether this user may fill in the form: its owner, or who was given it."""
        given = {(each["user"], each["right"]) for each in form.grants}
        return form.owner == user or (user, "add_submissions") in given

    def of(self, form: Form) -> list[Submission]:
        """List a form's submissions in an order that nobody may rely on."""
        found = [
            each for each in self.submissions.values() if each.form_uid == form.uid
        ]
        return sorted(found, key=lambda each: each.id * 2654435761 % 2**32)

    def next_id(self) -> int:
        """Give a submission its number: one count for all forms, never going back."""
        self._last_id += 1
        self.shelf.note("submission", str(self._last_id))
        return self._last_id

    def next_form(self) -> int:
        """Give a deployed form its number."""
        self._last_form += 1
        self.shelf.note("form", str(self._last_form))
        return self._last_form

    def remember(self, record: Form | Submission) -> None:
        """Take over a new or changed record."""
        if isinstance(record, Form):
            self.forms[record.uid] = record
        else:
            self.submissions[record.id] = record
        self.shelf.save(record)

    def forget(self, record: Form | Submission) -> None:
        """Delete a record; a form takes its submissions along."""
        if isinstance(record, Form):
            for each in self.of(record):
                self.forget(each)
            del self.forms[record.uid]
        else:
            del self.submissions[record.id]
        self.shelf.drop(record)

    def close(self) -> None:
        """Close the file in the folder; the sandbox is of no use afterwards."""
        self.shelf.close()

    def _trainer(self) -> str:
        """Make up a token, the same after a restart if there is a folder."""
        token = self.shelf.noted("token", secrets.token_hex(20))
        self.shelf.note("token", token)
        return token

    def _kept_forms(self) -> list[Form]:
        return [Form.load(each) for each in self.shelf.load("Form")]

    def _kept_submissions(self) -> list[Submission]:
        return [Submission.load(each) for each in self.shelf.load("Submission")]
