"""What the rest of the project may ask of a form server, whichever it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias, runtime_checkable

from builder.media import MediaFile
from deploy.sealing.envelope import Envelope

Row: TypeAlias = Mapping[str, Any]
Progress: TypeAlias = Callable[[str], None]


def silent(_: str) -> None:
    """Report progress to nobody."""


class FormServer(Protocol):
    """One account on one form server."""

    def whoami(self) -> str:
        """Name the account, or raise `ServerError` if the credentials are wrong."""
        ...

    def submissions(
        self,
        uid: str,
        *,
        after: int = 0,
        fields: Sequence[str] | None = None,
        page_size: int = 1000,
    ) -> Iterator[Row]:
        """Yield each submission whose number is above `after` once, in order.

        Before these, others may come again that were changed or came late, where
        the server tells of them.

        A row is flat: answers under their group path, all of them strings;
        unanswered questions absent; a repeat is a list of such rows.
        """
        ...

    def rows(self, uid: str, numbers: Sequence[int]) -> Iterator[Row]:
        """Yield the submissions of these numbers with all that is in them."""
        ...

    def holds(self, uid: str, number: int) -> bool:
        """Ask for one submission directly; false only when it is said to be gone."""
        ...

    def envelope(self, uid: str, number: int) -> Envelope:
        """Find the manifest and the files of an encrypted submission."""
        ...

    def delete(self, uid: str, number: int) -> None:
        """Delete one submission for good; one that is gone already is as good."""
        ...

    def count(self, uid: str) -> int:
        """How many submissions the server holds for the form."""
        ...


@dataclass(frozen=True, slots=True)
class Standing:
    """How a form stands on the server.

    `saved` names the version stored last, and nothing else that anybody stores has
    that name; `live` the one that phones get: None while they get none. `archived`:
    it was live and takes no answers now.
    """

    uid: str
    name: str
    saved: str
    live: str | None
    archived: bool


@dataclass(frozen=True, slots=True)
class Grant:
    """One right of one account on one form; `right` is the server's own word.

    `user` is empty for everybody, also without an account. `ref` says how the
    server addresses the grant.
    """

    user: str
    right: str
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Hook:
    """An address that the server calls when a submission comes in.

    `sends` are the fields that go along: the number only, so that answers stay on
    the server; none at all would mean everything. `ref` is how the server
    addresses the hook.
    """

    endpoint: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    active: bool = True
    sends: tuple[str, ...] = ("_id",)
    ref: str = ""


@runtime_checkable
class Sharing(Protocol):
    """A server on which forms are shared account by account."""

    def grants(self, uid: str) -> Sequence[Grant]:
        """List the rights that others than the owner have on a form."""
        ...

    def grant(self, uid: str, grant: Grant) -> None:
        """Give a right; giving it twice is the same."""
        ...

    def revoke(self, uid: str, grant: Grant) -> None:
        """Take a right away; one that is gone already is as good."""
        ...


@runtime_checkable
class Wakening(Protocol):
    """A server that calls an address when a submission comes in."""

    def hooks(self, uid: str) -> Sequence[Hook]:
        """List what is called for a form."""
        ...

    def set_hook(self, uid: str, hook: Hook) -> None:
        """Make a hook, or bring the one with its `ref` to this state."""
        ...

    def remove_hook(self, hook: Hook) -> None:
        """Stop calling; a hook that is gone already is as good."""
        ...


class Publisher(FormServer, Protocol):
    """What plan and deploy ask of a form server.

    Each verb either does its one thing or raises `ServerError`; every one may be
    repeated after a crash without doing harm, `create` once `marked` found nothing.
    """

    @property
    def address(self) -> str:
        """The server's address, for records."""
        ...

    def named(self, name: str) -> Sequence[Standing]:
        """List the forms of exactly that name."""
        ...

    def standing(self, uid: str) -> Standing:
        """Say how a form stands; 404 is a `ServerError` with that status."""
        ...

    def marked(self, mark: str) -> str | None:
        """Find the form that was created with this mark."""
        ...

    def create(self, name: str, mark: str) -> str:
        """Make an empty form that `marked` finds at once; return its identity."""
        ...

    def store_form(
        self, uid: str, workbook: bytes, *, over: str, on_progress: Progress = ...
    ) -> str:
        """Store a new version, which phones do not get yet; return its name.

        It takes the place of `over`, as `Standing.saved` named it; a `ServerError`
        if somebody stored another since. `FormRefusedError` if the workbook cannot
        be read or does not compile.
        """
        ...

    def store_media(
        self, uid: str, files: Sequence[MediaFile], *, on_progress: Progress = ...
    ) -> None:
        """Put all files beside the version stored last; phones get them with it.

        What is there already is not sent again. Recordings that are not among
        `files` are taken away, as far as this program has named them; whatever
        else stands there is left alone.
        """
        ...

    def live_media(
        self, uid: str, *, expected: Mapping[str, str] | None = None
    ) -> Mapping[str, str]:
        """Give name and MD5 of the files that phones get along with a form.

        A server that hands them out in its own time is asked again until what is
        expected is among them, for as long as that may take.
        """
        ...

    def go_live(self, uid: str, stored: str) -> str:
        """Give phones the version of that name, and say which the server reports.

        The name is that of `store_form` or `Standing.saved`; a `ServerError` if
        somebody stored another since.
        """
        ...

    def archive(self, uid: str, *, archived: bool) -> None:
        """Take a live form away from phones, or give it back to them."""
        ...

    def live_xform(self, uid: str) -> bytes:
        """Download the XForm that phones get, byte for byte."""
        ...

    def saved_xform(self, uid: str) -> bytes:
        """Give the version stored last as an XForm, live or not."""
        ...
