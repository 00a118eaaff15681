"""What a phone does: list the forms, fetch one, send an answered one.

OpenRosa form list, form submission. Sending twice is safe: the server
recognises the same record by its instance ID.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

from lxml import etree

from deploy.errors import ServerError
from deploy.wire import explain
from deploy.wire.advice import RIGHT_ADDRESS
from deploy.wire.safe_xml import UnsafeXmlError, parsed
from deploy.wire.transport import ANY, Transport

Receipt: TypeAlias = Literal["stored", "duplicate"]
VERSION = {"X-OpenRosa-Version": "1.0"}
LONGEST_NUMBER = 18


@dataclass(frozen=True, slots=True)
class ListedForm:
    """A form that is open for answers: its id, title, version and addresses."""

    form_id: str
    name: str
    version: str
    md5: str
    download_url: str
    manifest_url: str | None


class OpenRosa:
    """A phone that uses one account."""

    def __init__(self, transport: Transport) -> None:
        """`transport` leads to the address that phones use, with the token."""
        self._http = transport

    @property
    def address(self) -> str:
        """Host that the phone sends to: a path may hold a token."""
        return urlsplit(self._http.base_url).netloc

    def forms(self, form_id: str | None = None) -> tuple[ListedForm, ...]:
        """List the forms; with `form_id` at most that one. Archived ones are absent."""
        params = {"formID": form_id} if form_id else None
        # The list exists as XML only; asking for JSON is refused.
        response = self._http.send(
            "GET",
            "/formList",
            repeatable=True,
            accept=ANY,
            params=params,
            headers=VERSION,
        )
        return tuple(
            _listed(form) for form in _parse(response.content).iter("{*}xform")
        )

    def form(self, form_id: str) -> ListedForm:
        """Find the form that phones get under this id."""
        for form in self.forms(form_id):
            if form.form_id == form_id:
                return form
        raise ServerError(
            "Phones are not offered this form",
            where=f"form list of {self._http.base_url}, form {form_id}",
            advice="Deploy the form, take it out of the archive, or give this account"
            " the right to send answers.",
        )

    def blank(self, form: ListedForm) -> bytes:
        """Download the form itself, an XForm."""
        path = self._http.path_of(form.download_url)
        return self._http.get(path, accept=ANY).content

    def manifest(self, form: ListedForm) -> dict[str, str]:
        """List the files that come along with a form: name and MD5, 32 hex digits."""
        if form.manifest_url is None:
            return {}
        path = self._http.path_of(form.manifest_url)
        response = self._http.send(
            "GET", path, repeatable=True, accept=ANY, headers=VERSION
        )
        return {
            one.findtext("{*}filename") or "": (
                one.findtext("{*}hash") or ""
            ).removeprefix("md5:")
            for one in _parse(response.content).iter("{*}mediaFile")
        }

    def ready(self) -> int:
        """Ask whether answers are welcome; return the largest size in bytes, if told.

        0 is not told.
        """
        response = self._http.send(
            "HEAD", "/submission", repeatable=True, accept=ANY, headers=VERSION
        )
        told = response.headers.get("X-OpenRosa-Accept-Content-Length", "")
        return int(told) if told.isdecimal() and len(told) < LONGEST_NUMBER else 0

    def submit(
        self, instance: bytes, attachments: Mapping[str, bytes] | None = None
    ) -> Receipt:
        """Send one answered form; `attachments` by file name."""
        files = {"xml_submission_file": ("submission.xml", instance, "text/xml")}
        for name, content in (attachments or {}).items():
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            files[name] = (name, content, kind)
        response = self._http.send(
            "POST",
            "/submission",
            repeatable=True,
            accept=ANY,
            headers=VERSION,
            files=files,
        )
        match response.status_code:
            case HTTPStatus.CREATED:
                return "stored"
            case HTTPStatus.ACCEPTED:
                return "duplicate"
            case _:
                raise explain.not_data(response)


def _parse(body: bytes) -> etree._Element:
    try:
        return parsed(body)
    except UnsafeXmlError:
        raise ServerError(
            "The server's list of forms cannot be read",
            where="GET /formList",
            advice=RIGHT_ADDRESS,
        ) from None


def _listed(form: etree._Element) -> ListedForm:
    def text(tag: str) -> str:
        return form.findtext(f"{{*}}{tag}") or ""

    return ListedForm(
        form_id=text("formID"),
        name=text("name"),
        version=text("version"),
        md5=text("hash").removeprefix("md5:"),
        download_url=text("downloadUrl"),
        manifest_url=text("manifestUrl") or None,
    )
