"""How a phone gets to the forms of a server, and how it is shut out again.

On KoboToolbox a phone uses an account of its own, whose rights come with the
sharing of the forms. On ODK Central it has a key of its own, made here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from deploy.access.sharing import IN_WORDS
from deploy.central import Central
from deploy.central.people import forms_of
from deploy.errors import ServerError
from deploy.kobo import Kobo
from deploy.phones.settings import Door
from deploy.server import Grant

Forms: TypeAlias = Mapping[str, str]
"""The identity on the server of each tool."""
SENDS = "add_submissions"
FETCHES = "view_asset"


@dataclass(frozen=True, slots=True)
class Reach:
    """What a phone may do: the tools it may send, and what goes beyond that."""

    sends: frozenset[str] = frozenset()
    beyond: tuple[str, ...] = ()


class Gate(Protocol):
    """The phones' side of one form server."""

    @property
    def app(self) -> str:
        """Name the app that goes with the server."""
        ...

    @property
    def has_passwords(self) -> bool:
        """Tell whether a lost phone knows a password that stays good."""
        ...

    def account(self, suggested: str) -> str:
        """Name the access, given what the officer or the code suggests."""
        ...

    def open(self, account: str, forms: Forms) -> Door:
        """Give a phone its door to these forms."""
        ...

    def reach(self, account: str, forms: Forms) -> Reach:
        """Say what a phone may do with these forms now."""
        ...

    def shut(self, account: str, forms: Forms) -> int:
        """Take everything away that a phone was given; return how much that was."""
        ...

    def advice(self, account: str) -> tuple[str, ...]:
        """Say what only a person can do on the server once a phone is lost."""
        ...


@dataclass(frozen=True, slots=True)
class KoboGate:
    """Phones on KoboToolbox: an ordinary account each."""

    kobo: Kobo
    password: str = field(default="", repr=False)
    app: str = "KoboCollect"
    has_passwords: bool = True

    def account(self, suggested: str) -> str:
        """Refuse the account that publishes: its phone could read and delete all."""
        if suggested == self.kobo.whoami():
            raise ServerError(
                "This account publishes the forms and may read every answer",
                where=f"account {suggested}",
                advice="Make an account for the interviewer on the server, and name it"
                " with --account.",
            )
        return suggested

    def open(self, account: str, forms: Forms) -> Door:  # noqa: ARG002 - a Gate's
        """Give the address for phones; the rights come with remon deploy."""
        return Door(self.kobo.environment().open_rosa_server, account, self.password)

    def reach(self, account: str, forms: Forms) -> Reach:
        rights = {tool: self._rights(uid, account) for tool, uid in forms.items()}
        beyond = (
            f"{IN_WORDS.get(right, right)} ({tool})"
            for tool, held in sorted(rights.items())
            for right in sorted(held - {SENDS, FETCHES})
        )
        sends = frozenset(tool for tool, held in rights.items() if SENDS in held)
        return Reach(sends, tuple(beyond))

    def shut(self, account: str, forms: Forms) -> int:
        taken, failed = 0, None
        for uid in forms.values():
            try:
                taken += self._shut_one(uid, account)
            except ServerError as error:
                # One form that is gone must not keep the others open.
                failed = failed or error
        if failed:
            raise failed
        return taken

    def advice(self, account: str) -> tuple[str, ...]:
        return (
            (
                f"Change the password of the account {account} on the server; whoever "
                "runs the server can also disable the account."
            ),
            (
                f"Take {account} out of [sharing] in remon.toml. While phones.toml "
                "calls it lost, remon deploy gives it nothing; it would again where "
                "the account is not on record, or when a new phone takes its place."
            ),
        )

    def _shut_one(self, uid: str, account: str) -> int:
        held = self._held(uid, account)
        # The right to see a form goes last: the others rest on it.
        for one in sorted(held, key=_is_sight):
            self.kobo.revoke(uid, one)
        return len(held)

    def _rights(self, uid: str, account: str) -> frozenset[str]:
        return frozenset(one.right for one in self._held(uid, account))

    def _held(self, uid: str, account: str) -> list[Grant]:
        return [one for one in self.kobo.grants(uid) if one.user == account]


@dataclass(frozen=True, slots=True)
class CentralGate:
    """Phones on ODK Central: an app user each, whose key can only send."""

    central: Central
    app: str = "ODK Collect"
    has_passwords: bool = False

    def account(self, suggested: str) -> str:
        return suggested

    def open(self, account: str, forms: Forms) -> Door:
        """Make the app user, or find the one of that name, and assign the forms."""
        user = self.central.app_user(account)
        for uid in forms.values():
            self.central.let_send(uid, user)
        project = self.central.project
        root = project.http.base_url
        return Door(f"{root}/v1/key/{user.token}/projects/{project.number}")

    def reach(self, account: str, forms: Forms) -> Reach:
        given = frozenset[str]()
        for user in self.central.app_users():
            if user.name == account and user.token:
                given |= forms_of(self.central.project, user)
        return Reach(frozenset(tool for tool, uid in forms.items() if uid in given))

    def shut(self, account: str, forms: Forms) -> int:  # noqa: ARG002 - a Gate's
        return self.central.revoke_app_user(account)

    def advice(self, account: str) -> tuple[str, ...]:
        said = f"Nothing more on the server: the key of {account} opens nothing now."
        return (said,)


def gate_of(server: Kobo | Central, password: str = "") -> Gate:
    """Give the phones' side of a server; only KoboToolbox has passwords."""
    if isinstance(server, Central):
        return CentralGate(server)
    return KoboGate(server, password)


def _is_sight(grant: Grant) -> bool:
    return grant.right == FETCHES
