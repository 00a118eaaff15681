"""One account on one KoboToolbox server, in the words of the project.

KoboToolbox API v2, with a token.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from builder.media import MediaFile
from deploy.errors import ServerError
from deploy.kobo import data, forms, imports, media, probing
from deploy.kobo.around import KoboAround
from deploy.kobo.assets import asset_path, list_surveys, read_asset
from deploy.kobo.deployment import deploy_asset, meanwhile
from deploy.kobo.files import kobo_envelope
from deploy.sealing.envelope import Envelope
from deploy.server import Progress, Row, Standing, silent
from deploy.wire.explain import no_account
from deploy.wire.openrosa import OpenRosa
from deploy.wire.probe import Probe, room
from deploy.wire.told import shown
from deploy.wire.transport import Transport
from deploy.wire.waiting import Pace

# The server deploys before it answers; this long it may take to report it.
DEPLOY_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Environment:
    """What a server says about itself.

    The address that phones use, and whether it holds accounts to their limits.
    """

    open_rosa_server: str
    enforces_limits: bool = False


class Kobo(KoboAround):
    """The verbs of a `Publisher`, and what phones need."""

    def __init__(self, transport: Transport, *, pace: Pace | None = None) -> None:
        """`pace` says how long to wait for imports and deployments."""
        self._http = transport
        self._pace = pace or Pace()

    @classmethod
    def connect(cls, base_url: str, token: str) -> Kobo:
        """Use the account that `token` belongs to; nothing is sent yet."""
        return cls(Transport(base_url, token))

    def close(self) -> None:
        """End nothing: the token is the account's own and stays good."""

    @property
    def address(self) -> str:
        """Scheme, host and prefix, without a slash at the end."""
        return self._http.base_url

    def whoami(self) -> str:
        """Name the account. Lists answer without a valid token too, this does not."""
        name = self._http.get_json("/me/").get("username")
        if isinstance(name, str) and name:
            return shown(name)
        raise no_account("KoboToolbox", self.address)

    def environment(self) -> Environment:
        """Ask the server for the addresses it uses."""
        body = self._http.get_json("/api/v2/environment/")
        address = body.get("open_rosa_server")
        if not isinstance(address, str) or not address:
            raise ServerError(
                "The server does not name the address for phones",
                where=f"answer of {self._http.base_url}",
                advice="Check that the server is a KoboToolbox server.",
            )
        enforced = body.get("usage_limit_enforcement") is True
        return Environment(address.rstrip("/"), enforces_limits=enforced)

    def probes(self) -> Mapping[str, Probe]:
        """Give what the server can be asked about itself; see `Probe`."""
        return {
            "server version": lambda: probing.api(self._http),
            "limits": lambda: probing.usage(
                self._http, enforced=self.environment().enforces_limits
            ),
            "sending": lambda: room(self.phone()),
        }

    def phone(self) -> OpenRosa:
        """Return what a phone of this account can do."""
        return OpenRosa(self._http.elsewhere(self.environment().open_rosa_server))

    def named(self, name: str) -> list[Standing]:
        """List the forms of exactly that name."""
        found = (asset for asset in list_surveys(self._http) if asset.name == name)
        return [forms.standing_of(asset) for asset in found]

    def standing(self, uid: str) -> Standing:
        """Say which version of a form is stored and which is live."""
        return forms.standing_of(read_asset(self._http, uid))

    def marked(self, mark: str) -> str | None:
        """Find the form that was created with this mark."""
        return forms.marked_asset(self._http, mark)

    def create(self, name: str, mark: str) -> str:
        """Make an empty form that `marked` finds at once."""
        return forms.create_asset(self._http, name, mark)

    def store_form(
        self,
        uid: str,
        workbook: bytes,
        *,
        over: str | None = None,
        on_progress: Progress = silent,
    ) -> str:
        """Import over a form, compile without deploying, and name the version."""
        if over is not None and over != self.standing(uid).saved:
            raise meanwhile(uid)
        imports.import_over(
            self._http, uid, workbook, pace=self._pace, on_progress=on_progress
        )
        imports.compile_check(self._http, uid)
        return self.standing(uid).saved

    def store_media(
        self, uid: str, files: Sequence[MediaFile], *, on_progress: Progress = silent
    ) -> None:
        """Bring the files beside a form to this state; see `Publisher.store_media`."""
        media.store(self._http, uid, files, on_progress)

    def live_media(
        self, uid: str, *, expected: Mapping[str, str] | None = None
    ) -> dict[str, str]:
        """Give name and MD5 of what phones get; see `Publisher.live_media`."""
        return media.live(self.phone(), uid, expected or {}, self._pace)

    def go_live(self, uid: str, stored: str | None = None) -> str:
        """Deploy what was imported last, and say which version the server reports."""
        limit = min(self._pace.limit, DEPLOY_SECONDS)
        pace = replace(self._pace, limit=limit)
        return (
            deploy_asset(self._http, uid, stored, pace=pace).deployed_version_id or ""
        )

    def archive(self, uid: str, *, archived: bool) -> None:
        """Take a deployed form away from phones, or give it back."""
        self._http.patch(asset_path(uid) + "deployment/", json={"active": not archived})

    def lets_anybody_send(self) -> bool:
        """Say whether the account takes answers to all its forms without a login."""
        details = self._http.get_json("/me/").get("extra_details")
        return isinstance(details, dict) and details.get("require_auth") is False

    def live_xform(self, uid: str) -> bytes:
        """Download the blank form as a phone does."""
        phone = self.phone()
        return phone.blank(phone.form(uid))

    def saved_xform(self, uid: str) -> bytes:
        """Give the form as imported last, compiled by the server."""
        return forms.saved_xform(self._http, uid)

    def submissions(
        self,
        uid: str,
        *,
        after: int = 0,
        fields: Sequence[str] | None = None,
        page_size: int = data.LARGEST_PAGE,
    ) -> Iterator[Row]:
        """Yield rows by key; see `FormServer.submissions`.

        `fields` are full paths; a group's name selects nothing. `_id`, `_uuid`,
        `meta/rootUuid` and `_validation_status` always come.
        """
        return data.read_rows(
            self._http, uid, after=after, fields=fields, page_size=page_size
        )

    def rows(self, uid: str, numbers: Sequence[int]) -> Iterator[Row]:
        """Yield the rows of these numbers whole; see `FormServer.rows`."""
        return data.read_whole(self._http, uid, numbers)

    def holds(self, uid: str, number: int) -> bool:
        """Ask for one row directly; false only when the server says it is gone."""
        return data.holds_row(self._http, uid, number)

    def envelope(self, uid: str, number: int) -> Envelope:
        """Find what belongs to an encrypted submission; see `FormServer.envelope`."""
        return kobo_envelope(self._http, uid, number)

    def delete(self, uid: str, number: int) -> None:
        """Delete one submission for good; ask `holds` whether it is gone."""
        data.delete_row(self._http, uid, number)

    def count(self, uid: str) -> int:
        """How many submissions the server holds for the form."""
        return data.count_rows(self._http, uid)
