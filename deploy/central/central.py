"""One account in one project of an ODK Central server, in the words of the project.

ODK Central API.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from builder.media import MediaFile
from deploy.central import drafts, forms, media, people, probing, stamp
from deploy.central.people import AppUser
from deploy.central.project import Project, door, login, logout, project_number
from deploy.central.submissions import Submissions
from deploy.errors import ServerError
from deploy.sealing.envelope import Envelope
from deploy.server import Grant, Progress, Row, Standing, silent
from deploy.wire.explain import no_account
from deploy.wire.openrosa import OpenRosa
from deploy.wire.probe import Probe, room
from deploy.wire.told import shown
from deploy.wire.transport import PATIENT, Patience


class Central:
    """The verbs of a `Publisher`, and what phones and offices need."""

    def __init__(
        self,
        project: Project,
        *,
        accept_warnings: bool = False,
        sessions: Sequence[str] = (),
        renews: bool = False,
    ) -> None:
        """Without `accept_warnings` a form that the server warns of is refused.

        `sessions` were opened for this object, and `close` ends them; `renews` tells
        that another is opened when one has ended.
        """
        self.project = project
        self._accept = accept_warnings
        self._sessions = sessions
        self._renews = renews

    @classmethod
    def connect(
        cls,
        base_url: str,
        project: str,
        *,
        token: str = "",
        email: str = "",
        password: str = "",
        accept_warnings: bool = False,
        patience: Patience = PATIENT,
    ) -> Central:
        """Log in, unless a token is given, and find the project by name or number.

        Who logs in must `close`.
        """
        base = base_url.strip().rstrip("/").removesuffix("/v1")
        sessions: list[str] = []

        def opened() -> str:
            sessions.append(login(base, email, password, patience=patience))
            return sessions[-1]

        # A session ends after a day, or when somebody ends it.
        renew = opened if email and password else None
        http = door(base, token or opened(), patience=patience, renew=renew)
        try:
            found = Project(http, project_number(http, project))
        except ServerError:
            if sessions:
                logout(http)
            raise
        return cls(
            found,
            accept_warnings=accept_warnings,
            sessions=sessions,
            renews=renew is not None,
        )

    def close(self) -> None:
        """Log out where this object logged in; a token that was given stays good."""
        if self._sessions:  # the one in use; those before it have ended
            logout(self.project.http)

    @property
    def address(self) -> str:
        """Scheme, host and prefix, with the project."""
        return self.project.http.base_url + self.project.path

    def whoami(self) -> str:
        """Name the account, or raise `ServerError` if the login is wrong."""
        me = self.project.http.get_json("/v1/users/current")
        name = me.get("email") or me.get("displayName")
        if isinstance(name, str):
            return shown(name)
        raise no_account("ODK Central", self.address)

    def probes(self) -> Mapping[str, Probe]:
        """Give what the server can be asked about itself; see `Probe`."""
        http = self.project.http
        found = {
            "server version": lambda: probing.version(http),
            "managed encryption": lambda: probing.managed(self.project),
            "sending": lambda: room(self.phone()),
        }
        if not self._renews:
            found["login"] = lambda: probing.session(http, datetime.now(UTC))
        return found

    def named(self, name: str) -> Sequence[Standing]:
        return forms.named(self.project, name)

    def standing(self, uid: str) -> Standing:
        return drafts.standing(self.project, uid)

    def marked(self, mark: str) -> str | None:
        """Find the form of this mark: the mark makes its id."""
        uid = stamp.form_id_of(mark)
        return uid if forms.begun(self.project, uid) else None

    def create(self, name: str, mark: str) -> str:
        uid = stamp.form_id_of(mark)
        forms.create(self.project, uid, name, accept_warnings=self._accept)
        return uid

    def store_form(
        self,
        uid: str,
        workbook: bytes,
        *,
        over: str | None = None,
        on_progress: Progress = silent,  # noqa: ARG002 - a single request
    ) -> str:
        accept = self._accept
        return forms.store(self.project, uid, workbook, over, accept_warnings=accept)

    def store_media(
        self,
        uid: str,
        files: Sequence[MediaFile],
        *,
        on_progress: Progress = silent,
    ) -> None:
        """Fill the places of the draft; see `Publisher.store_media`.

        Which places there are, the form says: none is left of what it names no more.
        """
        media.store(self.project, uid, files, on_progress)

    def live_media(
        self,
        uid: str,
        *,
        expected: Mapping[str, str] | None = None,  # noqa: ARG002 - at once there
    ) -> dict[str, str]:
        return media.live(self.project, uid)

    def go_live(self, uid: str, stored: str | None = None) -> str:
        return forms.go_live(self.project, uid, stored)

    def archive(self, uid: str, *, archived: bool) -> None:
        forms.archive(self.project, uid, archived=archived)

    def live_xform(self, uid: str) -> bytes:
        return forms.live_xform(self.project, uid)

    def saved_xform(self, uid: str) -> bytes:
        return forms.saved_xform(self.project, uid)

    def submissions(
        self,
        uid: str,
        *,
        after: int = 0,
        fields: Sequence[str] | None = None,
        page_size: int = 250,
    ) -> Iterator[Row]:
        """Yield rows by number; see `FormServer.submissions`.

        Of what came in up to a day before `after`, and of what was changed since,
        rows come again: this server tells, KoboToolbox does not.
        """
        return Submissions(self.project, uid, page_size).read(after, fields)

    def rows(self, uid: str, numbers: Sequence[int]) -> Iterator[Row]:
        return Submissions(self.project, uid).whole(numbers)

    def holds(self, uid: str, number: int) -> bool:
        return Submissions(self.project, uid).holds(number)

    def envelope(self, uid: str, number: int) -> Envelope:
        return Submissions(self.project, uid).envelope(number)

    def delete(self, uid: str, number: int) -> None:
        """Delete one submission; the server empties its trash after 30 days."""
        Submissions(self.project, uid).delete(number)

    def count(self, uid: str) -> int:
        return Submissions(self.project, uid).count()

    def phone(self) -> OpenRosa:
        """Return what a phone of this account can do."""
        return OpenRosa(self.project.http.elsewhere(self.address))

    def app_user(self, name: str) -> AppUser:
        """Give the access of a phone, made if there is none of that name."""
        return people.app_user(self.project, name)

    def app_users(self) -> list[AppUser]:
        return people.app_users(self.project)

    def revoke_app_user(self, name: str) -> int:
        """Shut out the phones of that name; return how many there were."""
        return people.revoke(self.project, name)

    def let_send(self, uid: str, phone: AppUser) -> None:
        people.let_send(self.project, uid, phone)

    def grants(self, uid: str) -> Sequence[Grant]:  # noqa: ARG002 - of all forms
        return people.grants(self.project, self.whoami())

    def grant(self, uid: str, grant: Grant) -> None:  # noqa: ARG002 - of all forms
        people.grant(self.project, grant)

    def revoke(self, uid: str, grant: Grant) -> None:  # noqa: ARG002 - of all forms
        raise people.no_revoking(grant)

    def lets_anybody_send(self) -> bool:
        """Say whether a public link takes answers without an account."""
        return forms.has_public_links(self.project)
