"""One account on one KoboToolbox server, in the words of the project.

KoboToolbox API v2, with a token.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from deploy.errors import ServerError
from deploy.kobo import data, forms, imports, probing
from deploy.kobo.around import KoboAround
from deploy.kobo.assets import Asset, asset_path, list_surveys, read_asset
from deploy.kobo.deployment import deploy_asset
from deploy.kobo.files import kobo_envelope
from deploy.kobo.media import KoboMedia
from deploy.sealing.envelope import Envelope
from deploy.server import Progress, Published, Row, Standing, silent
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


class Kobo(KoboMedia, KoboAround):
    """The verbs of a `FormServer`, and the smaller ones they are made of."""

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

    def assets(self) -> Iterator[Asset]:
        """Yield every survey the account can see."""
        return list_surveys(self._http)

    def find(self, name: str) -> Asset | None:
        """Find the survey of exactly that name; two of them are an error."""
        found = [asset for asset in self.assets() if asset.name == name]
        if len(found) > 1:
            uids = ", ".join(asset.uid for asset in found)
            raise ServerError(
                f"{len(found)} forms are called {name!r}: {uids}",
                where=f"forms of the account at {self._http.base_url}",
                advice="Rename or delete all but one on the server, or write the id"
                " of the right one into the settings.",
            )
        return found[0] if found else None

    def asset(self, uid: str) -> Asset:
        """Read the present state of a form."""
        return read_asset(self._http, uid)

    def import_form(
        self,
        workbook: bytes,
        *,
        name: str,
        filename: str,
        destination: str | None = None,
        on_progress: Progress = silent,
    ) -> str:
        """Upload the workbook as a new form or over `destination`; return its uid.

        Phones keep what they have until `deploy`. A `form_title` in the workbook
        wins over `name`.
        """
        task = imports.start_import(
            self._http,
            workbook,
            name=name,
            filename=filename,
            destination=destination,
        )
        return self.resume_import(task, on_progress=on_progress)

    def resume_import(self, import_uid: str, *, on_progress: Progress = silent) -> str:
        """Wait for an import that was started before."""
        return imports.finish_import(
            self._http, import_uid, pace=self._pace, on_progress=on_progress
        )

    def compile_check(self, uid: str) -> None:
        """Raise `FormRefusedError`, with the reason, if the form does not compile."""
        imports.compile_check(self._http, uid)

    def deploy(self, uid: str) -> Asset:
        """Give phones the version imported last; return the form's new state."""
        limit = min(self._pace.limit, DEPLOY_SECONDS)
        return deploy_asset(self._http, uid, pace=replace(self._pace, limit=limit))

    def named(self, name: str) -> list[Standing]:
        """List the forms of exactly that name."""
        found = (asset for asset in self.assets() if asset.name == name)
        return [forms.standing_of(asset) for asset in found]

    def standing(self, uid: str) -> Standing:
        """Say which version of a form is stored and which is live."""
        return forms.standing_of(self.asset(uid))

    def marked(self, mark: str) -> str | None:
        """Find the form that was created with this mark."""
        return forms.marked_asset(self._http, mark)

    def create(self, name: str, mark: str) -> str:
        """Make an empty form that `marked` finds at once."""
        return forms.create_asset(self._http, name, mark)

    def store_form(
        self, uid: str, workbook: bytes, *, on_progress: Progress = silent
    ) -> str:
        """Import over a form, compile without deploying, and name the version."""
        name = "form.xlsx"  # the title in the workbook wins over it
        self.import_form(
            workbook, name=name, filename=name, destination=uid, on_progress=on_progress
        )
        self.compile_check(uid)
        return self.standing(uid).saved

    def go_live(self, uid: str) -> str:
        """Deploy what was imported last, and say which version the server reports."""
        return self.deploy(uid).deployed_version_id or ""

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

    def publish(
        self,
        workbook: bytes,
        *,
        name: str,
        known_uid: str | None = None,
        adopt: bool = False,
        on_progress: Progress = silent,
    ) -> Published:
        """Import, compile, deploy and check; see `FormServer.publish`."""
        target = known_uid or self._namesake(name, adopt=adopt)
        if known_uid:
            self.asset(known_uid)  # a form that is gone is told before the upload
        on_progress("The form is being uploaded.")
        uid = self.import_form(
            workbook,
            name=name,
            filename="form.xlsx",
            destination=target,
            on_progress=on_progress,
        )
        on_progress("The server compiles the form.")
        self.compile_check(uid)
        on_progress("The form is being deployed.")
        asset = self.deploy(uid)
        return Published(uid, asset.version_id or "", created=target is None)

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

    def submission_xml(self, uid: str, submission: int) -> bytes:
        """Return one submission as it was sent."""
        return data.read_row_xml(self._http, uid, submission)

    def count(self, uid: str) -> int:
        """How many submissions the server holds for the form."""
        return data.count_rows(self._http, uid)

    def _namesake(self, name: str, *, adopt: bool) -> str | None:
        """Find the form to go on with: one that never went live is half published."""
        found = self.find(name)
        if found is None or adopt or not found.has_deployment:
            return found.uid if found else None
        raise ServerError(
            f"A form called {name!r} is already deployed and is not known here",
            where=f"form {found.uid}",
            advice="If it is this form, write its id into the settings; if not,"
            " rename it on the server.",
        )
