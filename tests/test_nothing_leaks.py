"""No way in for hostile files, no way out for secrets."""

from __future__ import annotations

import io
import ssl
import threading
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from deploy import Kobo
from deploy.errors import ServerError
from deploy.wire.safe_xml import UnsafeXmlError, parsed
from deploy.wire.transport import Transport
from instrument_specs.country_file import content
from instrument_specs.country_sheet import workbook
from instrument_specs.country_sheet_read import values_of
from instrument_specs.profiles import ProfileError
from instrument_specs.registry import Instruments
from scorers.erasing.erasures import Asked
from scorers.operating.hook import Door
from scorers.posting.post import MailServer
from scorers.reading.submission import Submission
from scorers.storing.tombstones import Key
from translations import workbook as books
from translations.errors import CatalogueError

SECRET = "ZaunkoenigDerLangGenugIstUndNirgendsSteht"
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "lol">'
    + b"".join(
        f'<!ENTITY {chr(one + 1)} "{f"&{chr(one)};" * 10}">'.encode()
        for one in range(ord("a"), ord("j"))
    )
    + b"]><w>&j;</w>"
)
OUTSIDE = b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><w>&x;</w>'
ELSEWHERE = b'<!DOCTYPE w SYSTEM "http://127.0.0.1:9/evil.dtd"><w/>'
HOSTILE = pytest.mark.parametrize("xml", [BOMB, OUTSIDE, ELSEWHERE])


@HOSTILE
def test_xml_that_declares_anything_is_refused(xml: bytes) -> None:
    with pytest.raises(UnsafeXmlError) as caught:
        parsed(xml)

    assert "lol" not in str(caught.value)
    assert "passwd" not in str(caught.value)


@HOSTILE
@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"]
)
def test_a_spreadsheet_that_declares_anything_is_refused(
    tmp_path: Path, xml: bytes, part: str
) -> None:
    values = content(Instruments().profile("NGA"))
    hostile = _replaced(workbook(values), part, xml)
    path = tmp_path / "texts.xlsx"
    path.write_bytes(hostile)

    with pytest.raises(ProfileError, match="cannot be read as a spreadsheet"):
        values_of(hostile, "profile.xlsx")
    with pytest.raises(CatalogueError, match="cannot be read as a spreadsheet"):
        books.read(path, "texts", [])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_an_encoding_hides_no_declaration(encoding: str) -> None:
    values = content(Instruments().profile("NGA"))
    wide = OUTSIDE.decode().encode(encoding)

    with pytest.raises(ProfileError):
        values_of(_replaced(workbook(values), "xl/workbook.xml", wide), "x.xlsx")


def test_a_spreadsheet_that_unpacks_to_a_flood_is_refused() -> None:
    values = content(Instruments().profile("NGA"))
    flood = b"<x>" + b" " * 70_000_000 + b"</x>"

    with pytest.raises(ProfileError):
        values_of(_replaced(workbook(values), "xl/sharedStrings.xml", flood), "x.xlsx")


def _replaced(book: bytes, part: str, content: bytes) -> bytes:
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        assert part in old.namelist()
        for one in old.namelist():
            new.writestr(one, content if one == part else old.read(one))
    return made.getvalue()


class _Answer(BaseHTTPRequestHandler):
    heard: list[str] = []  # noqa: RUF012 - one server, one test

    def do_GET(self) -> None:
        self.heard.append(str(self.headers))
        self.send_response(200)
        self.end_headers()


@pytest.fixture
def impostor(tmp_path: Path) -> Iterator[str]:
    """Serve https under a certificate that nobody vouches for."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "own.pem"
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    server = HTTPServer(("127.0.0.1", 0), _Answer)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"https://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_server_that_vouches_for_itself_gets_no_token(impostor: str) -> None:
    with pytest.raises(ServerError) as caught:
        Kobo.connect(impostor, SECRET).whoami()

    assert "certificate" in str(caught.value)
    assert not caught.value.retryable
    assert _Answer.heard == []
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    "holder",
    [
        Transport("https://kf.example", SECRET),
        Kobo.connect("https://kf.example", SECRET),
        MailServer("smtp.example", 587, user="office", password=SECRET),
        Key(SECRET.encode()[:32]),
        Door(SECRET, lambda: True),
        Asked("NGA", "code", SECRET, "Head of office"),
        Submission("one", 1, None, "", "", "", "", "", {"q4_2": SECRET}),
    ],
    ids=lambda one: type(one).__name__,
)
def test_nothing_that_holds_a_secret_shows_it(holder: object) -> None:
    assert SECRET[:32] not in repr(holder)
    assert SECRET[:32] not in str(holder)
